"""What a tafel is sent by itself and when, and who changed what."""

from handlers import dates, floor, roles
from handlers.cards import Card, Item, Items, Text, line, soft
from handlers.feature import Answers, Ask, Post, Setting, Turn, wrong_fields
from handlers.forms import Form
from handlers.parts import Missing
from handlers.tafels import callbacks
from storage import audit, tafels
from storage.tafels import Tafel


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
        fields=tuple(field for each in found if not isinstance(each, Missing) for field in each.fields),
    )


def store(turn: Turn, key: str) -> Answers:
    """Keep what the form says; everything that is wrong is said at its field."""
    tafel, values = _managed(turn, roles.named(turn, key)), turn.request.values
    settings = _on_the_form(turn, tafel)
    errors = {name: text for setting in settings for name, text in setting.problems(values).items()}
    if errors:
        raise wrong_fields(_form(turn, tafel), values, errors)
    for setting in settings:
        setting.store(turn, tafel, values)
    after = tafels.by_id(turn.session, tafel.id)
    told = [f"{label}: {says}" for label, says in floor.says(turn.work, after)]
    detail = "; ".join(told)
    audit.write(turn.session, "instellingen", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail)
    rows = tuple(Item(line(each)) for each in told)
    return Post(Card("instellingen", f"De instellingen van {tafel.name} zijn opgeslagen", (Items(rows),)))


def _on_the_form(turn: Turn, tafel: Tafel) -> list[Setting]:
    """The settings whose fields came back. One that could not be shown was not filled in by anybody: a switch that is
    not there would read as one that is off."""
    given = turn.request.values.keys()
    found = (each for each in floor.settings(turn.work, tafel) if not isinstance(each, Missing))
    return [each.setting for each in found if given & {field.name for field in each.fields}]


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
