"""What people type behind `/kamer`: a room by its key, and what to do with it."""

from collections.abc import Callable, Mapping
from typing import Final

from handlers.feature import Answers, Post, Refusal, Turn
from handlers.near import nearest
from handlers.versnellingskamer import attending, cards, leading, lookup, people, preparing, reports, results, rights
from handlers.versnellingskamer.callbacks import Extension, Topic
from handlers.words import first_word, tidy

Does = Callable[[Turn, int, str], Answers]


def keyed(turn: Turn, said: str) -> Answers:
    """`/kamer KAMER-7 ...`; None for words that begin with no room."""
    first, rest = first_word(said)
    if first == "kamer":  # "/kamer kamer 7"
        first, rest = first_word(rest)
    number = lookup.room_number(first)
    if number is None:
        return None
    if not rest.strip():
        return show(turn, number)
    return _done(turn, number, rest)


def show(turn: Turn, number: int) -> Answers:
    """A room: with the buttons of whoever leads it, or as the channel shows it."""
    room = lookup.find(turn, number)
    return Post(cards.of_leader(room) if rights.leads(turn, room.kamer) else cards.of_anybody(room))


def _done(turn: Turn, number: int, rest: str) -> Answers:
    verb, more = first_word(rest)
    if minutes := _minutes(rest):
        return leading.extend(turn, Extension(number, minutes))
    does = VERBS.get(verb)
    if does is None:
        near = nearest(verb, VERBS)
        hint = f"Bedoelde je `/kamer KAMER-{number} {near}`?" if near else f"Kies uit: {', '.join(VERBS)} of +5."
        msg = f"“{verb}” ken ik niet bij een kamer. {hint}"
        raise Refusal(msg)
    return does(turn, number, more)


def _minutes(rest: str) -> int:
    """How many minutes more in "+5" or "+ 5 min"; 0 for other words."""
    said = tidy(rest).casefold().strip(" .")
    digits = said.removeprefix("+").strip().removesuffix("min").removesuffix("minuten").strip()
    return int(digits) if said.startswith("+") and digits.isascii() and digits.isdigit() and len(digits) < 6 else 0  # noqa: PLR2004


def _alone(does: Callable[[Turn, int], Answers]) -> Does:
    """What takes no words."""
    return lambda turn, number, _more: does(turn, number)


VERBS: Final[Mapping[str, Does]] = {
    "open": _alone(leading.open_vote),
    "sluit": _alone(leading.close),
    "terug": _alone(leading.back),
    "tot": leading.until,
    "aankondigen": _alone(leading.announce),
    "aanpassen": _alone(preparing.change),
    "gewichten": _alone(preparing.weigh),
    "deelnemers": _alone(people.show),
    "rollen": _alone(people.ask_roles),
    "gasten": _alone(people.ask_guests),
    "meedoen": _alone(attending.join),
    "uitslag": _alone(results.show),
    "rapport": _alone(reports.show),
    "bespreken": lambda turn, number, _more: results.talk(turn, Topic(number)),
    "rond-af": _alone(leading.finish),
    "vervalt": _alone(leading.finish),
}
"""What can be done with a room that is named first."""
