"""Find the people that words mention: as their platform says it, or by a name typed behind an "@".

Finding somebody makes nobody: a person is made once something needs one (`person_of`). A bot, a channel, a tag or a
group is no person, and a name that nobody or more than one bears is asked about: `Named.wrong` says it in words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from handlers.dutch import either
from handlers.feature import Account, Refusal, Turn
from handlers.names import Match, find_name
from handlers.newcomers import meet, renamed
from handlers.pieces import SIGN, Flat, Mention, Piece, Pieces, flat, written
from handlers.typed import tail
from handlers.words import one_line
from storage import memberships, people, tafels
from storage.people import Person

MARK: Final = "\x1f"
"""Stands where a mention stood, so that what is around it is not read as one."""
_TYPED = re.compile(rf"({SIGN})|(?<![\w@./+-])@+(?=[^\W\d_]|['’‘`´]\w)")
_TYPED_NEXT = re.compile(rf"(?<=[/+&-])(?:({SIGN})|@+(?=[^\W\d_]|['’‘`´]\w))")
"""Right behind another name: "@karim/@noor"."""
_ENDS = re.compile(rf"\n|{SIGN}")
_GROUPS = frozenset(
    {"here", "channel", "everyone", "iedereen", "allen", "allemaal", "all", "kanaal", "team", "groep", "hier"}
)
_ONLY_A_PERSON: Final = "Alleen een persoon kan hier staan. Noem iemand met @, of laat de naam weg."
_STRANGER: Final = "onbekende collega"
_MOST: Final = 50
_TOO_MANY: Final = f"Je noemt meer dan {_MOST} mensen. Noem alleen wie dit gaat doen."
_KINDS: Final = {
    "bot": "{} is een bot. ", "channel": "{} is een kanaal. ", "tag": "{} is een tag voor meer mensen tegelijk. ",
    "group": "{} is een groep. ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A person or thing that was named. `shown` names it in a sentence, `wrong` is why it cannot be a person.

    `person` is None for an account that belongs to nobody yet; `several` are the people with the name that was typed.
    """

    shown: str
    person: Person | None = None
    account: Account | None = None
    wrong: str = ""
    several: tuple[Person, ...] = ()
    is_person: bool = True


def mentions(turn: Turn, words: str, *, whole_names: bool = False) -> tuple[str, list[Person]]:
    """The last words of a command without their mentions, and who was mentioned.

    Refuses what is no person, and a name that nobody or more than one has. With `whole_names` a capital behind a typed
    name belongs to it.
    """
    text, found = find_named(turn, tail(turn.request.pieces, words), whole_names=whole_names)
    everybody = [person_of(turn, each) for each in found]
    return one_line(re.sub(r" {2,}", " ", text.replace(MARK, " "))), list(dict.fromkeys(everybody))


def find_named(turn: Turn, said: Pieces, *, whole_names: bool = False) -> tuple[str, list[Named]]:
    """The words of pieces with a `MARK` in place of each mention, and what each one names, in order."""
    row = flat(said)
    found: list[Named] = []
    made: list[str] = []
    at = 0
    while spot := (_TYPED_NEXT.match(row.text, at + 1) if found else None) or _TYPED.search(row.text, at):
        if len(found) == _MOST:
            raise Refusal(_TOO_MANY)
        made.append(row.text[at : spot.start()])
        named, at = _at_sign(turn, row, spot) if spot[1] else _typed_name(turn, row, spot.end(), whole=whole_names)
        if named is not None:
            found.append(named)
        made.append(MARK if named else row.words(row.text[spot.start() : at]))
    return "".join([*made, row.words(row.text[at:])]), found


def _at_sign(turn: Turn, row: Flat, spot: re.Match[str]) -> tuple[Named | None, int]:
    piece = row.of(spot[1])
    return (_mentioned(turn, piece) if isinstance(piece, Mention) else None), spot.end()


def _mentioned(turn: Turn, mention: Mention) -> Named:
    """What a platform's own mention names."""
    if mention.kind == "person":
        account = _account(turn, mention.account, mention.name)
        known = people.by_account(turn.session, account.id)
        shown = known.name if known and not (known.provisional and account.name) else account.name or _STRANGER
        if known is None and account.id.partition(":")[0] != turn.request.place.platform:
            return Named(shown, wrong="Die persoon ken ik niet. Noem iemand met @ uit dit kanaal.")
        return Named(shown, known, account)
    shown = written(mention)
    return Named(shown, wrong=_no_person(mention.kind, shown), is_person=False)


def _no_person(kind: str, shown: str) -> str:
    return _KINDS.get(kind, "Ik weet niet (meer) wie {} is. ").format(shown) + _ONLY_A_PERSON


def _typed_name(turn: Turn, row: Flat, start: int, *, whole: bool) -> tuple[Named | None, int]:
    """What a name typed behind an "@" names."""
    ends = _ENDS.search(row.text, start)
    text = row.text[start : ends.start() if ends else len(row.text)]
    word = re.match(r"[\w-]+", text)
    if word and (alias := _alias(word[0])):
        shown = f"@{word[0]}"
        return Named(shown, wrong=_no_person(alias, shown), is_person=False), start + word.end()
    before = row.text[:start].rstrip("@").rpartition("\n")[2]
    match = find_name(turn.session, text, turn.now.today, behind=bool(before.strip()), whole=whole)
    if match is None:
        return None, start
    return _bearer(turn, match), start + match.end


def _alias(word: str) -> str:
    folded = word.casefold()
    return "bot" if folded == "tafelbot" else "group" if folded in _GROUPS else ""


def _bearer(turn: Turn, match: Match) -> Named:
    if len(match.people) == 1:
        return Named(match.people[0].name, match.people[0])
    if match.people:
        choices = [_told_apart(turn, each) for each in match.people]
        wrong = (
            f"Er zijn meer mensen die @{match.called} heten: {either(choices)}. Bedoel je een van hen? Zet dan "
            f"erachter wat er tussen haakjes staat, zoals @{choices[0]}, of kies in het formulier."
        )
        return Named(match.called, wrong=wrong, several=match.people)
    wrong = f"Ik ken niemand die @{match.called} heet. Noem iemand met @ uit dit kanaal, of laat de naam weg."
    return Named(f"@{match.called}", wrong=wrong)


def _told_apart(turn: Turn, named: Person) -> str:
    """A person's name with what tells them from others: their organisation here, else their tafels."""
    here = memberships.organisation_at(turn.session, named.id, turn.tafel.id) if turn.tafel else ""
    if here:
        return memberships.titled(named.name, here)
    sits = memberships.roles_of(turn.session, named.id)
    return memberships.titled(named.name, *(tafels.by_id(turn.session, tafel).name for tafel in sits))


def person_of(turn: Turn, named: Named) -> Person:
    """The person who was named; a new one is stored with a provisional name. Refuses what is no person."""
    if named.wrong:
        raise Refusal(named.wrong)
    return named.person or person(turn, named.account.id if named.account else "", named.shown)


def person(turn: Turn, account_id: str, name: str = "") -> Person:
    """The person behind an identity; a new one is stored with a provisional name."""
    account = _account(turn, account_id, name)
    known = people.by_account(turn.session, account_id)
    if known:
        return renamed(turn.session, known, account) if account.name else known
    platform, _, _ = account_id.partition(":")
    if platform != turn.request.place.platform:
        msg = "Die persoon ken ik niet. Noem iemand met @ uit dit kanaal."
        raise Refusal(msg)
    return meet(turn.session, account if account.name else Account(account_id, _STRANGER), turn.now)


def _account(turn: Turn, account_id: str, name: str) -> Account:
    """An account with what its platform calls it, as far as the door knows."""
    called = next((each for each in turn.request.named if each.id == account_id and each.name), None)
    return called or Account(account_id, "" if name == _STRANGER else one_line(name))


def spelled(turn: Turn, said: Pieces) -> str:
    """The words with names in place of accounts, for texts that people read."""
    return "".join(_spelled(turn, each) for each in said)


def _spelled(turn: Turn, piece: Piece) -> str:
    if not isinstance(piece, Mention) or piece.kind != "person":
        return written(piece)
    known = people.by_account(turn.session, piece.account)
    return f"@{known.name if known else _account(turn, piece.account, piece.name).name or 'iemand'}"


def written_with_names(turn: Turn, row: Flat) -> Callable[[str], str]:
    """How to write a part of a row out with the names of the people in it; each is looked up once."""
    spelled_once = cache(partial(_spelled, turn))
    return lambda text: re.sub(SIGN, lambda sign: spelled_once(row.of(sign[0])), text)
