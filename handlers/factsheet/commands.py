"""Commands and buttons of the factsheet. A sheet that is drawn already is posted at once; the worker does the rest."""

import re

from handlers import roles, switches
from handlers.factsheet import callbacks, places, series, timing, words
from handlers.factsheet.callbacks import Beside, Course, Held, SeriesKey
from handlers.feature import NOTHING, Answer, Answers, Post, Refusal, Turn
from handlers.near import nearest
from handlers.words import first_word
from storage import figures, tafels
from storage.tafels import Tafel

_MOST = 4
_VERBS = ("vergelijk", "verloop", "regio", "bronnen", "vernieuw", "uit", "aan", "hulp")


def this(turn: Turn, _words: str) -> Answers:
    """`/factsheet`: this tafel's; where several could be meant, the question which."""
    if turn.tafel is None and len(turn.roles) != 1:
        return Post(words.which(tafels.all_tafels(turn.session)))
    return _asked(turn, roles.tafel_for(turn).key)


def of_tafel(turn: Turn, said: str) -> Answers:
    """`/factsheet zorg`: the sheet of any tafel, which everybody may see. A mistyped verb is read as that verb."""
    try:
        return _asked(turn, roles.named(turn, said, words.WHOLE).key)
    except Refusal as unknown:
        first = first_word(said)[0]
        if verb := nearest(first, _VERBS):
            msg = f"“{first}” ken ik niet bij `/factsheet`. Bedoelde je `/factsheet {verb}`?"
            raise Refusal(msg) from unknown
        raise


def region(turn: Turn, _words: str) -> Answers:
    return _asked(turn, words.WHOLE)


def chosen(turn: Turn, named: str) -> Answers:
    return _asked(turn, _key(turn, named))


def send_alone(turn: Turn, named: str) -> Answers:
    """The sheet by direct message, wherever it was asked."""
    return _asked(turn, _key(turn, named), alone=True)


def _key(turn: Turn, named: str) -> str:
    return named if named == words.WHOLE else roles.named(turn, named).key


def _asked(turn: Turn, key: str, *, alone: bool = False) -> list[Answer]:
    """Post the sheet that was drawn of these figures this month, or queue its drawing."""
    to = places.of(turn, key, alone=alone)
    card = places.drawn(turn.session, key, turn.now)
    if card is None:
        return [callbacks.MAKE.later(to.whose), Post(words.busy(to.name, direct=to.direct))]
    shown = to.show(turn.session, card, turn.now)
    return [shown, Post(words.on_its_way(to.name))] if alone else [shown]


# --- side by side ----------------------------------------------------------------------------------------------------


def compare(turn: Turn, said: str) -> Answers:
    """`/factsheet vergelijk bouw techniek`; with one tafel beside this one, with none the question which."""
    keys = [word for word in re.split(r"[\s,;&]+", said) if word.casefold() not in ("", "en", "met")]
    found = list({tafel.id: tafel for tafel in (roles.named(turn, key) for key in keys)}.values())
    if len(found) < 2:  # noqa: PLR2004 - two make a comparison
        mine = roles.tafel_for(turn) if not found or turn.tafel else found[0]
        if not found or found[0].id == mine.id:
            return Post(words.beside_which(mine, tafels.all_tafels(turn.session)))
        found = [mine, *found]
    return _beside(turn, found)


def compare_pressed(turn: Turn, named: str) -> Answers:
    return Post(words.beside_which(roles.named(turn, named), tafels.all_tafels(turn.session)))


def compare_chosen(turn: Turn, chosen: Beside) -> Answers:
    return _beside(turn, [roles.named(turn, key) for key in chosen.tafels])


def _beside(turn: Turn, found: list[Tafel]) -> Answer:
    if len(found) > _MOST:
        msg = f"Kies hoogstens {_MOST} tafels, anders past het niet naast elkaar."
        raise Refusal(msg)
    own = turn.request.place.kind == "direct"
    return callbacks.MAKE_BESIDE.later(Beside(tuple(tafel.key for tafel in found), own=own))


def share(turn: Turn, shown: Beside) -> Answers:
    """*Deel in kanaal*: the comparison for everybody here."""
    found = tuple(roles.named(turn, key).key for key in shown.tafels)
    return callbacks.MAKE_BESIDE.later(Beside(found, shared=True))


# --- in time ---------------------------------------------------------------------------------------------------------


def history(turn: Turn, said: str) -> Answers:
    """`/factsheet verloop openstaande vacatures zorg`; where the words fit more, or there are none, it asks which."""
    meant = series.meant(turn, said)
    if len(meant.subjects) > 1:
        return Post(series.which(meant.tafel, places.named(turn.session, meant.tafel), meant.subjects))
    [subject] = meant.subjects
    place = meant.place or subject.places[0].code
    return callbacks.MAKE_COURSE.later(Course(series.key(meant.tafel, subject, place)))


def history_pressed(turn: Turn, named: str) -> Answers:
    """*Verloop* on a sheet asks which series of this tafel."""
    key = _key(turn, named)
    return Post(series.which(key, places.named(turn.session, key), series.of_tafel(turn.session, key)))


def series_chosen(_turn: Turn, chosen: SeriesKey) -> Answers:
    return callbacks.MAKE_COURSE.later(Course(chosen))


def share_series(_turn: Turn, shown: SeriesKey) -> Answers:
    """*Deel in kanaal*: the series for everybody here."""
    return callbacks.MAKE_COURSE.later(Course(shown, shared=True))


# --- by itself -------------------------------------------------------------------------------------------------------


def on(turn: Turn, said: str) -> Answers:
    return _switched(turn, said, on=True)


def off(turn: Turn, said: str) -> Answers:
    return _switched(turn, said, on=False)


def _switched(turn: Turn, said: str, *, on: bool) -> Answers:
    """`/factsheet uit`: this tafel's sheet is not sent by itself any more."""
    return Post(words.by_itself(switches.turned(turn, roles.tafel_for(turn, said), timing.SWITCH, on=on), on=on))


# --- where figures come from -----------------------------------------------------------------------------------------


def sources(turn: Turn, _words: str) -> Answers:
    """`/factsheet bronnen`."""
    may = turn.known is not None and turn.known.administrator
    origins, looks = figures.origins(turn.session), figures.looks(turn.session)
    return Post(words.provenance(origins, looks, turn.now, may_fetch=may))


def fetch(turn: Turn, _words: str) -> Answers:
    """`/factsheet vernieuw`: the worker looks whether CBS has something new."""
    if not turn.person.administrator:
        msg = "Nieuwe cijfers ophalen kan alleen een beheerder. Het gebeurt ook elke dag vanzelf."
        raise Refusal(msg)
    return [callbacks.FETCH_FIGURES.later(NOTHING), Post(words.looking())]


def accept(turn: Turn, held: Held) -> Answers:
    """*Toch gebruiken* at a table that is built otherwise than it was."""
    if not turn.person.administrator:
        msg = "Dat beslist een beheerder."
        raise Refusal(msg)
    return [callbacks.ACCEPT_TABLE.later(held), Post(words.looking())]
