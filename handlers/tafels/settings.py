"""What a tafel is sent by itself and when, and who changed what."""

import re

from handlers import dates, roles, switches
from handlers.cards import Card, Item, Items, Option, Text, line, soft
from handlers.dutch import WEEKDAYS
from handlers.feature import Answers, Ask, Post, Refusal, Turn, reads
from handlers.forms import Choose, Form, Line, Toggle, single
from handlers.tafels.overview import digest_time, factsheet_time
from storage import audit, tafels
from storage.tafels import Tafel

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})$")


def ask(turn: Turn, words: str) -> Answers:
    return Ask(_form(_managed(turn, roles.tafel_for(turn, words))))


def ask_pressed(turn: Turn) -> Answers:
    return Ask(_form(_managed(turn, roles.named(turn, turn.request.value))))


def _managed(turn: Turn, tafel: Tafel) -> Tafel:
    roles.require(turn, "beheren", tafel)
    return tafel


def _form(tafel: Tafel) -> Form:
    days = tuple(Option(str(number), day) for number, day in enumerate(WEEKDAYS, start=1))
    return Form(
        action="tafels.instellingen",
        title="Instellingen",
        submit="Opslaan",
        audience=f"Deze instellingen gelden voor iedereen van tafel {tafel.name}.",
        state=tafel.key,
        fields=(
            *(Toggle(name=f"aan_{each.what}", label=each.asks, value=tafel.sends(each.what))
              for each in switches.SWITCHES),
            Choose(name="dag", label="Dag", options=days, value=(str(tafel.digest_weekday),), required=True),
            Line(name="tijd", label="Tijd", value=tafel.digest_time, required=True, longest=5,
                 hint="Tussen 04:00 en 23:59, bijvoorbeeld 08:00."),
        ),
    )  # fmt: skip


def store(turn: Turn) -> Answers:
    tafel = _managed(turn, roles.named(turn, turn.request.value))
    time = clock_time(single(turn.request.values.get("tijd")))
    if time is None:
        errors = {"tijd": "Schrijf een tijd tussen 04:00 en 23:59, bijvoorbeeld 08:00."}
        msg = "Controleer de tijd."
        raise Refusal(msg, form=_form(tafel).refused(turn.request.values, errors))
    weekday = single(turn.request.values.get("dag"))
    number = int(weekday) if weekday in {str(day) for day in range(1, 8)} else tafel.digest_weekday
    tafels.set_digest(turn.session, tafel.id, weekday=number, time=time, now=turn.now.instant)
    for each in switches.SWITCHES:
        switches.put(turn, tafel, each, on=bool(single(turn.request.values.get(f"aan_{each.what}"))))
    after = tafels.by_id(turn.session, tafel.id)
    told = f"Weekbericht van {tafel.name}: {digest_time(after)}. Factsheet: {factsheet_time(after)}."
    _audit(turn, tafel, f"{digest_time(after)}; factsheet {factsheet_time(after)}")
    return Post(Card("instellingen", told))


def clock_time(text: str) -> str | None:
    """A time of the day as "08:00", from four on: earlier hours are missing or double when the clocks change."""
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    return f"{hour:02}:{minute:02}" if 4 <= hour <= 23 and minute <= 59 else None  # noqa: PLR2004 - a clock


def _audit(turn: Turn, tafel: Tafel, detail: str) -> None:
    audit.write(turn.session, "instellingen", now=turn.now.instant, by=turn.person.id, tafel=tafel.id, detail=detail)


@reads
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
