"""The forms of an item: a new one, and one that is changed."""

import hashlib
from datetime import date

import msgspec

from handlers import dates, roles
from handlers.actieagenda import rights
from handlers.actieagenda.callbacks import ACCEPT_FORM, CHANGE_FORM, DAY_FORM, NEW_FORM, State
from handlers.actieagenda.words import SHAPES
from handlers.cards import Option
from handlers.feature import Turn
from handlers.forms import Choose, Day, Form, Line, Number, Paragraph, Persons, Value, several
from handlers.words import tidy
from storage import people
from storage.actions import Action
from storage.tafels import Tafel

TITLE_LONGEST = 150
TEXT_LONGEST = 3000


def mark(value: Value | None) -> str:
    """A short mark of a value, the same for values that people would call the same."""
    words = " ".join(tidy(part) for part in several(value))
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:8] if words else ""


def new_form(
    tafel: Tafel, *, title: str = "", description: str = "", owner: tuple[str, ...] = (),
    helpers: tuple[str, ...] = (), day: str = "", origin: str = "", origin_url: str = "",
) -> Form:  # fmt: skip
    state = State(tafel.key, origin=origin[:500], origin_url=origin_url[:1000])
    return NEW_FORM.form(
        state,
        title="Nieuwe actie",
        submit="Vastleggen",
        audience=f"Iedereen van tafel {tafel.name} ziet deze actie.",
        fields=(
            Line(name="titel", label="Wat gaan we doen?", required=True, value=title, longest=TITLE_LONGEST),
            Persons(name="actiehouder", label="Actiehouder", value=owner, hint="Wie zorgt dat het gebeurt?"),
            Day(name="datum", label="Uiterlijk", value=day, hint="Laat leeg als er nog geen datum is."),
            Persons(name="helpers", label="Wie helpt mee?", many=True, value=helpers),
            Line(name="thema", label="Thema", longest=100),
            Paragraph(name="toelichting", label="Voorgestelde aanpak", value=description[:TEXT_LONGEST],
                      longest=TEXT_LONGEST),
        ),
    )  # fmt: skip


def day_form(action: Action, tafel: Tafel) -> Form:
    """Nothing but the date of an item that was just captured."""
    state = State(tafel.key, action=action.id)
    return DAY_FORM.form(
        state,
        title=f"{action.key}: welke dag?",
        submit="Opslaan",
        audience=f"Iedereen van tafel {tafel.name} ziet deze datum.",
        fields=(Day(name="datum", label="Uiterlijk", required=True),),
    )


def change_form(turn: Turn, action: Action, tafel: Tafel, helpers: tuple[str, ...]) -> Form:
    """What this person may change of an item: everything, or status, date and progress of their own."""
    whole = roles.grant(turn, rights.CHANGE, tafel) == "ja"
    fields = (*_short_fields(action), *(_whole_fields(turn, action, helpers) if whole else ()))
    state = State(tafel.key, action=action.id, shown={field.name: mark(field.value) for field in fields})
    return CHANGE_FORM.form(
        state,
        title=f"{action.key} bijwerken",
        submit="Opslaan",
        audience=f"Iedereen van tafel {tafel.name} ziet wat je wijzigt.",
        fields=fields,
    )


def part_form(turn: Turn, action: Action, tafel: Tafel, field: str) -> Form:
    """The same form with one question of it."""
    whole = change_form(turn, action, tafel, ())
    return msgspec.structs.replace(whole, fields=tuple(each for each in whole.fields if each.name == field))


def accept_form(action: Action, tafel: Tafel, today: date) -> Form:
    """The question that comes with accepting a proposal whose day has passed."""
    passed = dates.spoken(action.due, today) if action.due else ""
    return ACCEPT_FORM.form(
        State(tafel.key, action=action.id),
        title=f"{action.key} aannemen",
        submit="Aannemen",
        audience=f"Het voorstel was voor {passed}, en die dag is al geweest. Kies een nieuwe dag.",
        fields=(Day(name="datum", label="Uiterlijk", hint="Laat leeg als er nog geen datum is."),),
    )


def _short_fields(action: Action) -> tuple[Paragraph | Choose | Number | Day, ...]:
    statuses = tuple(Option(status, f"{shape} {status}") for status, shape in SHAPES.items())
    return (
        Paragraph(name="nieuws", label="Wat is het laatste nieuws?", hint="Een of twee zinnen.",
                  longest=TEXT_LONGEST),
        Choose(name="status", label="Status", options=statuses, value=(action.status,)),
        Number(name="voortgang", label="Voortgang", lowest=0, highest=100, unit="%", value=str(action.progress)),
        Day(name="datum", label="Uiterlijk", value=action.due.isoformat() if action.due else ""),
    )  # fmt: skip


def _whole_fields(turn: Turn, action: Action, helpers: tuple[str, ...]) -> tuple[Line | Persons | Paragraph, ...]:
    platform = turn.request.place.platform
    owner = people.account_on(turn.session, action.owner.id, platform) if action.owner else ""
    return (
        Line(name="titel", label="Wat gaan we doen?", required=True, value=action.title, longest=TITLE_LONGEST),
        Persons(name="actiehouder", label="Actiehouder", value=(owner,) if owner else ()),
        Persons(name="helpers", label="Wie helpt mee?", many=True, value=helpers),
        Line(name="thema", label="Thema", value=action.theme, longest=100),
        Line(name="doelgroep", label="Doelgroep", value=action.target_group, longest=200),
        Line(name="partners", label="Partners", value=action.partners, longest=500),
        Paragraph(name="toelichting", label="Voorgestelde aanpak", value=action.description, longest=TEXT_LONGEST),
    )
