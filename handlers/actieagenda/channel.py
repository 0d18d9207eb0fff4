"""Updates from the channel: a message that names an item, answers under its card, or starts with "update".

Whatever else is said there is not stored. A message may be delivered twice, after its edit, or after its deletion; the
moment it was edited decides which text counts, and a deletion always wins.
"""

import re
from dataclasses import dataclass

from handlers import roles
from handlers.actieagenda import change, find, rights
from handlers.actieagenda.words import headline
from handlers.cards import Button, Buttons, Card, Choice, Note, Option, line
from handlers.dutch import shortened
from handlers.feature import IN_THREAD, Answer, Answers, Message, Post, React, Refresh, Refusal, Turn
from handlers.mentions import spelled
from handlers.words import tidy
from storage import actions, agenda, news, posted, seen, tafels
from storage.actions import Action
from storage.tafels import Tafel

_UPDATE = re.compile(r"update\b[\s:,.-]*", re.IGNORECASE)
_LEADING = re.compile(r"\s*#?[A-Za-z]{2,8}[-\u2010-\u2015 ]?\d{1,6}\s*[:,.–—-]?\s*")
_DONE = re.compile(r"(is\s+)?(klaar|afgerond|gereed|af)[\s.!]*", re.IGNORECASE)
_OPTIONS = 25
_EDITED, _CHOSEN, _RESTORED = "bewerkt:", "gekozen:", "terug:"
"""Kept about a message: an edit after which it is no update, and that somebody chose its item."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says about the agenda: the items it names (none when that has to be asked), and the news."""

    items: tuple[Action, ...]
    text: str

    @property
    def is_clear(self) -> bool:
        return len(self.items) == 1


def heard(turn: Turn) -> Answers:
    """A message in a linked channel, or one to the bot itself."""
    message = turn.request.message
    if message is None:
        return None
    where = _where(turn, message.id)
    seen.alone(turn.session, where)
    if seen.buried_at(turn.session, where) or seen.buried_at(turn.session, _EDITED + where) or _stored(turn, message):
        return None
    found = _read(turn, message)
    return _keep(turn, message, found) if found else None


def edited(turn: Turn) -> Answers:
    """Follow an edit: the text changes, moves to another item, begins to be an update, or stops being one."""
    message = turn.request.message
    if message is None:
        return None
    seen.alone(turn.session, _where(turn, message.id))
    stored = _stored(turn, message)
    if turn.request.restored and _is_heard(turn):
        _dug_up(turn, _where(turn, message.id))
    if _is_late(turn, message, stored) or not (stored or _is_heard(turn)):
        return None
    found = _read(turn, message)
    if found is None:
        return _taken_back(turn, message, stored)
    if not stored:
        return _keep(turn, message, found)
    return _moved(turn, message, stored[0], found) if found.is_clear else _unclear(turn, message, stored[0], found)


def deleted(turn: Turn) -> Answers:
    """A deleted message takes its update along, also when it arrives before the message itself."""
    message = turn.request.message
    if message is None:
        return None
    seen.alone(turn.session, _where(turn, message.id))
    stored = _stored(turn, message)
    if _is_back(turn, message) or not (stored or _is_heard(turn)):
        return None
    seen.bury(turn.session, _where(turn, message.id), turn.request.at)
    return _removed(turn, stored)


def _is_back(turn: Turn, message: Message) -> bool:
    """Whether the message was put back after this deletion, which then comes too late."""
    back = seen.buried_at(turn.session, _RESTORED + _where(turn, message.id))
    return back is not None and turn.request.at <= back


def _dug_up(turn: Turn, where: str) -> None:
    """A deleted message was put back: what it says counts again, unless it was deleted later than this."""
    seen.bury(turn.session, _RESTORED + where, turn.request.at)
    gone = seen.buried_at(turn.session, where)
    if gone is not None and gone <= turn.request.at:
        seen.dig_up(turn.session, where)


def _is_heard(turn: Turn) -> bool:
    """Whether messages here are read at all."""
    return turn.tafel is not None or turn.request.place.kind == "direct"


def _is_late(turn: Turn, message: Message, stored: list[news.Stored]) -> bool:
    """Whether the message was deleted, or edited later than this."""
    where = _where(turn, message.id)
    if seen.buried_at(turn.session, where):
        return True
    last = stored[0].edited_at if stored else seen.buried_at(turn.session, _EDITED + where)
    return last is not None and turn.request.at <= last


def _where(turn: Turn, message_id: str) -> str:
    return f"{turn.request.place.platform}:{turn.request.place.channel}:{message_id}"


def _stored(turn: Turn, message: Message) -> list[news.Stored]:
    place = turn.request.place
    return news.of_message(turn.session, place.platform, place.channel, message.id)


# --- reading ---------------------------------------------------------------------------------------------------------


def _read(turn: Turn, message: Message) -> Read | None:
    """What a message says about the agenda, or None when it is not about it."""
    text = tidy(spelled(turn, turn.request.words))
    rest = _UPDATE.sub("", text, count=1) if _UPDATE.match(text) else text
    if rest.endswith("?") and not find.KEY.match(rest):
        return None  # somebody asks about an item
    if named := _named(turn, rest):
        said = _LEADING.sub("", rest, count=1) if len(named) == 1 and find.KEY.match(rest) else rest
        return Read(named, said) if said else None
    under = _under_card(turn, message)
    if under:
        return Read((under,), rest)
    if rest != text and rest and turn.tafel is not None:
        return Read((), rest)
    return None


def _named(turn: Turn, text: str) -> tuple[Action, ...]:
    """The items that a text names. A key that opens the text must exist; elsewhere in it, it may be something else."""
    found: dict[int, Action] = {}
    for match in find.KEY.finditer(text):
        action = _item(
            turn, match.group(1).upper(), int(match.group(2)), opens=match.start() == 0, sure="-" in match[0]
        )
        if action:
            found[action.id] = action
    return tuple(found.values())


def _item(turn: Turn, prefix: str, number: int, *, opens: bool, sure: bool) -> Action | None:
    tafel = turn.tafel
    if tafel is not None and prefix == tafel.prefix:
        action = actions.by_number(turn.session, prefix, number)
        if action is None and opens and sure:
            raise Refusal(find.missing(turn, tafel, number) + " Je bericht is niet als update bewaard.")
        return action
    if not (opens and sure) or all(prefix != each.prefix for each in tafels.all_tafels(turn.session)):
        return None
    if tafel is not None:
        msg = (
            f"{prefix}-{number} hoort bij een andere tafel dan dit kanaal ({tafel.name}). "
            f"Schrijf je update in het kanaal van die tafel. Er is niets bewaard."
        )
        raise Refusal(msg)
    return find.keyed(turn, prefix, number)


def _under_card(turn: Turn, message: Message) -> Action | None:
    if not message.thread:
        return None
    place = turn.request.place
    kind, _, subject = posted.card_of_message(turn.session, place.platform, place.channel, message.thread).partition(
        ":"
    )
    return actions.get(turn.session, int(subject)) if kind == "actie" else None


# --- keeping ---------------------------------------------------------------------------------------------------------


def _keep(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Store what is clear and acknowledge it with a sign; ask in the thread about what is not."""
    if not found.is_clear:
        return _ask(turn, message, found)
    action = found.items[0]
    _require(turn, action)
    _add(turn, message, action.id, found.text)
    answers: list[Answer] = [React("gezien", message=message.id), Refresh(f"actie:{action.id}")]
    if _DONE.fullmatch(found.text) and not action.is_closed:
        answers.append(Post(_offer_done(action), IN_THREAD))
    return answers


def _require(turn: Turn, action: Action) -> None:
    tafel = tafels.by_id(turn.session, action.tafel_id)
    roles.require(turn, rights.UPDATE, tafel, own=change.owns(turn, action) or action.owner is None)


def _add(turn: Turn, message: Message, action_id: int | None, text: str) -> None:
    place = turn.request.place
    news.add(
        turn.session, action_id, text, by=turn.person.id, now=turn.request.at, platform=place.platform,
        channel=place.channel, message=message.id, url=message.url,
    )  # fmt: skip


def _offer_done(action: Action) -> Card:
    pressed = Button("Zet op klaar", "actieagenda.klaar", str(action.id), style="primary")
    return Card("aanbod", f"Zal ik {action.key} op klaar zetten?", (Buttons((pressed,)),))


def _ask(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Keep the news without an item, and ask in the thread which one is meant."""
    _add(turn, message, None, found.text)
    return [React("vraag", message=message.id), _question(turn, message, found)]


def _question(turn: Turn, message: Message, found: Read) -> Post:
    choices = found.items or tuple(_likely(turn))
    if not choices:
        msg = "Er zijn nog geen open acties waar deze update bij kan horen. Maak er een met `/actie nieuw ...`."
        raise Refusal(msg)
    options = tuple(Option(f"{message.id}|{action.id}", shortened(headline(action), 70)) for action in choices)
    note = Note(line("Kies, of begin je bericht voortaan met het nummer van de actie."))
    choice = Choice("Bij welke actie hoort dit?", "actieagenda.hoort_bij", options)
    return Post(Card("welke", "Bij welke actie hoort deze update?", (choice, note)), IN_THREAD)


def _likely(turn: Turn) -> list[Action]:
    """Open items of this tafel, one's own first."""
    tafel: Tafel = turn.here
    every = agenda.listed(turn.session, agenda.open_ones(agenda.of_tafel(tafel.id)), most=200)
    return sorted(every, key=lambda action: not change.owns(turn, action))[:_OPTIONS]


def belongs(turn: Turn) -> Answers:
    """The answer to "Bij welke actie hoort dit?"."""
    message_id, _, action_id = turn.request.value.rpartition("|")
    action, _ = find.by_id(turn, action_id)
    place, where = turn.request.place, _where(turn, message_id)
    seen.alone(turn.session, where)
    stored = news.of_message(turn.session, place.platform, place.channel, message_id)
    if not stored:
        msg = "Dat bericht is er niet meer."
        raise Refusal(msg)
    _require(turn, action)
    news.edit(turn.session, stored[0].id, action_id=action.id, text=stored[0].text, at=stored[0].edited_at)
    seen.bury(turn.session, _CHOSEN + where, turn.now.instant)
    answers: list[Answer] = [Refresh(f"actie:{each.action_id}") for each in stored if each.action_id]
    answers += [React("vraag", on=False, message=message_id), React("gezien", message=message_id)]
    return [
        *answers,
        Refresh(f"actie:{action.id}"),
        Post(Card("bewaard", f"Bewaard bij {headline(action)}"), replace=True),
    ]


# --- following edits -------------------------------------------------------------------------------------------------


def _moved(turn: Turn, message: Message, old: news.Stored, found: Read) -> list[Answer]:
    action = found.items[0]
    is_new = (action.id, found.text) != (old.action_id, old.text)
    if is_new:
        _require(turn, action)
    news.edit(turn.session, old.id, action_id=action.id, text=found.text, at=turn.request.at)
    if not is_new:
        return []  # but an edit of before this one is late from now on
    answers: list[Answer] = [Refresh(f"actie:{action.id}")]
    if old.action_id is None:
        answers += [React("vraag", on=False, message=message.id), React("gezien", message=message.id)]
    elif old.action_id != action.id:
        answers.append(Refresh(f"actie:{old.action_id}"))
    return answers


def _unclear(turn: Turn, message: Message, old: news.Stored, found: Read) -> list[Answer]:
    """The edit does not say which item is meant. It is asked, unless somebody told us before or we have asked."""
    told = old.action_id if _is_told(turn, message, old, found) else None
    news.edit(turn.session, old.id, action_id=told, text=found.text, at=turn.request.at)
    if told is not None:
        return [Refresh(f"actie:{told}")]
    if old.action_id is None:
        return [_question(turn, message, found)] if found.items else []
    return [
        React("gezien", on=False, message=message.id),
        Refresh(f"actie:{old.action_id}"),
        React("vraag", message=message.id),
        _question(turn, message, found),
    ]


def _is_told(turn: Turn, message: Message, old: news.Stored, found: Read) -> bool:
    if not seen.buried_at(turn.session, _CHOSEN + _where(turn, message.id)):
        return False
    return not found.items or old.action_id in {action.id for action in found.items}


def _taken_back(turn: Turn, message: Message, stored: list[news.Stored]) -> list[Answer]:
    """After the edit it is no update any more; the older text must not become one either, should it still come."""
    seen.bury(turn.session, _EDITED + _where(turn, message.id), turn.request.at)
    signs: list[Answer] = [
        React("gezien" if each.action_id else "vraag", on=False, message=message.id) for each in stored
    ]
    return [*signs, *_removed(turn, stored)]


def _removed(turn: Turn, stored: list[news.Stored]) -> list[Answer]:
    for each in stored:
        news.delete(turn.session, each.id, turn.request.at)
    return [Refresh(f"actie:{each.action_id}") for each in stored if each.action_id]
