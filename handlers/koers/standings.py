"""Goals with their results: those that come with the product, then those that were entered."""

from collections.abc import Sequence

from factsheets import readings
from factsheets.goals import Goal, Standing
from storage import figures, koers
from storage.database import Session


def standing_of(session: Session, goal: Goal) -> Standing:
    """One goal with its results."""
    return standings_of(session, [goal])[0]


def standings_of(session: Session, goals: Sequence[Goal]) -> list[Standing]:
    """Goals with their results, in the same order."""
    seen = figures.about(session, readings.needed(), readings.REGION)
    entered = koers.entered(session, [goal.key for goal in goals])
    return [
        Standing(
            goal,
            (*readings.told(goal.key, seen), *entered.get(goal.key, ())),
            readings.also(goal.key, seen),
            readings.since(goal.key),
        )
        for goal in goals
    ]
