"""Turn a delivered file into observations: `preview` shows every problem and stores nothing.

A person who confirms a preview without problems stores its observations, with the file's own checksum.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from factsheets.dutch import counted
from factsheets.observation import Observation
from factsheets.sources.located import located
from factsheets.sources.mapping import Mapping
from factsheets.sources.problems import Problem, bundled
from factsheets.sources.rows import Reading
from factsheets.sources.workbook import Unreadable, opened

SHOWN = 12


class Preview(msgspec.Struct, frozen=True):
    """The observations of a file. They may be stored only when `problems` is empty."""

    name: str
    sha256: str = ""
    observations: tuple[Observation, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def storable(self) -> bool:
        return bool(self.observations) and not self.problems

    @property
    def head(self) -> tuple[Observation, ...]:
        return self.observations[:SHOWN]

    @property
    def summary(self) -> str:
        if self.problems:
            return f"{counted(len(self.problems), 'probleem', 'problemen')} in {self.name}. Er is niets opgeslagen."
        return f"{counted(len(self.observations), 'cijfer', 'cijfers')} uit {self.name}, klaar om op te slaan."


def preview(name: str, data: bytes, how: Mapping, now: datetime, previous: Sequence[Observation] = ()) -> Preview:
    """Read a file by a mapping. `previous` are figures that we have, to notice jumps and steps back."""
    try:
        book = opened(name, data)
        sheet, header = located(book, how)
    except Unreadable as error:
        return Preview(name, problems=(Problem(name, str(error).removeprefix(f"{name}: ")),))
    reading = Reading(book, sheet, header, how, now)
    found = reading.observations()
    reading.compare(found, previous)
    done = () if reading.problems else tuple(found)
    return Preview(name, book.sha256, done, tuple(bundled(reading.problems)), (*book.notes, *reading.notes()))
