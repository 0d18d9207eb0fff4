"""What a tafel sets of its digest: whether it comes, on which day, and at what time."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers.cards import Option
from handlers.dutch import WEEKDAYS
from handlers.feature import Refusal, Setting, Switch
from handlers.forms import Choose, Line, Toggle
from storage.tafels import Tafel

_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})$")


@dataclass(frozen=True, slots=True)
class Rule:
    """When the digest of a tafel comes: `weekday` is 1 (Monday) to 7, `time` "08:00".

    No moment before `since` falls due: a rule that is new counts from then on.
    """

    on: bool
    weekday: int
    time: str
    since: datetime

    @property
    def moment(self) -> str:
        """In words: "maandag om 08:00 uur"."""
        return f"{WEEKDAYS[self.weekday - 1]} om {self.time} uur"


def rule(tafel: Tafel) -> Rule:
    since = max(each.since(tafel) for each in SETTINGS)
    return Rule(SWITCH.of(tafel), WEEKDAY.of(tafel), TIME.of(tafel), since)


def _says(tafel: Tafel) -> str:
    found = rule(tafel)
    return found.moment if found.on else "staat uit"


def clock_time(text: str) -> str:
    """A time of the day as "08:00", from four on: earlier hours are missing or double when the clocks change."""
    if found := _TIME.match(text):
        hour, minute = int(found.group(1)), int(found.group(2))
        if 4 <= hour <= 23 and minute <= 59:  # noqa: PLR2004 - a clock
            return f"{hour:02}:{minute:02}"
    msg = "Schrijf een tijd tussen 04:00 en 23:59, bijvoorbeeld 08:00."
    raise Refusal(msg)


SWITCH: Final = Switch(
    name="digest.aan",
    default=True,
    called="het weekbericht",
    field=Toggle(name="aan_digest", label="Stuur elke week een weekbericht"),
    label="Weekbericht",
    says=_says,
    audited="weekbericht",
)
WEEKDAY: Final = Setting(
    name="digest.dag",
    default=1,
    field=Choose(
        name="dag",
        label="Dag",
        options=tuple(Option(str(number), day) for number, day in enumerate(WEEKDAYS, start=1)),
        required=True,
    ),
)
TIME: Final = Setting(
    name="digest.tijd",
    default="08:00",
    field=Line(name="tijd", label="Tijd", required=True, longest=5, hint="Tussen 04:00 en 23:59, bijvoorbeeld 08:00."),
    parses=clock_time,
)
SETTINGS: Final = (SWITCH, WEEKDAY, TIME)
