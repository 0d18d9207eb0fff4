"""What a tafel is sent by itself and when, and who changed what."""

from functools import partial
from typing import Any, Final

from handlers import dates, floor, parts, roles, switches
from handlers.cards import Card, Item, Items, Text, line, soft
from handlers.feature import Answers, Ask, Post, Setting, Turn, wrong_fields
from handlers.forms import Form, Values
from handlers.parts import Missing
from handlers.tafels import callbacks
from storage import audit, tafels
from storage.tafels import Tafel

_UNREAD: Final = "Dit kan ik nu niet lezen. Geef de beheerder deze code: {}."


def ask(turn: Turn, words: str) -> Answers:
    return Ask(_form(turn, _managed(turn, roles.tafel_for(turn, words))))


def _managed(turn: Turn, tafel: Tafel) -> Tafel:
    roles.require(turn, roles.MANAGE, tafel)
    return tafel


def _form(turn: Turn, tafel: Tafel) -> Form:
    """Everything that a tafel sets, feature by feature. What cannot be shown is left out, and stays as it is."""
    found = floor.settings(turn.work, tafel)
    lacks = "".join(f" {each.text}" for each in found if isinstance(each, Missing))
    return callbacks.SETTINGS.form(
        tafel.key,
        title="Instellingen",
        submit="Opslaan",
        audience=f"Deze instellingen gelden voor iedereen van tafel {tafel.name}.{lacks}",
        fields=tuple(each.field for each in found if not isinstance(each, Missing)),
    )


def store(turn: Turn, key: str) -> Answers:
    """Keep what the form says; everything that is wrong is said at its field."""
    tafel, values = _managed(turn, roles.named(turn, key)), turn.request.values
    settings = _on_the_form(turn, tafel)
    found, errors = _read(settings, values)
    if errors:
        raise wrong_fields(_form(turn, tafel), values, errors)
    for setting in settings:
        switches.put(turn, tafel, setting, found[setting.name])
    after = tafels.by_id(turn.session, tafel.id)
    told = [f"{label}: {says}" for label, says in floor.says(turn.work, after)]
    detail = "; ".join(told)
    audit.write(turn.session, "instellingen", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail)
    rows = tuple(Item(line(each)) for each in told)
    return Post(Card("instellingen", f"De instellingen van {tafel.name} zijn opgeslagen", (Items(rows),)))


def _on_the_form(turn: Turn, tafel: Tafel) -> list[Setting[Any]]:
    """The settings whose field came back. One that could not be shown was not filled in by anybody: a switch that is
    not there would read as one that is off."""
    found = (each for each in floor.settings(turn.work, tafel) if not isinstance(each, Missing))
    return [each.setting for each in found if each.field.name in turn.request.values]


def _read(settings: list[Setting[Any]], values: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """The value of each setting by its name, and what is wrong by the name of its field."""
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for setting in settings:
        feature = setting.name.partition(".")[0]
        read = parts.ask(None, feature, "settings", partial(setting.read, values[setting.field.name]))
        if not isinstance(read, Missing):
            found[setting.name] = read
        elif read.refusal:
            errors[setting.field.name] = read.text
        else:
            errors[setting.field.name] = _UNREAD.format(read.reference)
    return found, errors


def log(turn: Turn, words: str) -> Answers:
    """`/tafel logboek`: the latest changes to people, links and settings."""
    tafel = _managed(turn, roles.tafel_for(turn, words))
    rows = tuple(
        Item(line(f"{_day(turn, each)} · {each.name or 'Tafelbot'} · {each.did}",
                  *(soft(f" · {said}") for said in (each.about, each.detail) if said)))
        for each in audit.latest(turn.session, tafel.id)
    )  # fmt: skip
    empty = Text(line("Er is nog niets gewijzigd."))
    return Post(Card("logboek", f"Logboek van {tafel.name}", (Items(rows),) if rows else (empty,)))


def _day(turn: Turn, entry: audit.Entry) -> str:
    return dates.spoken(entry.at.astimezone(turn.now.zone).date(), turn.now.today)
