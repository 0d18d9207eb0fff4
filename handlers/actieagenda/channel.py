"""News from the channel: messages that name an item, answers under its card, or start with "update".

Other messages are not stored. A message may be delivered twice, after its edit, or after its deletion. The time of the
edit decides which text counts, and a deletion wins unless the message was restored later (`storage.messages`).
"""

from datetime import datetime

from handlers import roles
from handlers.actieagenda import change, find, reading, rights
from handlers.actieagenda.callbacks import BELONGS, TO_BUSY, TO_DONE, TO_DROPPED, TO_WAITING, Belonging
from handlers.actieagenda.reading import News, Read
from handlers.actieagenda.words import headline
from handlers.cards import Buttons, Card, Note, line
from handlers.dutch import listed, shortened
from handlers.feature import IN_THREAD, Answer, Answers, Callback, Message, Post, React, Refresh, Refusal, Turn
from storage import agenda, messages, news, seen, tafels
from storage.actions import Action, Status
from storage.tafels import Tafel

_OPTIONS = 25


def heard(turn: Turn) -> Answers:
    """A message in a linked channel, or one to the bot itself."""
    message = turn.request.message
    if message is None:
        return None
    where = _where(turn, message.id)
    seen.alone(turn.session, where)
    before = messages.find_state(turn.session, where)
    if before.deleted_at or before.no_news_at or _stored(turn, message):
        return None
    found = reading.read(turn, message)
    return _keep(turn, message, found) if found else None


def edited(turn: Turn) -> Answers:
    """Follow an edit: the news changes its text, moves to another item, begins, or stops."""
    message = turn.request.message
    if message is None:
        return None
    seen.alone(turn.session, _where(turn, message.id))
    stored = _stored(turn, message)
    if turn.request.restored and _is_heard(turn):
        _dug_up(turn, _where(turn, message.id))
    if _is_late(turn, message, stored) or not (stored or _is_heard(turn)):
        return None
    found = reading.read(turn, message)
    if found is None:
        return _taken_back(turn, message, stored)
    if not stored:
        return _keep(turn, message, found)
    return _moved(turn, message, stored, found.news) if found.news else _unclear(turn, message, stored, found)


def deleted(turn: Turn) -> Answers:
    """Withdraw the news of a deleted message, and leave a tombstone for when the message itself still comes."""
    message = turn.request.message
    if message is None:
        return None
    seen.alone(turn.session, _where(turn, message.id))
    stored = _stored(turn, message)
    if _is_back(turn, message) or not (stored or _is_heard(turn)):
        return None
    messages.note_state(turn.session, _where(turn, message.id), deleted_at=turn.request.at)
    return _removed(turn, stored)


def _is_back(turn: Turn, message: Message) -> bool:
    """Whether the message was put back after this deletion, which then comes too late."""
    back = messages.find_state(turn.session, _where(turn, message.id)).restored_at
    return back is not None and turn.request.at <= back


def _dug_up(turn: Turn, where: str) -> None:
    """Remove the tombstone of a restored message, unless it was deleted again later."""
    messages.note_state(turn.session, where, restored_at=turn.request.at)
    gone = messages.find_state(turn.session, where).deleted_at
    if gone is not None and gone <= turn.request.at:
        messages.undelete(turn.session, where)


def _is_heard(turn: Turn) -> bool:
    """Whether messages here are read at all."""
    return turn.tafel is not None or turn.request.place.kind == "direct"


def _is_late(turn: Turn, message: Message, stored: list[news.Stored]) -> bool:
    """Whether the message was deleted, or edited later than this."""
    before = messages.find_state(turn.session, _where(turn, message.id))
    if before.deleted_at:
        return True
    last = stored[0].edited_at if stored else before.no_news_at
    return last is not None and turn.request.at <= last


def _where(turn: Turn, message_id: str) -> str:
    return f"{turn.request.place.platform}:{turn.request.place.channel}:{message_id}"


def _stored(turn: Turn, message: Message) -> list[news.Stored]:
    place = turn.request.place
    return news.of_message(turn.session, place.platform, place.channel, message.id)


# --- keeping ---------------------------------------------------------------------------------------------------------


def _keep(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Store what is clear and acknowledge it with a reaction; ask in the thread about the rest."""
    if not found.news:
        return _ask(turn, message, found)
    for each in found.news:
        _require(turn, each.action)
        _add(turn, message, each.action, each.text)
    refreshed = [Refresh(f"actie:{each.action.id}") for each in found.news]
    return [React("gezien", message=message.id), *refreshed, *_offers(found.news)]


def _require(turn: Turn, action: Action) -> None:
    roles.require(turn, rights.NEWS, tafels.by_id(turn.session, action.tafel_id))


def _add(turn: Turn, message: Message, action: Action | None, text: str) -> None:
    place = turn.request.place
    news.add(
        turn.session, action, text, by=turn.person.id, now=turn.request.at, platform=place.platform,
        channel=place.channel, message=message.id, url=message.url,
    )  # fmt: skip


_PRESSES: dict[Status, Callback[int]] = {
    "klaar": TO_DONE, "wacht": TO_WAITING, "bezig": TO_BUSY, "vervallen": TO_DROPPED,
}  # fmt: skip


def _offers(found: tuple[News, ...]) -> list[Answer]:
    """Offer the status that the news would give an item, for a person to confirm."""
    return [Post(_offer(each.action, each.status), IN_THREAD) for each in found if each.status in _PRESSES]


def _offer(action: Action, status: Status) -> Card:
    pressed = _PRESSES[status].button(f"Zet op {status}", action.id, style="primary")
    return Card("aanbod", f"Zal ik {action.key} op {status} zetten?", (Buttons((pressed,)),))


def _ask(turn: Turn, message: Message, found: Read) -> list[Answer]:
    """Keep the news without an item, and ask in the thread which one is meant."""
    _add(turn, message, None, found.text)
    return [React("vraag", message=message.id), _question(turn, message, found)]


def _question(turn: Turn, message: Message, found: Read) -> Post:
    choices = found.choices or tuple(_likely(turn))
    if not choices:
        msg = "Er zijn nog geen open acties waar dit nieuws bij kan horen. Maak er een met `/actie nieuw ...`."
        raise Refusal(msg)
    options = [
        BELONGS.option(Belonging(message.id, (action.id,)), shortened(headline(action), 70)) for action in choices
    ]
    if found.choices:
        every = Belonging(message.id, tuple(action.id for action in choices))
        label = f"Bij {listed([action.key for action in choices])}"
        options.append(BELONGS.option(every, shortened(label, 70)))
    note = Note(line("Kies, of begin je bericht voortaan met het nummer van de actie."))
    choice = BELONGS.choice("Bij welke actie hoort dit?", options)
    return Post(Card("welke", "Bij welke actie hoort dit nieuws?", (choice, note)), IN_THREAD)


def _likely(turn: Turn) -> list[Action]:
    """Open items of this tafel, one's own first."""
    tafel: Tafel = turn.here
    every = agenda.listed(turn.session, agenda.open_ones(agenda.of_tafel(tafel.id)), most=200)
    return sorted(every, key=lambda action: not change.owns(turn, action))[:_OPTIONS]


def belongs(turn: Turn, chosen: Belonging) -> Answers:
    """The answer to "Bij welke actie hoort dit?"; it can be more than one."""
    found = [find.by_id(turn, each)[0] for each in dict.fromkeys(chosen.actions)]
    place, where = turn.request.place, _where(turn, chosen.message)
    seen.alone(turn.session, where)
    stored = news.of_message(turn.session, place.platform, place.channel, chosen.message)
    if not stored:
        msg = "Dat bericht is er niet meer."
        raise Refusal(msg)
    for action in found:
        _require(turn, action)
    text = stored[0].text
    _put(turn, stored, {action.id: text for action in found}, at=stored[0].edited_at)
    messages.note_state(turn.session, where, chosen_at=turn.now.instant)
    return [
        *(Refresh(f"actie:{each.action_id}") for each in stored if each.action_id),
        React("vraag", on=False, message=chosen.message),
        React("gezien", message=chosen.message),
        *(Refresh(f"actie:{action.id}") for action in found),
        Post(Card("bewaard", f"Opgeslagen bij {listed([headline(action) for action in found])}"), replace=True),
    ]


def _put(turn: Turn, stored: list[news.Stored], wanted: dict[int, str], *, at: datetime) -> None:
    """Make a message the news of these items and no others; what was stored of it moves along."""
    spare = [each for each in stored if each.action_id not in wanted]
    mine = {each.action_id: each for each in stored}
    for action_id, text in wanted.items():
        row = mine.get(action_id) or (spare.pop(0) if spare else None)
        if row is not None:
            news.edit(turn.session, row.id, action_id=action_id, text=text, at=at)
        else:
            news.repeat(turn.session, stored[0].id, action_id=action_id, text=text, at=at)
    for row in spare:
        news.delete(turn.session, row.id, at)


# --- following edits -------------------------------------------------------------------------------------------------


def _moved(turn: Turn, message: Message, stored: list[news.Stored], found: tuple[News, ...]) -> list[Answer]:
    wanted = {each.action.id: each.text for each in found}
    before = {each.action_id: each.text for each in stored}
    is_new = wanted != before
    if is_new:
        for each in found:
            _require(turn, each.action)
    _put(turn, stored, wanted, at=turn.request.at)
    if not is_new:
        return []  # but an edit of before this one is late from now on
    touched = dict.fromkeys([*wanted, *before])
    answers: list[Answer] = [Refresh(f"actie:{action_id}") for action_id in touched if action_id]
    if None in before:
        answers += [React("vraag", on=False, message=message.id), React("gezien", message=message.id)]
    return answers + _offers(tuple(each for each in found if before.get(each.action.id) != each.text))


def _unclear(turn: Turn, message: Message, stored: list[news.Stored], found: Read) -> list[Answer]:
    """Ask which item an edited message is about, unless a person chose one before or was asked already."""
    told = [each.action_id for each in stored if each.action_id] if _is_told(turn, message, stored, found) else []
    if told:
        _put(turn, stored, dict.fromkeys(told, found.text), at=turn.request.at)
        return [Refresh(f"actie:{each}") for each in told]
    first, *rest = stored
    news.edit(turn.session, first.id, action_id=None, text=found.text, at=turn.request.at)
    for each in rest:
        news.delete(turn.session, each.id, turn.request.at)
    if first.action_id is None:
        return [_question(turn, message, found)] if found.choices else []
    return [
        React("gezien", on=False, message=message.id),
        *(Refresh(f"actie:{each.action_id}") for each in stored if each.action_id),
        React("vraag", message=message.id),
        _question(turn, message, found),
    ]


def _is_told(turn: Turn, message: Message, stored: list[news.Stored], found: Read) -> bool:
    if not messages.find_state(turn.session, _where(turn, message.id)).chosen_at:
        return False
    chosen = {each.action_id for each in stored}
    return not found.choices or chosen <= {action.id for action in found.choices}


def _taken_back(turn: Turn, message: Message, stored: list[news.Stored]) -> list[Answer]:
    """Withdraw the news of a message that became none by an edit, and note it, so that an older event does not bring it
    back."""
    messages.note_state(turn.session, _where(turn, message.id), no_news_at=turn.request.at)
    signs: list[Answer] = [
        React("gezien" if each.action_id else "vraag", on=False, message=message.id) for each in stored
    ]
    return [*signs, *_removed(turn, stored)]


def _removed(turn: Turn, stored: list[news.Stored]) -> list[Answer]:
    for each in stored:
        news.delete(turn.session, each.id, turn.request.at)
    return [Refresh(f"actie:{each.action_id}") for each in stored if each.action_id]
