"""Who may do what at a tafel: features declare their rights, and this looks up where somebody stands. Default deny.

A person's columns at a tafel are their role there (anyone in the linked channel is at least deelnemer), "beheerder" for
the programmateam, and "ander" for everybody else. The best grant of those columns counts.
"""

from collections.abc import Iterator
from typing import Final

from handlers.dutch import either
from handlers.feature import Refusal, Registry, Right, Turn
from handlers.near import nearest
from handlers.rights import COLUMNS, GRANTS, Column, Grant
from handlers.words import first_word, tidy
from storage import tafels
from storage.tafels import Tafel

MANAGE: Final = Right(
    "beheren", "nee nee nee ja ja nee", "Leden, kanaal en instellingen",
    "Je kunt niet zelf de instellingen van {tafel} wijzigen. Vraag het aan een {wie}.",
)  # fmt: skip
"""What every feature that a tafel sets something of asks for."""


def declared(registry: Registry) -> Iterator[Right]:
    """Every right of the features that are switched on, managing last."""
    yield from (right for feature in registry.features for right in feature.about_people.rights)
    yield MANAGE


def columns(turn: Turn, tafel: Tafel) -> set[Column]:
    """The columns of the table of rights that apply to this person at a tafel."""
    mine: set[Column] = {"beheerder"} if turn.person.administrator else set()
    role = turn.roles.get(tafel.id)
    if role is not None:
        mine.add(role)
    elif turn.tafel is not None and turn.tafel.id == tafel.id:
        mine.add("deelnemer")
    return mine or {"ander"}


def grant(turn: Turn, right: Right, tafel: Tafel) -> Grant:
    """How far this person may."""
    return max((right.grants[column] for column in columns(turn, tafel)), key=GRANTS.index)


def may(turn: Turn, right: Right, tafel: Tafel, *, own: bool = False) -> bool:
    """Whether this person may; `own` says that the thing is theirs (or, for updates, nobody's)."""
    granted = grant(turn, right, tafel)
    return granted == "ja" or (granted == "eigen" and own)


def require(turn: Turn, right: Right, tafel: Tafel, *, own: bool = False) -> None:
    """Refuse, naming the roles that may, unless this person may."""
    if not may(turn, right, tafel, own=own):
        able = either([column for column in COLUMNS[2:5] if right.grants[column] == "ja"])
        raise Refusal(right.refusal.format(tafel=tafel.name, wie=able))


def require_proposal(turn: Turn, right: Right, tafel: Tafel) -> None:
    """Refuse unless this person may at least propose."""
    if grant(turn, right, tafel) == "nee":
        require(turn, right, tafel)


def tafel_said(turn: Turn, words: str) -> tuple[Tafel, str]:
    """The tafel that is meant, and the remaining words: outside its channel the words may begin with its key ("tech
    ...")."""
    first, rest = first_word(words)
    if turn.tafel is None and any(tafel.key == first for tafel in tafels.all_tafels(turn.session)):
        return named(turn, first), rest
    return tafel_for(turn), words


def tafel_for(turn: Turn, key: str = "") -> Tafel:
    """The tafel that is meant: named, linked to this place, or the only one this person sits at."""
    if key:
        return named(turn, key)
    if turn.tafel is not None:
        return turn.tafel
    mine = list(turn.roles)
    if len(mine) == 1:
        return tafels.by_id(turn.session, mine[0])
    keys = [tafel.key for tafel in tafels.all_tafels(turn.session) if tafel.id in mine]
    if keys:
        msg = f"Je zit aan meer tafels. Zet er de tafel bij: {either(keys)}."
        raise Refusal(msg)
    if turn.request.place.kind == "direct":
        msg = "Hier weet ik niet om welke tafel het gaat. Zet haar naam erbij, of doe dit in haar kanaal."
        raise Refusal(msg)
    return turn.here


def named(turn: Turn, key: str, *also: str) -> Tafel:
    """A tafel by its key, its prefix or the beginning of its name; `also` is what else could have been chosen."""
    wanted = tidy(key).strip(" '\".,").casefold()
    every = tafels.all_tafels(turn.session)
    for tafel in every:
        if wanted in (tafel.key, tafel.prefix.casefold(), tafel.name.casefold()):
            return tafel
    starts = [tafel for tafel in every if tafel.name.casefold().startswith(wanted) or tafel.key.startswith(wanted)]
    if len(starts) == 1:
        return starts[0]
    known = [tafel.key for tafel in every]
    near = nearest(wanted, [*known, *(tafel.name.casefold() for tafel in every)])
    hint = f"Bedoelde je “{near}”? " if near else ""
    msg = f"“{key}” is geen tafel die ik ken. {hint}Kies uit: {', '.join([*known, *also])}."
    raise Refusal(msg)
