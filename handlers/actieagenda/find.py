"""Find the item that words or a button point at."""

import re
from collections.abc import Iterable

from handlers import roles
from handlers.actieagenda import rights
from handlers.feature import Refusal, Turn
from handlers.words import DASH
from storage import actions, tafels
from storage.actions import Action
from storage.tafels import Tafel

KEY = re.compile(rf"#?([A-Za-z]{{2,8}}){DASH}?(\d{{1,6}})")
"""One word of a command that is a key; how a message names an item is for `keys` to say."""
_NUMBER = re.compile(r"#?(\d{1,6})")


def item(turn: Turn, word: str) -> Action:
    """The item with a key ("BOUW-12", or "12" in its own channel); refuses with the nearest key."""
    found = KEY.fullmatch(word.strip())
    short = _NUMBER.fullmatch(word.strip())
    if found is None and short is None:
        msg = f"“{word}” is geen nummer van een actie. Een nummer ziet eruit als BOUW-12."
        raise Refusal(msg)
    prefix, number = found.groups() if found else (roles.tafel_for(turn).prefix, short.group(1) if short else "")
    return keyed(turn, prefix.upper(), int(number))


def keyed(turn: Turn, prefix: str, number: int) -> Action:
    """The item with this key, if this person may read it."""
    tafel = turn.tafel
    if tafel is None or tafel.prefix != prefix:
        tafel = next((each for each in tafels.all_tafels(turn.session) if each.prefix == prefix), None)
    if tafel is None:
        prefixes = ", ".join(each.prefix for each in tafels.all_tafels(turn.session))
        msg = f"Geen tafel gebruikt nummers met {prefix}. Kies uit: {prefixes}."
        raise Refusal(msg)
    if not roles.may(turn, rights.READ, tafel):
        msg = f"{prefix}-{number} hoort bij {tafel.name}. Alleen de leden van die tafel zien die actie."
        raise Refusal(msg)
    found = actions.by_number(turn.session, prefix, number)
    if found is None:
        raise Refusal(missing(turn, tafel, number))
    return found


def by_id(turn: Turn, number: int) -> tuple[Action, Tafel]:
    """The item behind a button, with its tafel, if this person may read it."""
    found = actions.get(turn.session, number)
    if found is None:
        msg = "Deze actie bestaat niet meer. Bekijk de agenda met `/actie`."
        raise Refusal(msg)
    here = turn.tafel
    tafel = here if here and here.id == found.tafel_id else tafels.by_id(turn.session, found.tafel_id)
    roles.require(turn, rights.READ, tafel)
    return found, tafel


def missing(turn: Turn, tafel: Tafel, number: int) -> str:
    """Why a key does not exist, and which one may be meant."""
    last = tafels.last_number(turn.session, tafel.id)
    sentence = f"{tafel.prefix}-{number} bestaat niet bij {tafel.name}."
    if last == 0:
        return f"{sentence} Er zijn daar nog geen acties."
    if number <= last:
        return f"{tafel.prefix}-{number} is van de agenda van {tafel.name} gehaald."
    near = next((each for each in _near(number) if actions.by_number(turn.session, tafel.prefix, each)), None)
    hint = f" Bedoelde je {tafel.prefix}-{near}?" if near else ""
    return f"{sentence} Laatste is {tafel.prefix}-{last}.{hint}"


def _near(number: int) -> Iterable[int]:
    """Numbers that look like a slip of the finger: a digit too many, or two swapped."""
    digits = str(number)
    for position in range(len(digits)):
        yield int(digits[:position] + digits[position + 1 :] or 0)
    for position in range(len(digits) - 1):
        yield int(digits[:position] + digits[position + 1] + digits[position] + digits[position + 2 :])
