"""Notice a time that hangs on an occasion whose day nobody said: "voor het volgende overleg", "2 weken na de aftrap".

The day is in somebody's diary and not in the phrase, so it is asked, without a suggestion.
"""

import re
from typing import Final

from handlers.dates.words import NUMBERS, normal

_MEETING: Final = (
    r"(?:[a-z]*(?:overleg|vergadering|bijeenkomst|sessie|tafel|stuurgroep|werkgroep|kerngroep|kernteam|meeting)"
    "|keer|ronde|raad|commissie|mt)"
)
_COMING: Final = "(?:eerst)?(?:volgende?|komende?|aankomende?|aanstaande?|volgend)"
_WHOSE: Final = "(?:(?:de|het|een|ons|onze|mijn|hun|dit|deze) )?"
_LEAD: Final = (
    "(?:uiterlijk |nog |net |ruim |vlak )*(?:voor|na|tot|tijdens|bij|in|op|rond|tegen|per|t/m|voor aanvang van"
    "|aan het begin van|aan het eind van)"
)
_UNIT: Final = "(?:dag|dagen|werkdag|werkdagen|week|weken|wk|wkn|maand|maanden|mnd|kwartaal|jaar)"
_COUNT: Final = rf"(?:[1-9][0-9]?|{'|'.join(tuple(NUMBERS)[:12])}|enkele|een paar|anderhalve)"
_NOUN: Final = r"(?:[a-z][a-z-]{3,}(?: van (?:de |het )?[a-z][a-z-]{2,})?)"
_OCCASION = re.compile(
    rf"(?:{_LEAD} {_WHOSE})?{_COMING} {_MEETING}"
    rf"|(?:uiterlijk |binnen )?(?:{_COUNT} {_UNIT}|de (?:dag|week)) (?:voor|na) {_WHOSE}{_NOUN}"
)
_HINTS: Final = (" voor ", " na ", "volgend", "komend", "aanstaande")
_MOST: Final = 8
"""No such phrase has more words."""


def is_occasion(phrase: str) -> bool:
    """Whether the whole phrase is one."""
    return _OCCASION.fullmatch(normal(phrase)) is not None


def find_occasion(words: list[str]) -> int:
    """Where such a phrase begins that these words end in; 0 where there is none, or nothing before it."""
    first = max(1, len(words) - _MOST)
    said = " ".join(words[first - 1 :]).lower()
    if not any(hint in said for hint in _HINTS):
        return 0
    return next((start for start in range(first, len(words) - 1) if is_occasion(" ".join(words[start:]))), 0)
