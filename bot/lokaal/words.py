"""Read words typed in the trial workspace as pieces: "@karim" by the key of an account, or by a whole name."""

import re
from collections.abc import Iterator, Mapping

from bot.lokaal.addresses import BOT, BOT_NAME, MENTION, PLATFORM
from handlers.pieces import Mention, Piece, Pieces, Text, without_call
from handlers.typed import read_marks
from handlers.words import bare, clean

_MORE_OF_A_NAME = re.compile(r" (?:(?:van|de|der|den|ter|ten|te|['’]t|el) )*[^\W\d_a-z]")


def read_typed(text: str, people: Mapping[str, str], *, direct: bool) -> tuple[Pieces, bool]:
    """The pieces of a message, and whether the bot is called in it. `people` has names by account.

    A command calls nobody, so a bot that is named in it is part of what was said.
    """
    anywhere = not direct and not text.lstrip().startswith("/")
    return without_call(read_marks(_with_mentions(clean(text), people)), anywhere=anywhere)


def _with_mentions(text: str, people: Mapping[str, str]) -> Iterator[Piece]:
    at = 0
    for found in MENTION.finditer(text):
        if found.start() < at:
            continue
        named = _named(text[found.start() + 1 :], found[1], people)
        if named is not None:
            mention, length = named
            yield Text(text[at : found.start()])
            yield mention
            at = found.start() + 1 + length
    yield Text(text[at:])


def _named(text: str, word: str, people: Mapping[str, str]) -> tuple[Mention, int] | None:
    """Who is meant, and how many characters name them: the longest name first. Names that two bear are left to ask."""
    if word.casefold() == BOT:
        return Mention("bot", name=f"@{BOT_NAME}"), len(word)
    whole = [(len(name), account) for account, name in people.items() if _begins(text, name)]
    longest = max(whole, default=(0, ""))[0]
    bearers = [account for length, account in whole if length == longest]
    if longest > len(word):
        return (Mention("person", bearers[0], people[bearers[0]]), longest) if len(bearers) == 1 else None
    account = f"{PLATFORM}:{word.casefold()}"
    if account not in people or _MORE_OF_A_NAME.match(text, len(word)):
        return None
    return Mention("person", account, people[account]), len(word)


def _begins(text: str, name: str) -> bool:
    start = text[: len(name)]
    return bare(start) == bare(name) and not text[len(name) : len(name) + 1].isalnum()
