"""Patterns made of Dutch words and slots: "[de ]{nth} {weekday} van {period}".

In a template `[...]` may be left out, `(a|b)` is a choice, and `{name}` is one of the slots below. A template knows the
words it cannot do without, so that its regular expression only meets phrases that have them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from handlers.dates.feasts import FEASTS
from handlers.dates.school import HOLIDAYS, OTHER_HOLIDAYS
from handlers.dates.words import (
    DAYS,
    HALVES,
    MONTH_NUMBERS,
    NUMBERS,
    RANKED,
    RANKS,
    SHORT_DAYS,
    WEEKDAY_NUMBERS,
    words_in,
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNITS = words_in("dag dagen werkdag werkdagen week weken maand maanden kwartaal kwartalen halfjaar jaar jaren")
_PARTS = (
    *words_in("begin primo half medio midden halverwege mid eind einde ultimo"),
    *(f"{rank} helft" for rank in ("eerste", "1e", "tweede", "2e")),
)
_SEASONS = words_in("voorjaar lente zomer najaar herfst winter")
_HABITS = words_in("dagelijks wekelijks maandelijks jaarlijks")
_ADVERBS = (
    *_HABITS,
    *("halfjaarlijks", "halfmaandelijks"),
    *(count + habit for habit in _HABITS[1:] for count in tuple(NUMBERS)[1:12]),
)
_LEADS = (
    *words_in("""
        in van voor na tot tegen rond met tijdens gedurende per eind begin half medio halverwege sinds
    """),
    *("eind van", "einde van", "begin van", "aan het eind van", "aan het begin van", "in de loop van", "midden in"),
    *("ergens in", "in het begin van", "nog voor", "rondom", "omstreeks", "einde"),
    *("voor de start van", "voor aanvang van", "voor de aanvang van", "na afloop van"),
)
_DIGITS = "(?:0?[1-9]|[12][0-9]|3[01])"
_RANK_ENDS = "(?:e|de|ste|st)"
# "een mei" is left out: in "nog maar een mei" it is not the first of May.
_DAY_WORDS = (*tuple(NUMBERS)[1:31], *RANKS)

_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "day": _DAY_WORDS,
        "until": (),
        "rank": (),
        "dd": (),
        "mm": (),
        "yyyy": (),
        "old": (),
        "far": (),
        "hours": (),
        "from_year": (),
        "until_year": (),
        "yy": (),
        "year": ("dit jaar", "volgend jaar"),
        "month": tuple(MONTH_NUMBERS),
        "until_month": tuple(MONTH_NUMBERS),
        "until_part": _PARTS,
        "weekday": tuple(WEEKDAY_NUMBERS),
        "dayname": DAYS,
        # "zo" by itself is "in a moment".
        "short_day": SHORT_DAYS[:-1],
        "nth": tuple(RANKED),
        "week": tuple(NUMBERS)[9:53],
        "low_week": tuple(NUMBERS)[:9],
        "any_week": (),
        "until_week": (),
        "quarter": (),
        "until_quarter": (),
        "count": (*NUMBERS, *HALVES),
        "unit": tuple(_UNITS),
        "part": _PARTS,
        "feast": tuple(FEASTS),
        "school": tuple(HOLIDAYS),
        "any_school": (*HOLIDAYS, *OTHER_HOLIDAYS),
        "season": tuple(_SEASONS),
        "side": ("voor", "na"),
        "lead": _LEADS,
        "edge": ("begin", "start", "eind", "einde"),
        "adverb": _ADVERBS,
        "often": _HABITS,
        "habit": tuple(day + end for day in DAYS for end in ("s", "en")),
        "what": ("dag", "werkdag", "week", *DAYS, *SHORT_DAYS),
    }
)
"""The words that fit a slot; most slots take digits as well."""

_DIGITS_OF: Mapping[str, str] = MappingProxyType(
    {
        "day": f"{_DIGITS}{_RANK_ENDS}?",
        "until": f"{_DIGITS}{_RANK_ENDS}?",
        "rank": f"{_DIGITS}{_RANK_ENDS}",
        "dd": _DIGITS,
        "mm": "0?[1-9]|1[0-2]",
        "yyyy": "(?:19|20)[0-9]{2}",
        "old": "0[0-9]{3}|1[0-8][0-9]{2}",
        "far": "2[1-9][0-9]{2}|[3-9][0-9]{3}",
        "hours": "24|36|48|72|96",
        "from_year": "20[0-9]{2}|[2-9][0-9]",
        "until_year": "20[0-9]{2}|[2-9][0-9]",
        "yy": "'?[0-9]{2}",
        "year": "(?:19|20)[0-9]{2}|'[0-9]{2}",
        "week": "[1-4][0-9]|5[0-3]",
        "low_week": "0?[1-9]",
        "any_week": "0?[1-9]|[1-4][0-9]|5[0-3]",
        "until_week": "0?[1-9]|[1-4][0-9]|5[0-3]",
        "quarter": "[1-4]",
        "until_quarter": "[1-4]",
        "count": "[1-9][0-9]{0,2}(?:[,.]5)?",
    }
)
SLOT_WORDS = frozenset(
    word for phrases in _WORDS.values() for phrase in phrases for word in phrase.replace("-", " ").split()
)
_FREE: Mapping[str, str] = MappingProxyType({"period": ".+", "other": ".+?"})
"""Slots for a phrase that is read by itself."""


def _slot(name: str) -> str:
    choices = filter(None, (_FREE.get(name), _DIGITS_OF.get(name), _any(_WORDS.get(name, ()))))
    return "|".join(choices)


_TEMPLATE = re.compile(r"\{(\w+)\}|([\[\]()|])|([^\[\](){}|]+)")
_MARKS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "|": "|"}


def pattern(template: str) -> re.Pattern[str]:
    def piece(found: re.Match[str]) -> str:
        slot, mark, literal = found.groups()
        if slot:
            return f"(?P<{slot}>{_slot(slot)})"
        return _MARKS[mark] if mark else re.escape(literal)

    return re.compile(_TEMPLATE.sub(piece, template))


# -- what a template cannot do without ---------------------------------------------------------------------------------

_SPLITS = str.maketrans("-/.:", "    ")


def _last(words: str) -> str:
    return (words.translate(_SPLITS).split() or [""])[-1]


def _slots_of_words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for slot, phrases in _WORDS.items():
        for phrase in phrases:
            found.setdefault(_last(phrase), set()).add(f"{{{slot}}}")
    return {word: frozenset(slots) for word, slots in found.items()}


_SLOTS_OF = _slots_of_words()
_SLOTS_OF_DIGITS = frozenset(f"{{{slot}}}" for slot in _DIGITS_OF)
_NOTHING: frozenset[str] = frozenset()
_OF_FOUR = frozenset({"{yyyy}", "{old}", "{far}", "{year}", "{from_year}", "{until_year}"})
_SLOTS_OF_LENGTH = (_NOTHING, *(_SLOTS_OF_DIGITS - {"{yyyy}", "{old}", "{far}"},) * 2, frozenset({"{count}"}), _OF_FOUR)
"""The slots that a number can fill, by how many digits it has."""


def _slots_of_digits(word: str) -> frozenset[str]:
    if not word[:1].isdigit():
        return _NOTHING
    if not word.isdigit():
        return _SLOTS_OF_DIGITS
    return _SLOTS_OF_LENGTH[len(word)] if len(word) < len(_SLOTS_OF_LENGTH) else _NOTHING


@lru_cache(maxsize=512)
def features(text: str) -> frozenset[str]:
    """The words of a phrase, and the slots that they could fill."""
    words = [word.strip("'") for word in text.translate(_SPLITS).split()]
    found = set(words)
    for word in words:
        found |= _SLOTS_OF.get(word, _NOTHING) | _slots_of_digits(word)
    return frozenset(found)


def _needs(written: str) -> Iterator[frozenset[str]]:
    """The words and slots that are not optional: one set for each, or for a choice the last word of every option."""
    optional, choices, last = 0, set[str](), ""
    choosing = False
    for slot, mark, text in _TEMPLATE.findall(written):
        words = [f"{{{slot}}}"] if slot else [word for word in text.translate(_SPLITS).split() if word.isalpha()]
        if mark in {"[", "]"}:
            optional += 1 if mark == "[" else -1
        elif optional or slot in _FREE:
            continue
        elif mark == "(":
            choosing, choices, last = True, set(), ""
        elif mark in {"|", ")"}:
            choices.add(last)
            last, choosing = "", mark == "|"
            if not choosing and "" not in choices:
                yield frozenset(choices)
        elif choosing:
            last = words[-1] if words else last
        else:
            yield from (frozenset({word}) for word in words)


@dataclass(frozen=True)
class Template:
    """A pattern for a whole phrase, which is only tried on phrases that have all it needs. `words` are its own."""

    written: str
    needs: tuple[frozenset[str], ...]
    words: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a phrase first needs it: all of them together take a tenth of a second of every start."""
        return pattern(self.written)

    def match(self, text: str) -> re.Match[str] | None:
        said = features(text)
        for need in self.needs:
            if need.isdisjoint(said):
                return None
        return self.pattern.fullmatch(text)


def template(written: str) -> Template:
    words = frozenset(word for _, _, text in _TEMPLATE.findall(written) for word in text.translate(_SPLITS).split())
    return Template(written, tuple(_needs(written)), words)
