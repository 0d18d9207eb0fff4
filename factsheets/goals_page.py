"""The content of the picture of goals and results, as values: a row per measured goal, contradictions, and the goals
without a measurement.

Pure: every process can tell whether a picture was drawn already.
"""

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Final, Literal, TypeAlias

import msgspec

from factsheets.dutch import counted, listed
from factsheets.goals import Goal, Standing, when

Shape: TypeAlias = Literal["●", "◐", "○", "✕"]

MOST_ROWS, FEW_ROWS = 11, 8
LETTERS: Final = 178  # on one line below the rows
AT_LAST: Final = " bij de laatste meting"
DRAWN: Final = 3  # raise this when the drawing changes, so that what was drawn before is drawn anew


class Row(msgspec.Struct, frozen=True):
    """A goal that was measured. `reached` holds per cents of its bound, several where sources differ; `band` is what
    was aimed at, in the same per cents, without an end where more is fine."""

    name: str
    value: str
    target: str
    told: str
    shape: Shape
    state: str
    reached: tuple[int, ...]
    band: tuple[int, int | None]


class Page(msgspec.Struct, frozen=True):
    """Everything on the picture."""

    moment: str
    headline: str
    rows: tuple[Row, ...]
    unmeasured: str
    warnings: tuple[str, ...]
    more: str = ""
    drawn: int = DRAWN

    @property
    def state(self) -> str:
        """The same for pages that look the same."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    @property
    def small(self) -> str:
        """The same for the smaller picture of it."""
        return hashlib.sha256(f"klein {self.state}".encode()).hexdigest()

    @property
    def alt(self) -> str:
        """The picture in words, every value included."""
        rows = " ".join(f"{row.name}: {row.value}, doel {row.target}, {row.state} ({row.told})." for row in self.rows)
        return " ".join(filter(None, (f"Doelen en resultaten. {self.headline}", rows, self.more, self.unmeasured)))


def page(standings: Sequence[Standing], today: date) -> Page:
    measured = [each for each in standings if each.told]
    newest = max((each.on for each in measured if each.on), default=None)
    rest = len(measured) - MOST_ROWS
    return Page(
        moment=f"Metingen tot en met {when(newest)}" if newest else "Nog zonder metingen",
        headline=headline(standings, today),
        rows=tuple(_row(each, today) for each in measured[:MOST_ROWS]),
        unmeasured=unmeasured(standings),
        warnings=_warnings(measured),
        more=f"Nog {counted(rest, 'doel', 'doelen')} met een meting staan in de tabel." if rest > 0 else "",
    )


def headline(standings: Sequence[Standing], today: date) -> str:
    """ "5 van de 19 doelen zijn gehaald, 3 niet of nog niet; van 11 is geen meting bekend", as one sentence."""
    measured = [each for each in standings if each.told]
    met, none = sum(each.met for each in measured), len(standings) - len(measured)
    if not standings:
        return "Er zijn nog geen doelen."
    still = f", {len(measured) - met} niet of nog niet" if len(measured) > met else ""
    blank = f"; van {none} is geen meting bekend" if none else ""
    late = sum(each.late for each in measured)
    after = f" ({late} na de streefdatum)" if late else ""
    first = f"{met} van de {len(standings)} doelen {'is' if met == 1 else 'zijn'} gehaald{after}"
    return f"{first}{still}{blank}.{_all_over(standings, today)}"


def _all_over(standings: Sequence[Standing], today: date) -> str:
    """That it is a look back, where every target date is behind us."""
    ends = [each.goal.until for each in standings if each.told and each.goal.until]
    return " De streefdatums zijn voorbij: lees dit als terugblik." if ends and max(ends) < today else ""


def unmeasured(standings: Sequence[Standing]) -> str:
    names = [each.goal.name for each in standings if not each.told]
    if len(listed(names)) > 2.4 * LETTERS:
        return f"Van {len(names)} doelen is geen meting bekend."
    return f"Geen meting bekend: {listed(names)}." if names else ""


def _warnings(measured: Sequence[Standing]) -> tuple[str, ...]:
    told = [
        *(f"Bronnen spreken elkaar tegen. {found.sentence(each.goal)}" for each in measured
          for found in each.contradictions),
        *(f"Anders geteld. {each.goal.name}: {each.before_start}" for each in measured if _depends(each)),
        *(f"Ook anders geteld. {each.goal.name}: {told}" for each in measured for told in each.also),
    ]  # fmt: skip
    lines = list(accumulate(math.ceil(len(each) / LETTERS) for each in told))
    shown = sum(used <= (7 if len(measured) <= FEW_ROWS else 3) for used in lines)
    rest = len(told) - shown
    more = [f"Meer. Nog {counted(rest, 'opmerking', 'opmerkingen')} bij de tabel."] if rest > 0 else []
    return (*told[:shown], *more)


def _depends(each: Standing) -> bool:
    """Whether it was met hangs on from when one counts."""
    return not each.disputed and each.depends


def _row(each: Standing, today: date) -> Row:
    shape, told = state(each, today)
    goal = each.goal
    sources = listed(list(dict.fromkeys(reading.last.source for reading in each.newest)))
    reached = tuple(sorted({goal.percent(count) for count in each.counts}))
    return Row(goal.name, each.shown, goal.target, f"{when(each.on)}, {sources}" if each.on else "", shape,
               told.removesuffix(AT_LAST), reached, band(goal))  # fmt: skip


def band(goal: Goal) -> tuple[int, int | None]:
    """The range of the target, in per cents of the bound."""
    if goal.rule == "hoogstens":
        return 0, 100
    return 100, goal.percent(goal.high) if goal.high is not None and goal.high != goal.low else None


def state(each: Standing, today: date) -> tuple[Shape, str]:
    """How it stands, as a shape and a word."""
    goal = each.goal
    if each.value is None:
        return "○", "geen meting"
    if each.depends:
        return "◐", f"hangt af van de {'bron' if each.disputed else 'telling'}"
    if goal.rule == "hoogstens":
        return ("●", "binnen de grens") if each.met else ("✕", "boven de grens")
    if each.met:
        over = goal.low != goal.high and goal.place(each.value) == "erboven"
        return "●", ("ruim gehaald" if over else "gehaald") + (" na de streefdatum" if each.late else "")
    share = " of ".join(f"{percent}%" for percent in sorted({goal.percent(one.value) for one in each.newest}))
    ended = goal.until is not None and goal.until < today
    return "◐", share + (AT_LAST if ended else "")


def shaped(each: Standing, today: date) -> str:
    """ "● gehaald"."""
    return " ".join(state(each, today))
