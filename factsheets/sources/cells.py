"""Read what people and machines put in cells: Dutch numbers, gaps with their reason, and periods.

A number that can be read in two ways is not read at all: which way a column is written is decided per column.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from factsheets.observation import Missing, Period, PeriodKind, period

Style: TypeAlias = Literal["komma", "punt"]

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\u200b\ufeff", " "))
_MARKS = re.compile(r"[*¹²³⁴⁵⁶⁷⁸⁹⁰†‡]+$|\s*\((?:p|v|[0-9])\)$")
_COMMA = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_POINT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+", re.ASCII)
_FEW = re.compile(r"<\s*\d+|minder dan \d+|\d+ of minder", re.ASCII)
_ERRORS = re.compile(
    r"#(?:REF|DEEL/0|DIV/0|N/B|N/A|NAAM|NAME|WAARDE|VALUE|GETAL|NUM|LEEG|NULL|VERW)[!?]?", re.IGNORECASE
)
_MISSING: dict[str, Missing] = {
    "": "onbekend", ".": "geheim", "x": "geheim", "-": "niet van toepassing", "–": "niet van toepassing",
    "—": "niet van toepassing", "n.b.": "nog niet bekend", "nb": "nog niet bekend", "n.n.b.": "nog niet bekend",
    "nnb": "nog niet bekend", "*": "nog niet bekend", "na": "onbekend", "n.a.": "niet van toepassing",
    "nvt": "niet van toepassing", "n.v.t.": "niet van toepassing", "..": "onbekend", "onbekend": "onbekend",
    "null": "onbekend", "nan": "onbekend", "geheim": "geheim",
}  # fmt: skip


class Cell(msgspec.Struct, frozen=True):
    """A number, or why there is none. `starred` marks a provisional figure, `percent` one with its sign."""

    value: Decimal | None = None
    missing: Missing | None = None
    starred: bool = False
    percent: bool = False


def tidy(text: str) -> str:
    """Without the padding and odd spaces that sources leave in cells."""
    return " ".join(text.translate(_SPACES).split())


def _plain(text: str) -> str:
    """A number's characters in one spelling: one minus, no inner spaces, no footnotes, no brackets for below zero."""
    told = _MARKS.sub("", tidy(text).replace("−", "-").replace("€", "").strip()).strip()
    told = re.sub(r"(?<=\d) (?=\d{3})", "", told).removesuffix("%").strip()
    return "-" + told[1:-1].strip() if re.fullmatch(r"\(\s*\d[\d.,]*\s*\)", told) else told


def style(texts: Iterable[str]) -> Style | None:
    """How the numbers of a column are written; None where they contradict each other or leave it open."""
    found = {_written(_plain(text)) for text in texts} - {""}
    if "open" in found and len(found) == 1:
        return None
    settled = found - {"open", "heel"}
    if len(settled) > 1:
        return None
    return "punt" if settled == {"punt"} else "komma"


def _written(text: str) -> str:
    if text.lower() in _MISSING or not re.search(r"\d", text):
        return ""
    if _GROUPED.fullmatch(text):
        return "komma" if text.count(".") > 1 else "punt" if text.count(",") > 1 else _open(text)
    comma, point = _COMMA.fullmatch(text), _POINT.fullmatch(text)
    if comma and point:
        return "heel"
    return "komma" if comma else "punt" if point else ""


def _open(text: str) -> str:
    """ "1.300" may be thirteen hundred or 1.3; a leading zero can only be a fraction."""
    point = "." in text
    return ("punt" if point else "komma") if text.lstrip("-").startswith("0") else "open"


def number(text: str, how: Style) -> Cell | None:
    """The number in a cell, or the reason of its absence; None for anything else."""
    if gap := _gap(text):
        return Cell(missing=gap)
    plain, starred = _plain(text), tidy(text).endswith("*")
    grammar, group, point = (_COMMA, ".", ",") if how == "komma" else (_POINT, ",", ".")
    if not grammar.fullmatch(plain):
        return None
    value = Decimal(plain.replace(group, "").replace(point, "."))
    if abs(value) > Decimal("1e15"):
        return None
    return Cell(value, starred=starred, percent="%" in text)


def _gap(text: str) -> Missing | None:
    told = tidy(text).lower()
    return "te klein om te tonen" if _FEW.fullmatch(told) else _MISSING.get(told)


def is_error(text: str) -> bool:
    """What Excel writes where a formula failed."""
    return bool(_ERRORS.fullmatch(tidy(text)))


# --- periods ---------------------------------------------------------------------------------------------------------

_MONTHS = {name: place for place, names in enumerate((
    "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
    "september sep sept", "oktober okt", "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[ T]00:00(?::00)?)?)?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_QUARTER = re.compile(
    r"(?:(?P<y1>\d{4})\s*[-_ ]?\s*)?"
    r"(?:(?:kw|q|k)\s*(?P<q1>[1-4])|(?P<q2>[1-4])\s*e?\s*(?:kwartaal|kw\.?))"
    r"(?:\s*(?P<y2>\d{4}))?\*{0,2}",
    re.ASCII,
)
_MONTH = re.compile(r"(?:(\d{4})\s+)?([a-z]+)\.?(?:\s+(\d{4}))?\*{0,2}", re.ASCII)
_SCHOOL = re.compile(r"(\d{4})\s*[-/]\s*(\d{4}|\d{2})", re.ASCII)
_WEEK = re.compile(r"(?:(\d{4})[- ])?(?:week|w)\s*(\d{1,2})(?:\s+(\d{4}))?", re.ASCII)


def moment(text: str, kind: PeriodKind) -> Period | None:
    """A period of this kind, however it is spelled; days are read as day, month, year."""
    told = tidy(text).lower()
    coded = period(told.upper())
    if coded.kind == kind:
        return coded
    try:
        return _MAKERS[kind](told)
    except ValueError:
        return None


def kind_of(text: str) -> PeriodKind | None:
    """The kind of period of a text; None where it cannot be told."""
    kinds: tuple[PeriodKind, ...] = ("quarter", "month", "week", "schoolyear", "year")
    return next((kind for kind in kinds if moment(text, kind)), None)


def _day(told: str) -> date | None:
    if found := _ISO.fullmatch(told):
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    found = _DAY.fullmatch(told)
    return date(int(found[3]), int(found[2]), int(found[1])) if found else None


def is_date(text: str) -> bool:
    """A day written out, as Excel leaves it when it mistook a code or a number for one."""
    told = tidy(text)
    return told.count("-") == 2 and bool(_ISO.fullmatch(told) or _DAY.fullmatch(told))  # noqa: PLR2004


def _year(told: str) -> Period | None:
    plain = told.rstrip("*")
    return Period("year", int(plain)) if re.fullmatch(r"\d{4}", plain, re.ASCII) else None


def _quarter(told: str) -> Period | None:
    if day := _day(told):
        return Period("quarter", day.year, (day.month + 2) // 3)
    found = _QUARTER.fullmatch(told)
    year = found and (found["y1"] or found["y2"])
    return Period("quarter", int(year), int(found["q1"] or found["q2"])) if found and year else None


def _month(told: str) -> Period | None:
    if day := _day(told):
        return Period("month", day.year, day.month)
    found = _MONTH.fullmatch(told)
    year = found and (found[1] or found[3])
    return Period("month", int(year), _MONTHS[found[2]]) if found and year and found[2] in _MONTHS else None


def _week(told: str) -> Period | None:
    found = _WEEK.fullmatch(told)
    year = found and (found[1] or found[3])
    return Period("week", int(year), int(found[2])) if found and year else None


def _schoolyear(told: str) -> Period | None:
    found = _SCHOOL.fullmatch(told)
    if not found:
        return Period("schoolyear", day.year) if (day := _day(told)) and (day.month, day.day) == (10, 1) else None
    follows = int(found[2]) % 100 == (int(found[1]) + 1) % 100
    return Period("schoolyear", int(found[1])) if follows else None


_MAKERS: dict[PeriodKind, Callable[[str], Period | None]] = {
    "year": _year, "quarter": _quarter, "month": _month, "week": _week, "schoolyear": _schoolyear,
    "other": lambda told: Period("other", label=told),
}  # fmt: skip
