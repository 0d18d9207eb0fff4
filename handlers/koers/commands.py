"""Commands and buttons of the koers: all goals, one goal, and sharing either with the channel."""

from factsheets.goals import Goal
from handlers.feature import HERE, Answers, Post, Refusal, Turn
from handlers.koers import callbacks, find, view, words
from handlers.koers.callbacks import Picture
from handlers.koers.standings import standing_of


def may_enter(turn: Turn) -> bool:
    return turn.known is not None and turn.known.administrator


def overview(turn: Turn, _words: str) -> Answers:
    """`/koers`: the overview at once if its picture is drawn, else by the worker."""
    found = view.overview(turn.session, turn.now)
    if not found.picture:
        return callbacks.MAKE.later(Picture())
    return Post(words.overview(found, turn.now, may_enter=may_enter(turn)))


def one(turn: Turn, said: str) -> Answers:
    """`/koers inwoners`: a goal by its key or a part of its name. A mistyped verb is read as that verb."""
    found = find.fitting(turn.session, said)
    if len(found) > 1:
        return Post(words.which(said, found))
    if not found:
        first, verb = find.meant_verb(said, VERBS)
        msg = f"“{first}” ken ik niet bij `/koers`. Bedoelde je `/koers {verb}`?"
        raise Refusal(msg if verb else find.unknown(turn.session, said))
    return _shown(turn, found[0])


def chosen(turn: Turn, key: str) -> Answers:
    """A goal that was pressed or chosen."""
    return _shown(turn, find.by_key(turn.session, key))


def _shown(turn: Turn, goal: Goal) -> Answers:
    return Post(words.goal(standing_of(turn.session, goal), turn.now, may_enter=may_enter(turn)))


def share(turn: Turn, key: str) -> Answers:
    """*Deel in kanaal*: the goal that the button names, or all of them."""
    if key:
        each = standing_of(turn.session, find.by_key(turn.session, key))
        return Post(words.goal_shared(each, turn.now), HERE)
    found = view.overview(turn.session, turn.now)
    if not found.picture:
        return callbacks.MAKE.later(Picture(shared=True))
    return Post(words.shared(found, turn.now), HERE)


VERBS = ("zet", "doel", "hulp")
