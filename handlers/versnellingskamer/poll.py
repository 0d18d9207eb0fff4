"""A poll in one line: `/kamer peiling "Waar zitten we?" "Zwolle" "Kampen"`, open at once.

Question and answers are told apart by quotes of any kind, by line breaks, or by a question mark and commas behind it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handlers import roles
from handlers.cards import Card, Text, told
from handlers.feature import Answer, Answers, Post, Turn
from handlers.versnellingskamer import leading, preparing, rights
from handlers.words import clean, one_line, says_something
from storage.tafels import Tafel

_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»‟＂″", '"'))
_QUOTED: Final = re.compile(r'"([^"]*)"')
_LISTED: Final = re.compile(r"\s*[,;|]\s*")


@dataclass(frozen=True, slots=True)
class Poll:
    """A question and its answers, as they were typed."""

    question: str
    answers: tuple[str, ...]


def read_poll(said: str) -> Poll:
    """The question and the answers in one line; what cannot be told apart is all question."""
    text = clean(said).strip()
    quoted = [one_line(each) for each in _QUOTED.findall(text.translate(_QUOTES))]
    if len(quoted) > 1:
        before = one_line(text.translate(_QUOTES).partition('"')[0]).strip(" :,")
        return _poll([before, *quoted] if says_something(before) else quoted)
    lines = [one_line(each) for each in text.translate(_QUOTES).replace('"', "").split("\n")]
    if len([each for each in lines if each]) > 1:
        return _poll(lines)
    question, mark, rest = lines[0].partition("?")
    if mark and says_something(rest):
        return _poll([f"{question}?", *_LISTED.split(rest.strip())])
    first, colon, rest = lines[0].partition(":")
    return _poll([first, *_LISTED.split(rest.strip())]) if colon and "," in rest else Poll(lines[0], ())


def _poll(parts: list[str]) -> Poll:
    kept = [each for each in parts if says_something(each)]
    return Poll(kept[0], tuple(kept[1:])) if kept else Poll("", ())


def typed(turn: Turn, said: str) -> Answers:
    """`/kamer peiling ...`: open at once, or the form with what could be read."""
    tafel, rest = roles.tafel_said(turn, said)
    roles.require(turn, rights.POLL, tafel)
    poll = read_poll(rest)
    filled = {"vorm": "peiling", "vraag": poll.question, "richtingen": "\n".join(poll.answers), "niveau": "anoniem"}
    plan = preparing.read_plan(turn, tafel, filled)
    if plan.errors:
        return preparing.new(turn, tafel, "peiling", filled)
    return _opened(turn, tafel, plan)


def _opened(turn: Turn, tafel: Tafel, plan: preparing.Plan) -> Iterator[Answer]:
    room = preparing.make(turn, tafel, plan)
    yield from leading.opened(turn, room)
    text = f"Sluiten, of een eindtijd geven? Typ `/kamer {room.kamer.key}`."
    told_of = [Text(told(each)) for each in (*plan.notes, text)]
    yield Post(Card("peiling_open", f"Je peiling staat in het kanaal van {tafel.name}", tuple(told_of)))
