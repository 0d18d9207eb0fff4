"""The words of a Dutch date, and patterns made of them: "[de ]{nth} {weekday} van {period}".

In a pattern `[...]` may be left out, `(a|b)` is a choice, and `{name}` is one of the slots below.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from handlers.dates.feasts import FEASTS, SCHOOL_HOLIDAYS

LONGEST = 80
"""No date takes more characters, so no pattern ever meets more than this."""

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SHORT_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")

_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_RANKS = (
    "eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende",
    "elfde", "twaalfde", *(teen + "de" for teen in _TEENS[3:]),
)  # fmt: skip

_COUNTED = (*_UNITS, *_TEENS, *(unit + "en" + ten if unit else ten for ten in _TENS for unit in ("", *_UNITS)))
NUMBERS = {word: number for number, word in enumerate(_COUNTED, 1)}
RANKS = {word: number for number, word in enumerate((*_RANKS, *(word + "ste" for word in _COUNTED[19:31])), 1)}
_HALVES = {"een half": 1, "een halve": 1, "anderhalf": 3, "anderhalve": 3}
_HALVES |= {word + half: 2 * number + 1 for word, number in NUMBERS.items() for half in ("enhalf", "enhalve")}

_ALIKE = str.maketrans({**dict.fromkeys("‘’‚`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑‒–—−", "-")})
_UNSAID = str.maketrans("", "", "()")
_EDGES = " .,;:!\"'"
_STOP_AFTER_LETTER = re.compile(r"(?<=[a-z])\.")


def normal(phrase: str) -> str:
    """Without capitals, accents, double spaces, curly quotes, and the stops that abbreviations may or may not have."""
    text = " ".join(phrase.split())
    if len(text) > LONGEST:
        return ""
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text.translate(_ALIKE))
        text = "".join(letter for letter in spread if unicodedata.category(letter) not in {"Mn", "Cf"})
    text = _STOP_AFTER_LETTER.sub("", text.lower().translate(_UNSAID).strip(_EDGES))
    return text.replace(", ", " ")


def _number(word: str) -> int:
    """ "12", "12e", "12de", "twaalf" or "twaalfde"."""
    return NUMBERS.get(word) or RANKS.get(word) or int(word.rstrip("abcdefghijklmnopqrstuvwxyz"))


def _halves(word: str) -> int:
    """Counted in halves, because people say "over anderhalve maand" and "over 2,5 jaar"."""
    whole = word.removesuffix(",5")
    return _HALVES.get(word) or 2 * _number(whole) + (whole != word)


def _year(word: str) -> int:
    digits = word.removeprefix("'")
    return int(digits) if len(digits) > len("26") else 2000 + int(digits)


def _indexed(*rows: Iterable[str]) -> dict[str, int]:
    return {word: number for row in rows for number, word in enumerate(row, 1)}


_SHORT_MONTHS = (month[:3] for month in MONTHS)
_WEEKDAYS = _indexed(DAYS, SHORT_DAYS)
_MONTHS = _indexed(MONTHS, _SHORT_MONTHS) | {"mrt": 3, "febr": 2, "sept": 9}
del _MONTHS["maa"]
_RANKED = {"laatste": -1, "1ste": 1} | {f"{number}{end}": number for number in range(1, 6) for end in ("e", "de")}
_RANKED |= {word: RANKS[word] for word in _RANKS[:5]}

# How a word in a slot becomes a number; slots that are not here are used as text.
_VALUES: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        **dict.fromkeys(("day", "until", "rank", "dd", "mm", "week", "low_week", "any_week", "quarter"), _number),
        **dict.fromkeys(("yyyy", "yy"), _year),
        **dict.fromkeys(("weekday", "dayname", "short_day"), _WEEKDAYS.__getitem__),
        "month": _MONTHS.__getitem__,
        "nth": _RANKED.__getitem__,
        "count": _halves,
    }
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = "(?:0?[1-9]|[12][0-9]|3[01])"
_SLOTS: Mapping[str, str] = MappingProxyType(
    {
        # "een mei" is left out: in "nog maar een mei" it is not the first of May.
        "day": f"{_DIGITS}(?:e|de|ste|st)?|{_any([*_COUNTED[1:31], *RANKS])}",
        "until": f"{_DIGITS}(?:e|de|ste|st)?",
        "rank": f"{_DIGITS}(?:e|de|ste)",
        "dd": _DIGITS,
        "mm": "0?[1-9]|1[0-2]",
        "yyyy": "(?:19|20)[0-9]{2}",
        "yy": "[0-9]{2}",
        "year": "(?:19|20)[0-9]{2}|'[0-9]{2}|dit jaar|volgend jaar",
        "month": _any(_MONTHS),
        "weekday": _any(_WEEKDAYS),
        "dayname": _any(DAYS),
        # "zo" by itself is "in a moment".
        "short_day": _any(SHORT_DAYS[:-1]),
        "nth": _any(_RANKED),
        "week": "[1-4][0-9]|5[0-3]",
        "low_week": "0?[1-9]",
        "any_week": "0?[1-9]|[1-4][0-9]|5[0-3]",
        "quarter": "[1-4]",
        "count": f"{_any([*NUMBERS, *_HALVES])}|[1-9][0-9]{{0,2}}(?:,5)?",
        "unit": "dag|dagen|werkdag|werkdagen|week|weken|maand|maanden|kwartaal|kwartalen|jaar|jaren",
        "part": "begin|half|medio|midden|halverwege|mid|eind|einde|ultimo|(?:eerste|1e|tweede|2e) helft",
        "feast": _any(FEASTS),
        "school": _any(SCHOOL_HOLIDAYS),
        "period": ".+",
    }
)

_TEMPLATE = re.compile(r"\{(\w+)\}|([\[\]()|])|([^\[\](){}|]+)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def pattern(template: str) -> re.Pattern[str]:
    def piece(found: re.Match[str]) -> str:
        slot, mark, literal = found.groups()
        if slot:
            return f"(?P<{slot}>{_SLOTS[slot]})"
        return _MARKS[mark] if mark else re.escape(literal)

    return re.compile(_TEMPLATE.sub(piece, template))


@dataclass(frozen=True, slots=True)
class Words:
    """The slots of a phrase that fitted a pattern, and the day it is read on."""

    today: date
    found: Mapping[str, str | None]

    def __getitem__(self, slot: str) -> int:
        return _VALUES[slot](self.text(slot))

    def text(self, slot: str) -> str:
        return self.found.get(slot) or ""

    @property
    def year(self) -> int | None:
        """None when no year was named."""
        word = self.text("year")
        if word.endswith("jaar"):
            return self.today.year + (word == "volgend jaar")
        return _year(word) if word else None
