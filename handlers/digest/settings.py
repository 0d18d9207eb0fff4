"""When a tafel's digest comes, as a setting of the tafel: whether, on which day, at what time."""

import re
from collections.abc import Mapping
from typing import Final

from handlers.cards import Option
from handlers.digest.timing import SWITCH
from handlers.dutch import WEEKDAYS
from handlers.feature import Setting, Turn
from handlers.forms import AnyField, Choose, Line, Values, single
from storage import tafels
from storage.tafels import Tafel

_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})$")


def says(tafel: Tafel) -> str:
    """When it comes, in words."""
    if not tafel.digest_on:
        return "staat uit"
    return f"{WEEKDAYS[tafel.digest_weekday - 1]} om {tafel.digest_time} uur"


def fields(tafel: Tafel) -> tuple[AnyField, ...]:
    days = tuple(Option(str(number), day) for number, day in enumerate(WEEKDAYS, start=1))
    return (
        SWITCH.toggle(tafel),
        Choose(name="dag", label="Dag", options=days, value=(str(tafel.digest_weekday),), required=True),
        Line(name="tijd", label="Tijd", value=tafel.digest_time, required=True, longest=5,
             hint="Tussen 04:00 en 23:59, bijvoorbeeld 08:00."),
    )  # fmt: skip


def problems(values: Values) -> Mapping[str, str]:
    """What is wrong with the time."""
    known = clock_time(single(values.get("tijd"))) is not None
    return {} if known else {"tijd": "Schrijf een tijd tussen 04:00 en 23:59, bijvoorbeeld 08:00."}


def store(turn: Turn, tafel: Tafel, values: Values) -> None:
    weekday, time = single(values.get("dag")), clock_time(single(values.get("tijd"))) or tafel.digest_time
    number = int(weekday) if weekday in {str(day) for day in range(1, 8)} else tafel.digest_weekday
    tafels.set_digest(turn.session, tafel.id, weekday=number, time=time, now=turn.now.instant)
    SWITCH.store(turn, tafel, values)


def clock_time(text: str) -> str | None:
    """A time of the day as "08:00", from four on: earlier hours are missing or double when the clocks change."""
    found = _TIME.match(text)
    if not found:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    return f"{hour:02}:{minute:02}" if 4 <= hour <= 23 and minute <= 59 else None  # noqa: PLR2004 - a clock


SETTING: Final = Setting(label="Weekbericht", fields=fields, store=store, says=says, problems=problems)
