"""The words of a Dutch date and what they stand for: months, weekdays, numbers, ranks."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType

LONGEST = 80
"""No date takes more characters, so no pattern ever meets more than this."""

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SHORT_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


def words_in(text: str) -> tuple[str, ...]:
    return tuple(text.split())


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
HALVES = {"een half": 1, "een halve": 1, "anderhalf": 3, "anderhalve": 3}
HALVES |= {word + half: 2 * number + 1 for word, number in NUMBERS.items() for half in ("enhalf", "enhalve")}

_ALIKE = str.maketrans({**dict.fromkeys("‘’‚`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑‒–—−", "-")})
_UNSAID = str.maketrans("", "", "()[]{}")
_EDGES = " .,;:!\"'"


def normal(phrase: str) -> str:
    """Without capitals, accents, double spaces, curly quotes, and the stops that abbreviations may or may not have."""
    text = " ".join(phrase.split())
    if len(text) > LONGEST:
        return ""
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text.translate(_ALIKE))
        text = "".join(letter for letter in spread if unicodedata.category(letter) not in {"Mn", "Cf"})
    text = text.lower().translate(_UNSAID).strip(_EDGES)
    return _without_stops(text).replace(", ", " ")


def _without_stops(text: str) -> str:
    """ "a.s." is "as", and "16.30" stays."""
    head, *parts = text.split(".")
    return head + "".join(
        part if "a" <= before[-1:] <= "z" else f".{part}" for before, part in pairwise((head, *parts))
    )


def _number(word: str) -> int:
    """ "12", "12e", "12de", "twaalf" or "twaalfde"."""
    return NUMBERS.get(word) or RANKS.get(word) or int(word.rstrip("abcdefghijklmnopqrstuvwxyz"))


def _halves(word: str) -> int:
    """Counted in halves, because people say "over anderhalve maand" and "over 2,5 jaar"."""
    whole = word.replace(".", ",").removesuffix(",5")
    return HALVES.get(word) or 2 * _number(whole) + (whole != word)


def _year(word: str) -> int:
    digits = word.removeprefix("'")
    return int(digits) if len(digits) > len("26") else 2000 + int(digits)


def _indexed(*rows: Iterable[str]) -> dict[str, int]:
    return {word: number for row in rows for number, word in enumerate(row, 1)}


_SHORT_MONTHS = (month[:3] for month in MONTHS)
WEEKDAY_NUMBERS = _indexed(DAYS, SHORT_DAYS)
MONTH_NUMBERS = _indexed(MONTHS, _SHORT_MONTHS) | {"mrt": 3, "febr": 2, "sept": 9}
del MONTH_NUMBERS["maa"]
RANKED = {"laatste": -1, "1ste": 1} | {f"{number}{end}": number for number in range(1, 6) for end in ("e", "de")}
RANKED |= {word: RANKS[word] for word in _RANKS[:5]}

_NUMBER_SLOTS = words_in("day until rank dd mm hours week low_week any_week until_week quarter until_quarter")

# How a word in a slot becomes a number; slots that are not here are used as text.
_VALUES: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        **dict.fromkeys(_NUMBER_SLOTS, _number),
        **dict.fromkeys(("yyyy", "yy", "old", "far"), _year),
        **dict.fromkeys(("weekday", "dayname", "short_day"), WEEKDAY_NUMBERS.__getitem__),
        **dict.fromkeys(("month", "until_month"), MONTH_NUMBERS.__getitem__),
        "nth": RANKED.__getitem__,
        "count": _halves,
    }
)


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
