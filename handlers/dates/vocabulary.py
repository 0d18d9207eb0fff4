"""The words that a phrase about time can be made of. A title whose last word is none of these has no date at its end,
and no pattern is tried on it.
"""

from functools import cache

from handlers.dates import doubts, grammar, hearing, hours, periods, rules, suggestions
from handlers.dates.spelling import canonical, is_slip
from handlers.dates.templates import SLOT_WORDS, features


@cache
def _vocabulary() -> frozenset[str]:
    """Whatever the templates and the words around a date consist of."""
    templates = (
        *(rule.template for rule in rules.RULES),
        *(rule.template for rule in periods.RULES),
        *(rule for rule, _ in suggestions.RULES),
        *hearing.LATELY,
    )
    return SLOT_WORDS.union(
        grammar.WORDS_AROUND,
        hours.WORDS_AROUND,
        doubts.WORDS_AROUND,
        hearing.YESTERDAY,
        *(each.words for each in templates),
    )


def may_be_time(word: str) -> bool:
    """Whether a word can be part of a phrase about time: each part of it is known, a number, or one letter off."""
    parts = features(canonical(word))
    return all(part in _vocabulary() or part[:1].isdigit() or part[:1] == "{" or _is_near(part) for part in parts)


def _is_near(part: str) -> bool:
    """One letter off, or the second half of "Q1/Q2"."""
    return is_slip(part) or (part[:1] == "q" and part[1:].isdigit())
