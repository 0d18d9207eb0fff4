"""Bring in a file with results: every problem by its row, odd values, and then all rows or none.

Import this only inside a job or a command: it brings pandas along.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from factsheets.goals import Standing, day
from factsheets.sources.problems import Problem, bundled
from factsheets.sources.results import Line, lines
from handlers import disk
from handlers.dutch import counted
from handlers.feature import Now, Refusal
from handlers.koers import find, reading
from handlers.koers.reading import Entered
from handlers.koers.standings import standing_of
from storage import audit, koers
from storage.database import Session

_FIELDS = {"doel": "doel", "waarde": "waarde", "datum": "op", "bron": "bron"}


@dataclass
class Found:
    """A file and its rows in order of date; it may be stored if it has no problems."""

    name: str
    results: list[Entered] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        head = ("DOEL", "STAND", "OP", "BRON")
        shown = ((each.fields["doel"], each.fields["waarde"], day(each.on), each.source) for each in self.results)
        return [head, *shown]

    @property
    def sentences(self) -> list[str]:
        return [problem.sentence for problem in bundled(self.problems)]

    @property
    def summary(self) -> str:
        return f"{counted(len(self.problems), 'probleem', 'problemen')} in {self.name}. Er is niets opgeslagen."


def read(session: Session, path: Path, now: Now) -> Found:
    """Look at a file; refuses with every problem in it. Nothing is stored."""
    data = disk.contents(path)
    found = looked(session, path.name, data, now)
    if found.problems:
        raise Refusal("\n".join([*found.sentences, found.summary]))
    return found


def looked(session: Session, name: str, data: bytes, now: Now) -> Found:
    """Preview a file with every problem in it."""
    told, problems = lines(name, data)
    found = Found(name, problems=problems)
    read_ = [(line, _result(session, line, now, found)) for line in told]
    good = sorted(((line, one) for line, one in read_ if one), key=lambda pair: pair[1].on)
    found.problems.extend(_twice(good))
    found.results = [one for _, one in good]
    if not found.problems:
        found.doubts = list(_odd(session, good))
    return found


def _result(session: Session, line: Line, now: Now, found: Found) -> Entered | None:
    """The result in a row, or its problems."""
    said = {name: line.cells[column] for name, column in _FIELDS.items()}
    fields, wrong = reading.in_fields(session, said, now.today)
    entered, errors = reading.checked(session, fields, now.today)
    found.problems.extend(line.problem(_FIELDS[name], what) for name, what in (errors | wrong).items())
    return None if wrong else entered


def _twice(good: Iterable[tuple[Line, Entered]]) -> Iterator[Problem]:
    """Two rows of one source about one day that do not agree."""
    seen: dict[tuple[str, str, str], Entered] = {}
    for line, one in good:
        at = (one.goal, one.on.isoformat(), one.source.casefold())
        if at in seen and seen[at].value != one.value:
            yield line.problem("waarde", "Een andere rij geeft voor dit doel, deze dag en deze bron iets anders.")
        seen[at] = one


def _odd(session: Session, good: Iterable[tuple[Line, Entered]]) -> Iterator[str]:
    """What is odd about a row beside the stored results and the rows before it."""
    known: dict[str, Standing] = {}
    for line, one in good:
        beside = known.get(one.goal) or standing_of(session, find.by_key(session, one.goal))
        yield from (f"Rij {line.row}, {beside.goal.name}: {doubt}" for doubt in reading.doubts(beside, one))
        known[one.goal] = msgspec.structs.replace(beside, told=(*beside.told, one.told))


def keep(session: Session, found: Found, now: Now, by: int | None = None) -> str:
    """Store what was found; says how many were new."""
    some = found.results
    new = [one for one in some if koers.enter(session, one.goal, one.told, by=by, now=now.instant)]
    if new:
        audit.write(session, "resultaten ingelezen", now=now.instant, by=by, detail=str(len(new)))
    known = len(some) - len(new)
    already = f"; {counted(known, 'stond', 'stonden')} er al" if known else ""
    return f"Opgeslagen: {counted(len(new), 'resultaat', 'resultaten')}{already}."
