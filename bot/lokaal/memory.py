"""What the trial workspace keeps and reads, each function inside one transaction.

`keep_said`, `keep_edit` and `keep_answer` follow a gesture, `keep_sent` what the courier brings; whatever comes twice
is kept once. `place_of` and `message_of` say it as the bot knows it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.app import App
from bot.doors.door import Gone, Refused, Sending
from bot.lokaal import tips
from bot.lokaal.addresses import BOT, MENTION, PLATFORM, address, direct_of, number_of, visible
from bot.lokaal.visits import Gesture, Wrong
from handlers.cards import Card
from handlers.feature import Account, Ask, Asker, Attachment, InThread, Message, Place, Post, React
from storage import demo, tafels
from storage.database import Session
from storage.demo import DIRECT, Said


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said, as the bot hears it; a slash command is no message."""

    words: str
    addressed: bool
    message: Message | None = None
    files: tuple[Attachment, ...] = ()


def place_of(session: Session, channel: str, account: Account) -> Place:
    if channel == DIRECT + BOT:
        return Place(PLATFORM, direct_of(account.id).removeprefix(DIRECT), "direct", account.name)
    tafel = tafels.by_key(session, channel)
    if tafel is None:
        raise Wrong(404, "Dit kanaal is er niet.")
    return Place(PLATFORM, tafel.key, "channel", tafel.name)


def passed_on(text: str, accounts: set[str]) -> tuple[str, bool]:
    """Words with the people in them as identities, and whether they mention the bot."""

    def named(match: re.Match[str]) -> str:
        account = f"{PLATFORM}:{match[1].lower()}"
        return f"@{account}" if account in accounts else str(match[0])

    without = MENTION.sub(lambda match: "" if match[1].lower() == BOT else match[0], text)
    return MENTION.sub(named, without).strip(), without != text


def keep_said(
    session: Session, *, gesture: Gesture, text: str, uploads: list[tuple[str, bytes]], at: datetime
) -> Heard:
    """Keep a message with its files, once however often it arrives."""
    tips.said(session, text)
    words, mentioned = passed_on(text, set(dict(demo.accounts(session))))
    addressed = mentioned or text.startswith("/") or gesture.place.kind == "direct"
    known = demo.by_key(session, gesture.id)
    kept = [] if known else [demo.keep_file(session, gesture.account.id, *each) for each in uploads]
    if text.startswith("/"):
        return Heard(words, addressed, files=_attachments(kept))
    thread = _root(session, gesture.thread, gesture)
    message = demo.say(
        session, gesture.conversation, at=at, account=gesture.account.id, text=text, thread=thread, key=gesture.id
    )
    demo.attach(session, message, [file.id for file in kept])
    kept = kept or demo.files_of(session, [message]).get(message, [])
    said = demo.get(session, message)
    return Heard(words, addressed, message_of(said, gesture.account, words) if said else None, _attachments(kept))


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


def message_of(said: Said, account: Account | None, words: str) -> Message:
    channel = DIRECT + BOT if said.conversation.startswith(DIRECT) else said.conversation
    url = address(channel, draad=said.thread or said.id)
    return Message(str(said.id), words, str(said.thread or ""), url, account)


def keep_edit(session: Session, *, gesture: Gesture, own: Said, text: str, at: datetime) -> tuple[str, Message]:
    if text != own.text:
        demo.edit(session, own.id, text, at)
    words, _ = passed_on(text, set(dict(demo.accounts(session))))
    return words, message_of(own, gesture.account, words)


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
