"""What people ask of the koers: all goals, one goal, and either of them for everybody in the channel."""

from factsheets.goals import Goal
from handlers.feature import HERE, Answers, Later, Post, Refusal, Turn, reads
from handlers.koers import find, view, words
from storage import koers


def may_enter(turn: Turn) -> bool:
    return turn.known is not None and turn.known.administrator


@reads
def overview(turn: Turn, _words: str) -> Answers:
    """`/koers`: at once where its picture stands already, else the worker draws it first."""
    found = view.overview(turn.session, turn.now)
    if not found.picture:
        return Later("koers.maak")
    return Post(words.overview(found, turn.now, may_enter=may_enter(turn)))


@reads
def overview_pressed(turn: Turn) -> Answers:
    return overview(turn, "")


@reads
def one(turn: Turn, said: str) -> Answers:
    """`/koers inwoners`: a goal by its key or a part of its name. Where a verb was mistyped, that is what was meant."""
    found = find.fitting(turn.session, said)
    if len(found) > 1:
        return Post(words.which(said, found))
    if not found:
        first, verb = find.meant_verb(said, VERBS)
        msg = f"“{first}” ken ik niet bij `/koers`. Bedoelde je `/koers {verb}`?"
        raise Refusal(msg if verb else find.unknown(turn.session, said))
    return _shown(turn, found[0])


@reads
def one_pressed(turn: Turn) -> Answers:
    return _shown(turn, find.by_key(turn.session, turn.request.value))


def _shown(turn: Turn, goal: Goal) -> Answers:
    return Post(words.goal(koers.standing(turn.session, goal), turn.now, may_enter=may_enter(turn)))


def share(turn: Turn) -> Answers:
    """*Deel in kanaal*: the goal that the button names, or all of them."""
    if turn.request.value:
        each = koers.standing(turn.session, find.by_key(turn.session, turn.request.value))
        return Post(words.goal_shared(each, turn.now), HERE)
    found = view.overview(turn.session, turn.now)
    if not found.picture:
        return Later("koers.maak", {"deel": "ja"})
    return Post(words.shared(found, turn.now), HERE)


VERBS = ("zet", "doel", "hulp")
