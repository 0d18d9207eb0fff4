"""Find the people that words mention: "@slack:U1" as a door writes it, or "@petra" as somebody typed it."""

import re

from handlers.dispatch import meet, renamed
from handlers.feature import Account, Refusal, Turn
from handlers.words import tidy
from storage import memberships, people, tafels
from storage.people import Person

_IDENTITY = re.compile(r"(?<![\w@])@([a-z]+:[\w.:-]*[\w-])")
_MENTION = re.compile(r"(?<![\w@])@([a-z]+:[^\s,;]+|[\w.-]+)")


MARK = "\x1f"
"""Stands where a mention stood, so that what is around it is not read as one."""


def mentions(turn: Turn, words: str) -> tuple[str, list[Person]]:
    """Words without their mentions, and who was mentioned. Refuses a name that nobody or more than one has."""
    found = [_mentioned(turn, name.rstrip(".,:;)")) for name in _MENTION.findall(words)]
    return tidy(_MENTION.sub(" ", words)), list(dict.fromkeys(found))


def marked(turn: Turn, words: str) -> tuple[str, list[Person]]:
    """Words with a `MARK` at each mention, and who they are, in order. Refuses like `mentions`."""
    found = [_mentioned(turn, name.rstrip(".,:;)")) for name in _MENTION.findall(words)]
    return MARK.join(tidy(part) for part in _MENTION.sub(MARK, words).split(MARK)), found


def _mentioned(turn: Turn, name: str) -> Person:
    if ":" in name:
        return person(turn, name)
    named = people.by_name(turn.session, name.replace("_", " "))
    if len(named) == 1:
        return named[0]
    if named:
        choices = ", ".join(_told_apart(turn, each) for each in named)
        msg = f"Er zijn meer mensen die @{name} heten: {choices}. Kies de actiehouder in het formulier: `/actie nieuw`."
        raise Refusal(msg)
    msg = f"Ik ken niemand die @{name} heet. Noem iemand met @ uit dit kanaal, of laat de naam weg."
    raise Refusal(msg)


def _told_apart(turn: Turn, named: Person) -> str:
    """Somebody as this place's tafel knows them, or with the tafels where they sit."""
    here = memberships.organisation_at(turn.session, named.id, turn.tafel.id) if turn.tafel else ""
    if here:
        return memberships.titled(named.name, here)
    sits = memberships.roles_of(turn.session, named.id)
    return memberships.titled(named.name, *(tafels.by_id(turn.session, tafel).name for tafel in sits))


def person(turn: Turn, account: str) -> Person:
    """The person behind an identity; somebody the bot does not know yet becomes one with a provisional name."""
    called = next((each for each in turn.request.named if each.id == account and each.name), None)
    known = people.by_account(turn.session, account)
    if known:
        return renamed(turn.session, known, called) if called else known
    platform, _, _ = account.partition(":")
    if platform != turn.request.place.platform:
        msg = "Die persoon ken ik niet. Noem iemand met @ uit dit kanaal."
        raise Refusal(msg)
    return meet(turn.session, called or Account(account, "onbekende collega"), turn.now)


def spelled(turn: Turn, words: str) -> str:
    """The same words with names where a door wrote identities, for texts that people will read."""
    return _IDENTITY.sub(lambda found: f"@{_name(turn, found.group(1))}", words)


def _name(turn: Turn, account: str) -> str:
    known = people.by_account(turn.session, account)
    return known.name if known else "iemand"
