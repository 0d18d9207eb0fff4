"""Read what a message says about the agenda: which items it names, and the news of each.

A message is about the items that it begins with, about the one item that it names further on, or about the item under
whose card it stands; one that begins with "update" is asked about. Each line that begins with a key is news of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from handlers.actieagenda import find, keys, small_talk
from handlers.actieagenda.keys import Heading, Key
from handlers.actieagenda.offers import ITEM, status_in
from handlers.feature import Message, Refusal, Request, Turn
from handlers.mentions import written_with_names
from handlers.pieces import SIGN, Flat, Link, flat
from handlers.words import says_something
from storage import actions, posted, tafels
from storage.actions import Action, Status

_UPDATE = "update"
_MARKS = "*_~"
_LONG = 40
"""A longer word names nothing."""


@dataclass(frozen=True, slots=True)
class News:
    """What a message says of one item, and the status that this would give it."""

    action: Action
    text: str
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says: news per item or, where that has to be asked, the items that may be meant and the text."""

    news: tuple[News, ...] = ()
    choices: tuple[Action, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of a message, with what their first line begins with."""

    text: str
    opens: Heading | None


def concerns(request: Request) -> bool:
    """Whether a message can be news at all: it answers another, has a digit in it, or the word "update"."""
    answers = request.message is not None and bool(request.message.thread)
    return answers or _UPDATE in request.words.casefold() or any(map(str.isdecimal, request.words))


def read(turn: Turn, message: Message) -> Read | None:
    """What a message says about the agenda, or None when it is not about it."""
    row = flat(turn.request.pieces)
    written = written_with_names(turn, row)
    text, is_update = _without_update(row.text)
    parts = _parts(text)
    if len([part for part in parts if part.opens]) > 1:
        found = [news for part in parts if part.opens for news in _headed(turn, row, part, written)]
        return Read(_merged(found)) if found else None
    return _whole(turn, message, row, _bare(text), written, is_update=is_update)


def _bare(text: str) -> str:
    """Remove marks that surround all of the words."""
    said = text.strip()
    while len(said) > 2 and said[0] in _MARKS and said[-1] == said[0] and said[0] not in said[1:-1]:  # noqa: PLR2004
        said = said[1:-1]
    return said


def _without_update(text: str) -> tuple[str, bool]:
    """The text behind the word "update" with which it may begin."""
    start = text.lstrip(" *_~\t")
    rest = start[len(_UPDATE) :]
    if start[: len(_UPDATE)].casefold() != _UPDATE or rest[:1].isalnum():
        return text, False
    return rest.lstrip(" \n\u00a0:,.-–—*_~"), True


def _parts(text: str) -> list[_Part]:
    """Split a message by the keys that its lines begin with; other lines continue the part before."""
    parts: list[_Part] = []
    lines = (part for line in text.split("\n") for part in keys.split_at_headings(_bare(line)))
    for line in lines:
        opens = keys.heading(line)
        if opens or not parts:
            parts.append(_Part(line, opens))
        else:
            parts[-1] = _Part(f"{parts[-1].text}\n{line}", parts[-1].opens)
    return parts


def _whole(
    turn: Turn, message: Message, row: Flat, text: str, written: Callable[[str], str], *, is_update: bool
) -> Read | None:  # fmt: skip
    """A message that is one piece of news."""
    opens = keys.heading(text)
    if opens and opens.is_firm and (found := _headed(turn, row, _Part(text, opens), written)):
        return Read(found)
    named = _items(turn, keys.find_keys(text))
    if not _says(row, text[opens.end :] if opens and (opens.is_firm or not named) else text):
        return None
    if opens is None and any(small_talk.only_points(rest) for rest in _around(text)):
        return None
    if len(named) > 1 and not _is_labelled(text):
        return Read(choices=named, text=written(text).strip())
    under = None if named else _under_card(turn, message)
    if about := named or ((under,) if under else ()):
        return Read(tuple(News(each, written(text).strip(), _status(each, text)) for each in about))
    return Read(text=written(text).strip()) if is_update and turn.tafel is not None else None


def _headed(turn: Turn, row: Flat, part: _Part, written: Callable[[str], str]) -> tuple[News, ...]:
    """News of every item that a text begins with."""
    items = _items(turn, part.opens.keys, opens=True) if part.opens else ()
    said = part.text[part.opens.end :] if part.opens else part.text
    subject = f"{ITEM} " if part.opens and part.opens.is_subject else ""
    if not items or not _says(row, subject + said):
        return ()
    text = written(said).strip()
    return tuple(News(each, text, _status(each, f"{ITEM} {said}")) for each in items)


def _merged(found: Iterable[News]) -> tuple[News, ...]:
    """One piece of news per item, however many lines it got."""
    made: dict[int, News] = {}
    for news in found:
        before = made.get(news.action.id)
        text = f"{before.text}\n{news.text}" if before else news.text
        made[news.action.id] = News(news.action, text, news.status or (before.status if before else None))
    return tuple(made.values())


def _says(row: Flat, text: str) -> bool:
    """Whether a text says something besides keys, courtesies and questions. A link says something."""
    told = re.sub(SIGN, lambda sign: " link " if isinstance(row.of(sign[0]), Link) else " ", text)
    named = list(keys.find_keys(told))
    asked = [each for each in small_talk.sentences(told) if any(keys.find_keys(each))]
    if asked and all(map(small_talk.asks, asked)) and keys.heading(told) is None:
        return False
    for key in reversed(named):
        told = f"{told[: key.start]} {told[key.end :]}"
    return (small_talk.has_news(told) or status_in(told) is not None) and not small_talk.only_asks(told)


def _around(text: str) -> Iterator[str]:
    """The words around the one key of a text; "" when it has no key or more than one."""
    named = list(keys.find_keys(text))
    if len(named) == 1:
        yield f"{text[: named[0].start]} {text[named[0].end :]}"


def _is_labelled(text: str) -> bool:
    """Whether a text ends in keys behind a colon: "afgerond: BOUW-2 en BOUW-3"."""
    label, colon, rest = text.partition(":")
    opens = keys.heading(rest.strip()) if colon else None
    return bool(opens and says_something(label) and not says_something(rest.strip()[opens.end :]))


def _status(action: Action, text: str) -> Status | None:
    """The status that a text would give an item, unless it has that already or is closed. Quoted words say nothing."""
    said = keys.own_words(text)
    for key in reversed(list(keys.find_keys(text))):
        is_it = (key.prefix, key.number) == (action.prefix, action.number)
        said = f"{said[: key.start]}{ITEM if is_it else 'een ander punt'}{said[key.end :]}"
    found = status_in(_by_title(action, said))
    return None if action.is_closed or found == action.status else found


def _by_title(action: Action, said: str) -> str:
    """Find the item that words name by its title: "het rapport is af" for "Rapport schrijven"."""
    for word in {word for word in re.findall(r"[^\W\d_]{4,}", action.title) if len(word) < _LONG}:
        said = re.sub(rf"\b(?:de|het|ons|onze)\s+{re.escape(word)}\b", ITEM, said, flags=re.IGNORECASE)
    return said


# --- which items -----------------------------------------------------------------------------------------------------


def _items(turn: Turn, named: Iterable[Key], *, opens: bool = False) -> tuple[Action, ...]:
    """The items behind keys. A key that opens a message must exist; elsewhere in it, it may be something else.

    So may a key of another tafel in a sentence that names one of this tafel as well: "TECH-4 loopt voor op BOUW-2".
    """
    every = list(named)
    prefix = turn.tafel.prefix if turn.tafel else ""
    is_ours = any(key.prefix == prefix for key in every)
    first = (key.start == 0 and (key.prefix == prefix or not is_ours) for key in every)
    found = (_item(turn, key, opens=opens or is_first) for key, is_first in zip(every, first, strict=True))
    return tuple({action.id: action for action in found if action}.values())


def _item(turn: Turn, key: Key, *, opens: bool) -> Action | None:
    tafel, must_exist = turn.tafel, opens and key.sure
    if tafel is not None and key.prefix == tafel.prefix:
        action = actions.by_number(turn.session, key.prefix, key.number)
        if action is None and must_exist:
            raise Refusal(find.missing(turn, tafel, key.number) + " Je bericht is niet als nieuws opgeslagen.")
        return action
    if not must_exist or all(key.prefix != each.prefix for each in tafels.all_tafels(turn.session)):
        return None
    if tafel is not None:
        msg = (
            f"{key.prefix}-{key.number} hoort bij een andere tafel dan dit kanaal ({tafel.name}). "
            f"Schrijf je nieuws in het kanaal van die tafel. Er is niets opgeslagen."
        )
        raise Refusal(msg)
    return find.keyed(turn, key.prefix, key.number)


def _under_card(turn: Turn, message: Message) -> Action | None:
    if not message.thread:
        return None
    place = turn.request.place
    card = posted.card_of_message(turn.session, place.platform, place.channel, message.thread)
    kind, _, subject = card.partition(":")
    return actions.get(turn.session, int(subject)) if kind == "actie" else None
