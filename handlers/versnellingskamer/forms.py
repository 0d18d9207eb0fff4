"""The forms of a room before its vote: the room itself, the weights of its criteria, who does what, guests."""

from collections.abc import Mapping
from typing import Final

from handlers.cards import Option
from handlers.feature import Callback
from handlers.forms import AnyField, Choose, Form, Line, Number, Paragraph, Persons, Values, several, single
from handlers.versnellingskamer import callbacks, levels, templates
from handlers.versnellingskamer.callbacks import Start
from handlers.versnellingskamer.templates import LARGEST_WEIGHT, MOST, Template
from handlers.versnellingskamer.until import HOW
from handlers.versnellingskamer.votes import Criterion
from storage.kamers import LONGEST_QUESTION

WHO_SEES: Final = "Wie meedoet leest de vraag en de richtingen. Wat mensen stemmen zie je hier niet."
_LINES: Final = (
    f"Eén per regel, hooguit {MOST}; plakken kan. Met “ | ” of “: ” erachter een uitleg. Bij een peiling de antwoorden."
)


def room(
    template: Template, filled: Mapping[str, str], *, about_actions: bool, callback: Callback[Start], payload: Start
) -> Form:
    """The form of a new room, filled in as far as somebody said it already. `about_actions` says whether there are
    actions that a room can be about."""
    offered = [each for each in templates.NAMES if about_actions or each != "actie"]
    choice = Choose(
        name="vorm", label="Wat wil je doen?", hint=templates.explain(offered), required=True, value=(template,),
        options=tuple(Option(each, templates.NAMES[each]) for each in offered),
    )  # fmt: skip
    return callback.form(
        payload, title="Nieuwe kamer", submit="Maak de kamer", audience=WHO_SEES,
        fields=(choice, *_asked(filled, about_actions=about_actions), *_rules(filled)),
    )  # fmt: skip


def changed(number: int, template: str, filled: Mapping[str, str]) -> Form:
    """The form of a room that is being prepared; its template stays."""
    return callbacks.CHANGE.form(
        number, title="Kamer aanpassen", submit="Bewaar", audience=WHO_SEES,
        fields=(*_asked(filled, about_actions=template == "actie"), *_rules(filled)),
    )  # fmt: skip


def _asked(filled: Mapping[str, str], *, about_actions: bool) -> tuple[AnyField, ...]:
    action = Line(
        name="actie", label="Over welke actie?", hint="Alleen bij “Eén actie aanscherpen”, bijvoorbeeld BOUW-12.",
        value=filled.get("actie", ""),
    )  # fmt: skip
    return (
        Line(name="vraag", label="De vraag", required=True, value=filled.get("vraag", ""), longest=LONGEST_QUESTION),
        Paragraph(name="richtingen", label="De richtingen", hint=_LINES, required=True,
                  value=filled.get("richtingen", "")),
        *((action,) if about_actions else ()),
    )  # fmt: skip


def _rules(filled: Mapping[str, str]) -> tuple[AnyField, ...]:
    return (
        Choose(name="manier", label="Hoe wegen mensen?", hint="Bij een peiling en een akkoordronde ligt dit vast.",
               options=tuple(Option(each, name) for each, name in templates.METHODS.items()),
               value=(filled.get("manier") or "score",)),
        Choose(name="niveau", label="Wat blijft er van een stem bekend?", hint=levels.EXPLAINED,
               options=tuple(Option(each, label) for each, label in levels.LABELS.items()),
               value=(filled.get("niveau") or "groep",)),
        Choose(name="k", label="Vanaf hoeveel mensen tonen we iets?", hint="Minder mensen staan nergens apart.",
               options=tuple(Option(str(each), f"{each} mensen") for each in levels.SIZES),
               value=(filled.get("k") or str(levels.USUAL_SIZE),)),
        Line(name="tot", label="Tot wanneer?", hint=f"{HOW} Leeg: jij sluit zelf.", value=filled.get("tot", "")),
    )  # fmt: skip


def weights(number: int, criteria: tuple[Criterion, ...]) -> Form:
    """How heavily each criterion counts."""
    fields = tuple(
        Number(name=f"gewicht_{place}", label=each.name, hint=f"1: {each.low}. 5: {each.high}.", lowest=1,
               highest=LARGEST_WEIGHT, value=str(each.weight), required=True)
        for place, each in enumerate(criteria, 1)
    )  # fmt: skip
    audience = "Hoe zwaar telt elk criterium? Iedereen die meedoet ziet het, en na het openen ligt het vast."
    return callbacks.WEIGHTS.form(number, title="Gewichten", submit="Bewaar", audience=audience, fields=fields)


def people(number: int) -> Form:
    """Who leads with the begeleider, and who only looks on."""
    return callbacks.ROLES.form(
        number, title="Wie doet wat?", submit="Bewaar",
        audience="Een medebegeleider mag alles wat jij mag. Een waarnemer kijkt mee, stemt niet en telt niet mee.",
        fields=(
            Persons(name="mede", label="Medebegeleiders", many=True),
            Persons(name="waarnemers", label="Waarnemers", many=True),
            Persons(name="deelnemers", label="Deelnemers", hint="Ook wie eerst waarnemer was.", many=True),
        ),
    )  # fmt: skip


def guests(number: int, filled: str = "") -> Form:
    """Guests by name, each with a code of their own."""
    return callbacks.GUESTS.form(
        number, title="Gasten uitnodigen", submit="Maak codes",
        audience="Iedereen krijgt een eigen code. Geef die aan niemand anders: met de code stem je.",
        fields=(
            Paragraph(name="gasten", label="Wie?", hint="Eén per regel: naam, organisatie, O. Bijvoorbeeld: "
                      "Anna de Vries, Deltion, onderwijs.", required=True, value=filled),
        ),
    )  # fmt: skip


def open_link(number: int) -> Form:
    """One code for everybody, with a limit."""
    return callbacks.OPEN_LINK.form(
        number, title="Open code", submit="Maak de code",
        audience="Iedereen met deze code doet mee. Tafelbot telt dan apparaten en geen mensen, en zegt dat erbij.",
        fields=(Number(name="aantal", label="Hooguit hoeveel apparaten?", lowest=1, highest=500, value="30",
                       required=True),),
    )  # fmt: skip


def typed(values: Values) -> dict[str, str]:
    """What was filled in, each field as one text."""
    return {name: single(value) if len(several(value)) < 2 else "" for name, value in values.items()}  # noqa: PLR2004
