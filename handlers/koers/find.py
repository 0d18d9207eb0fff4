"""Find the goal that words mean: by its key, its name or a part of it; refuses with the nearest."""

from collections.abc import Sequence

from factsheets.goals import Goal
from handlers.dutch import either
from handlers.feature import Refusal
from handlers.near import nearest
from handlers.words import first_word
from storage import koers
from storage.database import Session

_SHOWN = 5


def fitting(session: Session, words: str) -> list[Goal]:
    """Every goal that the words may mean; only one where they are exact."""
    wanted, every = words.casefold().strip(" .,:;\"'"), koers.listed(session)
    exact = [goal for goal in every if wanted in (goal.key, goal.name.casefold())]
    return exact or [goal for goal in every if wanted and (wanted in goal.key or wanted in goal.name.casefold())]


def one(session: Session, words: str) -> Goal:
    """The one goal that is meant; refuses where there is none or more than one."""
    found = fitting(session, words)
    if len(found) == 1:
        return found[0]
    raise Refusal(_several(words, found) if found else unknown(session, words))


def by_key(session: Session, key: str) -> Goal:
    """The goal that a button or a form names."""
    goal = koers.get(session, key)
    if goal is None:
        msg = "Dit doel is er niet meer. Bekijk alle doelen met `/koers`."
        raise Refusal(msg)
    return goal


def unknown(session: Session, words: str) -> str:
    """Why words name no goal, and which one may be meant."""
    return f"“{words}” is geen doel dat ik ken. {_meant(session, words)}"


def _meant(session: Session, words: str) -> str:
    """The goal that a slip of the keyboard made unreadable, or the word that fits several."""
    near = nearest(words.strip(), (word for goal in koers.listed(session) for word in _spellings(goal)))
    found = fitting(session, near) if near else []
    if not found:
        return "Alle doelen staan bij `/koers`."
    [first, *more] = found
    return f"Bedoelde je `/koers {near}`?" if more else f"Bedoelde je `/koers {first.key}` ({first.name})?"


def _spellings(goal: Goal) -> tuple[str, ...]:
    name = goal.name.casefold()
    return (goal.key, *goal.key.split("_"), name, *name.split())


def _several(words: str, found: Sequence[Goal]) -> str:
    keys = [goal.key for goal in found[:_SHOWN]] + (["een ander"] if len(found) > _SHOWN else [])
    return f"“{words}” past op meer doelen: {either(keys)}. Noem het doel zo."


def meant_verb(words: str, verbs: Sequence[str]) -> tuple[str, str]:
    """The verb of which the first word is a slip, and the rest; "" where it is none."""
    first = first_word(words)[0]
    return first, nearest(first, verbs)
