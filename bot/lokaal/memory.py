"""What the trial workspace keeps and reads, each function inside one transaction.

`keep_said`, `keep_edit` and `keep_answer` follow a gesture, `keep_sent` what the courier brings; whatever comes twice
is kept once. `place_of` and `message_of` say it as the bot knows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.app import App
from bot.doors.door import Gone, Refused, Sending
from bot.lokaal import tips
from bot.lokaal.addresses import BOT, PLATFORM, address, direct_of, number_of, visible
from bot.lokaal.visits import Gesture, Wrong
from bot.lokaal.words import read_typed
from handlers.cards import Card
from handlers.feature import Account, Ask, Asker, Attachment, InThread, Message, Place, Post, React, Registry
from handlers.pieces import Pieces, own, plain
from storage import demo, tafels
from storage.database import Session
from storage.demo import DIRECT, Said


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said, as the bot hears it; a slash command is no message."""

    said: Pieces
    addressed: bool
    message: Message | None = None
    files: tuple[Attachment, ...] = ()

    @property
    def words(self) -> str:
        return plain(self.said)


def place_of(session: Session, channel: str, account: Account) -> Place:
    if channel == DIRECT + BOT:
        return Place(PLATFORM, direct_of(account.id).removeprefix(DIRECT), "direct", account.name)
    tafel = tafels.by_key(session, channel)
    if tafel is None:
        raise Wrong(404, "Dit kanaal is er niet.")
    return Place(PLATFORM, tafel.key, "channel", tafel.name)


def keep_said(
    session: Session, *, registry: Registry, gesture: Gesture, text: str, uploads: list[tuple[str, bytes]], at: datetime
) -> Heard:
    """Keep a message with its files, once however often it arrives."""
    tips.said(session, text, registry)
    direct = gesture.place.kind == "direct"
    said, mentioned = read_typed(text, names(session), direct=direct)
    addressed = mentioned or text.startswith("/") or direct
    known = demo.by_key(session, gesture.id)
    kept = [] if known else [demo.keep_file(session, gesture.account.id, *each) for each in uploads]
    if text.startswith("/"):
        return Heard(own(said), addressed, files=_attachments(kept))
    thread = _root(session, gesture.thread, gesture)
    message = demo.say(
        session, gesture.conversation, at=at, account=gesture.account.id, text=text, thread=thread, key=gesture.id
    )
    demo.attach(session, message, [file.id for file in kept])
    kept = kept or demo.files_of(session, [message]).get(message, [])
    written = demo.get(session, message)
    about = message_of(written, gesture.account, said) if written else None
    return Heard(own(said), addressed, about, _attachments(kept))


def names(session: Session) -> dict[str, str]:
    """What the people of the workspace are called, by account."""
    return {account: person.name for account, person in demo.accounts(session)}


def _attachments(files: Sequence[demo.File]) -> tuple[Attachment, ...]:
    return tuple(Attachment(each.id, each.name, each.size, f"/lokaal/bestand/{each.id}") for each in files)


def _root(session: Session, thread: str, gesture: Gesture) -> int | None:
    """The message that a thread hangs on."""
    if not thread:
        return None
    said = demo.get(session, number_of(thread))
    if said is None or said.conversation != gesture.conversation or not visible(said, gesture.account.id):
        raise Wrong(404, "Deze draad is er niet meer.")
    return said.thread or said.id


def message_of(written: Said, account: Account | None, said: Pieces) -> Message:
    channel = DIRECT + BOT if written.conversation.startswith(DIRECT) else written.conversation
    url = address(channel, draad=written.thread or written.id)
    return Message(str(written.id), plain(said), str(written.thread or ""), url, account, said)


def keep_edit(session: Session, *, gesture: Gesture, own_message: Said, text: str, at: datetime) -> Message:
    if text != own_message.text:
        demo.edit(session, own_message.id, text, at)
    said, _ = read_typed(text, names(session), direct=gesture.place.kind == "direct")
    return message_of(own_message, gesture.account, said)


def keep_answer(session: Session, *, gesture: Gesture, post: Post | None, at: datetime) -> None:
    """Keep an answer for one person: in the place of the card that was pressed where it says so and can."""
    demo.touch(session, gesture.conversation)
    if post is None:
        return
    card, pressed = as_json(post.card), demo.get(session, number_of(gesture.message))
    if post.replace and pressed and _is_own_card(pressed, gesture) and demo.redraw(session, pressed.id, card):
        return
    key, thread = f"{gesture.id}:answer", number_of(gesture.thread) or None
    private_for = "" if gesture.place.kind == "direct" else gesture.account.id
    kept = demo.say(session, gesture.conversation, at=at, card=card, thread=thread, private_for=private_for, key=key)
    demo.redraw(session, kept, card)


def _is_own_card(said: Said, gesture: Gesture) -> bool:
    private = said.private_for == gesture.account.id or said.conversation == direct_of(gesture.account.id)
    return private and not said.account and said.conversation == gesture.conversation


def as_json(card: Card) -> str:
    return msgspec.json.encode(card).decode()


def sent_key(sending: Sending) -> str | None:
    return f"sent:{sending.key}" if sending.key else None


def keep_sent(session: Session, *, sending: Sending, app: App) -> str:
    """Keep what the courier brings; the same thing twice is the same message."""
    content, where = sending.content, sending.address
    if isinstance(content, React):
        if not demo.react(session, number_of(content.message or where.message), content.sign, on=content.on):
            raise Gone(where.message)
        return ""
    if isinstance(content, Ask):
        msg = "a form opens only as the answer to what somebody does"
        raise Refused(msg)
    direct = where.place.kind == "direct"
    thread = where.thread or (where.message if isinstance(content.to, InThread) else "")
    private = isinstance(content.to, Asker) and not direct
    message = demo.say(
        session, DIRECT + where.place.channel if direct else where.place.channel, card=as_json(content.card),
        at=app.clock().instant, thread=number_of(thread) or None, private_for=where.account.id if private else "",
        key=sent_key(sending),
    )  # fmt: skip
    return str(message)
