"""Find the goal that words mean: by its key, its name or a part of it; refuses with the nearest."""

import difflib
from collections.abc import Sequence

from factsheets.goals import Goal
from handlers.dutch import either
from handlers.feature import Refusal
from storage import koers
from storage.database import Session

_NEAR, _SHOWN = 0.5, 5


def fitting(session: Session, words: str) -> list[Goal]:
    """Every goal that the words may mean; one where they are exact."""
    wanted, every = words.casefold().strip(" .,:;\"'"), koers.listed(session)
    exact = [goal for goal in every if wanted in (goal.key, goal.name.casefold())]
    return exact or [goal for goal in every if wanted and (wanted in goal.key or wanted in goal.name.casefold())]


def one(session: Session, words: str) -> Goal:
    """The one goal that is meant; refuses where there is none, or more than one."""
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
    """What is wrong with words that name no goal, and which one may be meant."""
    near = _nearest(words.casefold(), koers.listed(session))
    hint = f"Bedoelde je `/koers {near.key}` ({near.name})?" if near else "Alle doelen staan bij `/koers`."
    return f"“{words}” is geen doel dat ik ken. {hint}"


def _nearest(wanted: str, every: Sequence[Goal]) -> Goal | None:
    spelled = {word: goal for goal in reversed(every) for word in _spellings(goal)}
    found = difflib.get_close_matches(wanted, spelled, n=1, cutoff=_NEAR)
    return spelled[found[0]] if found else None


def _spellings(goal: Goal) -> tuple[str, ...]:
    name = goal.name.casefold()
    return (goal.key, *goal.key.split("_"), name, *name.split())


def _several(words: str, found: Sequence[Goal]) -> str:
    keys = [goal.key for goal in found[:_SHOWN]] + (["een ander"] if len(found) > _SHOWN else [])
    return f"“{words}” past op meer doelen: {either(keys)}. Noem het doel zo."


def is_nearly(words: str, verbs: Sequence[str]) -> bool:
    """Whether the first word looks like a slip in one of these."""
    first = words.split(maxsplit=1)[0].casefold()
    return bool(difflib.get_close_matches(first, verbs, n=1, cutoff=0.6))
