"""Who may do what: one readable table, default deny.

A person's columns at a tafel are their role there (anyone in the linked channel is at least deelnemer), "beheerder" for
the programmateam, and "ander" for everybody else. The best grant of those columns counts.
"""

import difflib
from typing import Literal, TypeAlias

from handlers.dutch import either
from handlers.feature import Refusal, Turn
from handlers.words import first_word, tidy
from storage import tafels
from storage.tafels import Tafel

Right: TypeAlias = Literal["lezen", "nieuws", "bijwerken", "maken", "wijzigen", "sluiten", "beheren"]
Column: TypeAlias = Literal["deelnemer", "waarnemer", "kartrekker", "projectleider", "beheerder", "ander"]
Grant: TypeAlias = Literal["nee", "voorstel", "eigen", "ja"]

_ORDER: tuple[Grant, ...] = ("nee", "voorstel", "eigen", "ja")
_COLUMNS: tuple[Column, ...] = ("deelnemer", "waarnemer", "kartrekker", "projectleider", "beheerder", "ander")
_ROWS: dict[Right, str] = {
    #              deelnemer  waarnemer  kartrekker  projectleider  beheerder  ander
    "lezen":     "ja          ja         ja          ja             ja         nee",
    "nieuws":    "ja          nee        ja          ja             ja         nee",
    "bijwerken": "eigen       nee        ja          ja             ja         nee",
    "maken":     "voorstel    nee        ja          ja             ja         nee",
    "wijzigen":  "eigen       nee        eigen       ja             ja         nee",
    "sluiten":   "eigen       nee        ja          ja             ja         nee",
    "beheren":   "nee         nee        nee         ja             ja         nee",
}  # fmt: skip
MATRIX: dict[Right, dict[Column, Grant]] = {
    right: dict(zip(_COLUMNS, row.split(), strict=True))  # type: ignore[arg-type]
    for right, row in _ROWS.items()
}

_WORDS: dict[Right, str] = {
    "lezen": "de actieagenda van {} lezen",
    "nieuws": "nieuws plaatsen bij een actie van {}",
    "bijwerken": "deze actie van {} bijwerken",
    "maken": "acties maken bij {}",
    "wijzigen": "deze actie van {} wijzigen",
    "sluiten": "deze actie van {} afsluiten",
    "beheren": "de instellingen van {} wijzigen",
}


def columns(turn: Turn, tafel: Tafel) -> set[Column]:
    """Where in the table this person stands at a tafel."""
    mine: set[Column] = {"beheerder"} if turn.person.administrator else set()
    role = turn.roles.get(tafel.id)
    if role is not None:
        mine.add(role)
    elif turn.tafel is not None and turn.tafel.id == tafel.id:
        mine.add("deelnemer")
    return mine or {"ander"}


def grant(turn: Turn, right: Right, tafel: Tafel) -> Grant:
    return max((MATRIX[right][column] for column in columns(turn, tafel)), key=_ORDER.index)


def may(turn: Turn, right: Right, tafel: Tafel, *, own: bool = False) -> bool:
    """Whether this person may; `own` says that the thing is theirs (or, for updates, nobody's)."""
    granted = grant(turn, right, tafel)
    return granted == "ja" or (granted == "eigen" and own)


def require(turn: Turn, right: Right, tafel: Tafel, *, own: bool = False) -> None:
    """Refuse with who can, unless this person may."""
    if may(turn, right, tafel, own=own):
        return
    able = either([column for column in _COLUMNS[2:5] if MATRIX[right][column] == "ja"])
    msg = f"Je kunt niet zelf {_WORDS[right].format(tafel.name)}. Vraag het aan een {able}."
    if right == "lezen":
        msg = f"De actieagenda van {tafel.name} is voor leden van die tafel. Vraag de projectleider of je erbij mag."
    raise Refusal(msg)


def require_create(turn: Turn, tafel: Tafel) -> None:
    """Refuse unless this person may at least propose."""
    if grant(turn, "maken", tafel) == "nee":
        require(turn, "maken", tafel)


def tafel_said(turn: Turn, words: str) -> tuple[Tafel, str]:
    """The tafel that is meant, and the words without it: where there is none they may begin with one ("tech ...")."""
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
        msg = f"Je zit aan meer tafels. Zet er de tafel bij: {either(keys)}. Bijvoorbeeld `/actie nieuw {keys[0]} ...`."
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
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f"Bedoelde je “{near[0]}”? " if near else ""
    msg = f"“{key}” is geen tafel die ik ken. {hint}Kies uit: {', '.join([*known, *also])}."
    raise Refusal(msg)
