"""What a tafel is sent by itself and when, and who changed what."""

from handlers import dates, floor, roles
from handlers.cards import Card, Item, Items, Text, line, soft
from handlers.feature import Answers, Ask, Post, Refusal, Turn
from handlers.forms import Form
from handlers.tafels import callbacks
from storage import audit, tafels
from storage.tafels import Tafel


def ask(turn: Turn, words: str) -> Answers:
    return Ask(_form(turn, _managed(turn, roles.tafel_for(turn, words))))


def _managed(turn: Turn, tafel: Tafel) -> Tafel:
    roles.require(turn, roles.MANAGE, tafel)
    return tafel


def _form(turn: Turn, tafel: Tafel) -> Form:
    """Everything that a tafel sets, feature by feature."""
    return callbacks.SETTINGS.form(
        tafel.key,
        title="Instellingen",
        submit="Opslaan",
        audience=f"Deze instellingen gelden voor iedereen van tafel {tafel.name}.",
        fields=tuple(field for setting in floor.settings(turn.registry) for field in setting.fields(tafel)),
    )


def store(turn: Turn, key: str) -> Answers:
    """Keep what the form says; everything that is wrong is said at its field."""
    tafel, values = _managed(turn, roles.named(turn, key)), turn.request.values
    settings = floor.settings(turn.registry)
    errors = {name: text for setting in settings for name, text in setting.problems(values).items()}
    if errors:
        msg = "Controleer wat je hebt ingevuld."
        raise Refusal(msg, form=_form(turn, tafel).refused(values, errors))
    for setting in settings:
        setting.store(turn, tafel, values)
    after = tafels.by_id(turn.session, tafel.id)
    told = [f"{setting.label}: {setting.says(after)}" for setting in settings]
    detail = "; ".join(told)
    audit.write(turn.session, "instellingen", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail)
    rows = tuple(Item(line(each)) for each in told)
    return Post(Card("instellingen", f"De instellingen van {tafel.name} zijn opgeslagen", (Items(rows),)))


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
