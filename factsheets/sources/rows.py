"""Read the rows of a located table by its mapping: observations, problems, and counts of what was left out."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import dropwhile
from typing import TypeAlias

import msgspec

from factsheets.catalogue import indicators, regions
from factsheets.dutch import counted, exact, listed, number
from factsheets.observation import Kind, Missing, Observation, Period, Region, period
from factsheets.sources import cells, problems
from factsheets.sources.cells import Cell, Style
from factsheets.sources.located import key
from factsheets.sources.mapping import Mapping, Value
from factsheets.sources.problems import Problem
from factsheets.sources.workbook import NO_CACHE, Sheet, Workbook, letters

JUMP = 300
NEAR = 0.85
Row: TypeAlias = tuple[int, list[str]]
_Held: TypeAlias = dict[tuple[str, str, str, str], tuple[float | None, Missing | None]]


class Reading:
    """One pass over the table; collects observations and problems, and counts the rows that were left out."""

    def __init__(self, book: Workbook, sheet: Sheet, header: int, how: Mapping, now: datetime) -> None:
        self.problems: list[Problem] = []
        self._file, self._sheet, self._how, self._now = book.name, sheet, how, now
        self._batch, self._header = book.sha256[:16], header
        self._titles = [key(title) for title in sheet.frame.iloc[header]]
        self._place = {title: self._titles.index(key(title)) for title in how.columns}
        self._rows = sheet.frame.iloc[header + 1 :]
        self._regions = _known(how)
        self._totals = {key(total) for total in how.totals}
        self._only = {title: {key(word) for word in words} for title, words in how.only.items()}
        self._branches = {key(word): code for word, code in how.branch.keys.items()} if how.branch else {}
        self._skipped: Counter[str] = Counter()
        self._added: dict[str, list[str]] = {}

    def observations(self) -> list[Observation]:
        if self._repeated() or self._overflowing():
            return []
        if self._rows.empty:
            self._problem(problems.NO_ROWS)
            return []
        rows = list(self._wanted())
        styles = {value: self._style(value, rows) for value in self._how.values}
        seen = [found for row in rows for found in self._row(row, styles)]
        if not seen and not self.problems:
            self._problem(f"Geen enkele rij gaat over onze regio ({self._skips()}). Controleer regio en periode.")
        return self._united(seen)

    def notes(self) -> tuple[str, ...]:
        skipped = (f"Overgeslagen: {self._skips()}.",) if self._skipped else ()
        added = (f"Dit vult oudere periodes aan voor {listed(list(dict.fromkeys(places)))}; we hebben al {newest}."
                 for newest, places in self._added.items())  # fmt: skip
        return (*skipped, *added)

    def _skips(self) -> str:
        told = [f"{counted(amount, 'rij', 'rijen')} {why}" for why, amount in self._skipped.items()]
        return listed(told) or "er staan geen cijfers in"

    def _problem(self, what: str, place: int | None = None, title: str = "", found: str = "") -> None:
        row = 0 if place is None else place + self._sheet.first_row
        column = f"{title} ({letters(self._place[title])})" if title else ""
        self.problems.append(Problem(self._file, what, self._sheet.name, row, column, found))

    # --- the table as a whole ---

    def _repeated(self) -> bool:
        twice = [title for title in self._how.columns if self._titles.count(key(title)) > 1]
        for title in twice:
            self._problem(problems.SAME_TITLE, self._header, title)
        return bool(twice)

    def _overflowing(self) -> bool:
        """Values beyond the last title: the columns have shifted."""
        width = max(place + 1 for place, title in enumerate(self._titles) if title)
        beyond = self._rows.iloc[:, width:]
        wide = list(beyond.index[(beyond != "").any(axis=1)]) if beyond.shape[1] else []
        for place in wide:
            self._problem(problems.MORE_FIELDS, int(place))
        return bool(wide)

    def _wanted(self) -> Iterator[Row]:
        """Rows that say something about us: no empty lines, footers, totals, or other selections."""
        pairs = zip(self._rows.index, self._rows.to_numpy().tolist(), strict=True)
        for place, row in dropwhile(lambda pair: self._untold(pair[1]), pairs):
            if why := self._unwanted(row):
                self._skipped.update([why] if why != "leeg" else [])
            else:
                yield int(place), row

    def _untold(self, row: list[str]) -> bool:
        """A second row of titles or units, right below the first: it names no region and no period."""
        where = filter(None, (self._how.region.column, self._how.period.column))
        return not any(row[self._place[title]].strip() for title in where)

    def _unwanted(self, row: list[str]) -> str:
        told = [row[place].strip() for place in self._place.values()]
        if not any(told) or (len(told) > 1 and sum(bool(text.strip()) for text in row) == 1):
            return "leeg"  # an empty line, a copyright line, or a remark under the table
        if self._totals and any(key(text) in self._totals for text in told):
            return "met een totaal"
        if any(key(row[self._place[title]]) not in words for title, words in self._only.items()):
            return "buiten de selectie"
        return ""

    def _style(self, value: Value, rows: list[Row]) -> Style | None:
        texts = [row[self._place[value.column]] for _, row in rows]
        found = value.decimal or cells.style(texts)
        if found is None:
            example = next(text for text in texts if "." in text or "," in text)
            self._problem(problems.TWO_WAYS, None, value.column, example)
        elif value.percent != "fractie" and _shares(value) and _fractions(texts, found):
            self._problem(problems.FRACTIONS, None, value.column)
        return found

    # --- one row ---

    def _row(self, told: Row, styles: dict[Value, Style | None]) -> Iterator[Observation]:
        place, row = told
        region, branch = self._where(place, row), self._which(place, row)
        when = self._when(place, row) if region else None
        if region is None or when is None or branch is None:
            return
        for value, style in styles.items():
            cell = self._number(place, row, value, style) if style else None
            if cell is not None:
                yield self._observation(value, region, when, branch, cell)

    def _where(self, place: int, row: list[str]) -> Region | None:
        where = self._how.region
        text = cells.tidy(where.fixed or row[self._place[where.column]])
        found = self._regions.get(text.casefold()) or self._regions.get(text.zfill(4).casefold())
        if found is None:
            self._elsewhere(place, where.column, text)
        return found

    def _elsewhere(self, place: int, column: str, text: str) -> None:
        near = difflib.get_close_matches(text.casefold(), self._regions, 1, NEAR) if text else []
        if near or _mangled(text):
            self._problem(problems.damaged(self._regions[near[0]].name if near else ""), place, column, text)
        elif not text:
            self._problem(problems.NO_REGION, place, column)
        elif self._how.skip_elsewhere:
            self._skipped["over andere regio's"] += 1
        else:
            self._problem(problems.STRANGE_REGION, place, column, text)

    def _when(self, place: int, row: list[str]) -> Period | None:
        when = self._how.period
        text = when.fixed or row[self._place[when.column]]
        found = period(when.fixed) if when.fixed else cells.moment(text, when.kind)
        if found is None and cells.kind_of(text):
            self._skipped["met een ander soort periode"] += 1
        elif found is None:
            self._problem(problems.NO_PERIOD, place, when.column, text)
        elif found.kind != "other" and found.first > self._now.date():
            self._problem(problems.FUTURE, place, when.column, text)
            return None
        return found

    def _which(self, place: int, row: list[str]) -> str | None:
        if self._how.branch is None:
            return ""
        text = row[self._place[self._how.branch.column]]
        found = self._branches.get(key(text))
        if found is None and cells.is_date(text):
            self._problem(problems.A_DATE, place, self._how.branch.column, text)
        elif found is None:
            self._skipped["over andere bedrijfstakken"] += 1
        return found

    def _number(self, place: int, row: list[str], value: Value, style: Style) -> Cell | None:
        text = row[self._place[value.column]]
        hidden = self._how.hidden_small
        if hidden and key(row[self._place[hidden]]) == "j":
            return Cell(missing="te klein om te tonen")
        found = None if text == NO_CACHE else cells.number(text, style)
        if found is None:
            self._problem(problems.unread(text, style), place, value.column, "" if text == NO_CACHE else text)
            return None
        if found.percent and not _shares(value):
            self._problem(problems.PERCENT, place, value.column, text)
            return None
        found = _in_percent(value, found)
        if wrong := _out_of_bounds(value, found):
            self._problem(wrong, place, value.column, text)
            return None
        return found

    def _observation(self, value: Value, region: Region, when: Period, branch: str, cell: Cell) -> Observation:
        how = self._how
        return Observation(
            indicator=value.indicator, region=region, period=when, branch=branch, table=how.table, sbi=how.sbi,
            value=None if cell.value is None else float(cell.value), missing=cell.missing,
            unit=indicators()[value.indicator].unit, status="voorlopig" if cell.starred else how.status, kind=how.kind,
            source=how.source, edition=self._now.date().isoformat(), retrieved=self._now, batch=self._batch,
        )  # fmt: skip

    # --- all rows ---

    def _united(self, seen: list[Observation]) -> list[Observation]:
        """One observation per key: added up where the mapping says so, a problem where two of them differ."""
        groups: dict[tuple[str, str, str, str], list[Observation]] = {}
        for found in seen:
            groups.setdefault(found.key, []).append(found)
        if self._how.add:
            return [_sum(group) for group in groups.values()]
        for group in groups.values():
            if len({(found.value, found.missing) for found in group}) > 1:
                about = f"Voor {group[0].region.name}, {group[0].period.words} staan er verschillende cijfers."
                self._problem(f"{about} Laat één rij staan.", None, "", listed([_told(found) for found in group[:3]]))
        return [group[0] for group in groups.values()]

    def compare(self, found: list[Observation], previous: Sequence[Observation]) -> None:
        """Problems of a delivery beside the stored figures: older figures, or values a thousand times as large. Periods
        before the stored ones are history, and are reported as that."""
        known = {seen.key[:3]: seen for seen in sorted(previous, key=_time)}
        held = {seen.key: (seen.value, seen.missing) for seen in previous}
        for newest in {seen.key[:3]: seen for seen in sorted(found, key=_time)}.values():
            if before := known.get(newest.key[:3]):
                mine = [seen for seen in found if seen.key[:3] == newest.key[:3]]
                self._older(mine, newest, before, held)
                self._jump(newest, before)

    def _older(self, mine: list[Observation], newest: Observation, before: Observation, held: _Held) -> None:
        if _time(newest) >= _time(before):
            return
        if any(held.get(seen.key, (seen.value, seen.missing)) != (seen.value, seen.missing) for seen in mine):
            known = f"van {newest.period.words}; we hebben al {before.period.words}"
            self._problem(f"Het nieuwste cijfer voor {newest.region.name} is {known}, en dit bestand zegt over "
                          "periodes die we al hebben iets anders. Kies een nieuwer bestand.")  # fmt: skip
        else:
            self._added.setdefault(before.period.words, []).append(newest.region.name)

    def _jump(self, seen: Observation, before: Observation) -> None:
        if seen.value and before.value and not 1 / JUMP < abs(seen.value / before.value) < JUMP:
            jump = f"{_told(seen)} en was {_told(before)}. Is de eenheid veranderd (x 1.000 of aantal)?"
            self._problem(f"Het nieuwste cijfer voor {seen.region.name} is {jump} Pas het bestand of de kolomindeling "
                          "aan.")  # fmt: skip


def _known(how: Mapping) -> dict[str, Region]:
    ours = [region for region in regions().values() if region.kind in {how.region.kind, "land"}]
    names = {region.name.casefold(): region for region in ours}
    codes = {code.casefold(): region for region in ours for code in (region.code, region.code.removeprefix("GM"))}
    renamed = {cells.tidy(name).casefold(): regions()[code] for name, code in how.region.rename.items()}
    fixed = {how.region.fixed.casefold(): regions()[how.region.fixed]} if how.region.fixed else {}
    return names | codes | renamed | fixed


def _mangled(text: str) -> bool:
    return any(mark in text for mark in ("\N{REPLACEMENT CHARACTER}", "Ã", "Â", "â€"))


def _shares(value: Value) -> bool:
    """Whether a column holds percentages: its layout says so, or its unit is %."""
    return bool(value.percent) or indicators()[value.indicator].unit == "%"


def _fractions(texts: Sequence[str], style: Style) -> bool:
    """Whether every figure lies between 0 and 1, and none says that it is a percentage."""
    found = [cell for text in texts if (cell := cells.number(text, style)) and cell.value is not None]
    inside = all(not cell.percent and 0 <= (cell.value or 0) <= 1 for cell in found)
    return inside and any(cell.value not in (0, 1) for cell in found)


def _in_percent(value: Value, found: Cell) -> Cell:
    if value.percent != "fractie" or found.percent or found.value is None:
        return found
    return msgspec.structs.replace(found, value=found.value * 100)


def _out_of_bounds(value: Value, found: Cell) -> str:
    if found.value is None:
        return ""
    if value.lowest is not None and found.value < exact(value.lowest):
        return problems.TOO_SMALL
    return problems.TOO_LARGE if value.largest is not None and found.value > exact(value.largest) else ""


def _sum(group: list[Observation]) -> Observation:
    """The sum of figures; a shielded one makes it a lower bound."""
    values = [exact(found.value) for found in group if found.value is not None]
    if not values:
        return group[0]
    kind: Kind = "benadering" if len(values) < len(group) else group[0].kind
    return msgspec.structs.replace(group[0], value=float(sum(values, Decimal())), missing=None, kind=kind)


def _told(seen: Observation) -> str:
    if seen.value is None:
        return str(seen.missing)
    return number(seen.value) if seen.value.is_integer() else number(seen.value, 2).rstrip("0")


def _time(seen: Observation) -> date:
    return date.min if seen.period.kind == "other" else seen.period.first
