"""Deliver answers: in the door's own response where it can hold them, else through the outbox or the worker."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypeAlias, assert_never

import msgspec

from handlers.cards import documents
from handlers.feature import (
    Account,
    Address,
    Answer,
    Ask,
    Asker,
    Channels,
    Direct,
    Here,
    InThread,
    Later,
    Now,
    Place,
    Post,
    React,
    Refresh,
    Request,
)
from storage import jobs, outbox, people, posted, tafels
from storage.database import Session

SPACING = timedelta(seconds=2)  # one edit per card per two seconds: what every platform allows
_LIFE = {"Ask": timedelta(seconds=3), "Post": timedelta(minutes=30), "React": timedelta(hours=1)}
_POSTED = timedelta(days=1)  # a message for everybody is worth sending later, a private answer is not

Sent: TypeAlias = Post | Ask | React
"""What a door has to send itself: the content of an outbox row."""


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the door gives back now, and the outbox rows that it may send right after the commit.

    `apart` says that this answers an anonymous action: the door gives all of it from memory, and keeps none of it.
    `redraws` says that a card changed that others see, so that whoever waits for that looks now.
    """

    inline: tuple[Answer, ...] = ()
    rows: tuple[int, ...] = ()
    apart: bool = False
    redraws: bool = False


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """The person who asked for a job, and the address for its answers."""

    address: Address
    person: int = 0


def deliver(session: Session, answers: Iterable[Answer], request: Request, person: int, now: Now) -> Reply:
    """Deliver every answer. The response holds one answer of a kind; the others become rows."""
    inline: list[Answer] = []
    rows: list[int] = []
    listed = list(answers)
    for answer in listed:
        if _fits(answer, request, inline) or _is_said(listed, request):
            inline.append(answer)
        else:
            rows.extend(_send(session, answer, Asked(request.address, person), now))
    return Reply(tuple(inline), tuple(rows), redraws=any(isinstance(answer, Refresh) for answer in listed))


def send(session: Session, answers: Iterable[Answer], asked: Asked | None, now: Now) -> None:
    """Queue the answers of the worker (a job, a digest); without an asker each names its own address."""
    for answer in answers:
        _send(session, answer, asked, now)


def fit(answers: Iterable[Answer], request: Request) -> bool:
    """Whether the door can give all of these in its response."""
    listed = list(answers)
    return _is_said(listed, request) or all(
        _fits(answer, request, listed[:number]) for number, answer in enumerate(listed)
    )


def _fits(answer: Answer, request: Request, inline: list[Answer]) -> bool:
    kind = type(answer).__name__
    if request.gives_all:
        return kind in request.inline and not (isinstance(answer, Post) and isinstance(answer.to, Channels | Direct))
    private = not isinstance(answer, Post) or (isinstance(answer.to, Asker) and not answer.once)
    if request.uploads and isinstance(answer, Post) and any(documents(answer.card)):
        return False
    return kind in request.inline and private and not any(type(other) is type(answer) for other in inline)


def _is_said(answers: list[Answer], request: Request) -> bool:
    """Whether all there is to answer is one sentence for the asker, and the door can say it in its response."""
    match answers:
        case [Post(card, Asker(), replace=False, once="")]:
            return request.says_one and not card.elements and card.sentence == card.title
        case _:
            return False


def _send(session: Session, answer: Answer, asked: Asked | None, now: Now) -> list[int]:
    match answer:
        case Refresh():
            posted.refresh(session, answer.key, now.instant, spacing=SPACING)
            return []
        case Later():
            jobs.enqueue(session, answer.task, answer.payload, msgspec.json.encode(asked).decode(), now.instant)
            return []
        case Post() | Ask() | React():
            return _post(session, answer, asked, now)
        case _:
            assert_never(answer)


def _post(session: Session, answer: Sent, asked: Asked | None, now: Now) -> list[int]:
    to = answer.to if isinstance(answer, Post) else Asker()
    match to:
        case Channels():
            links = [link for link in tafels.links_of(session, to.tafel) if to.link in (0, link.id)]
            addresses = [Address(Place(link.platform, link.channel), Account("")) for link in links]
        case Direct():
            addresses = direct(session, to.person, asked, to.account)
        case Asker() | Here() | InThread():
            return _reply(session, answer, to, asked, now)
        case _:
            assert_never(to)
    rows = [_once(session, answer, address, now) for address in addresses]
    return [row for row in rows if row is not None]


def direct(session: Session, person_id: int, asked: Asked | None, account: str = "") -> list[Address]:
    """The direct messages of a person: of this account, else where something was asked, else on the first we know."""
    accounts = people.used_accounts_of(session, [person_id]).get(person_id, ())
    platform = asked.address.place.platform if asked else ""
    near = next((each for each in accounts if each.startswith(f"{platform}:")), next(iter(accounts), ""))
    chosen = account if account in accounts else near
    if not chosen:
        return []
    where, _, who = chosen.partition(":")
    return [Address(Place(where, who, "direct"), Account(chosen))]


def _once(session: Session, answer: Sent, address: Address, now: Now) -> int | None:
    place = address.place
    once = answer.once if isinstance(answer, Post) else ""
    return outbox.put(
        session, "once", platform=place.platform, lane=place.channel, address=_json(address), content=_json(answer),
        now=now.instant, key=f"{once}:{place.platform}:{place.channel}" if once else None, about=_about(answer),
    )  # fmt: skip


def _reply(session: Session, answer: Sent, to: Asker | Here | InThread, asked: Asked | None, now: Now) -> list[int]:
    if asked is None:
        msg = "an answer without an asker must say where it goes"
        raise ValueError(msg)
    address = asked.address
    if address.place.platform == people.GUEST:
        return []  # a guest has the page that is open, and nothing that a message could go to
    everybody = isinstance(to, Here | InThread)
    life = _POSTED if everybody else _LIFE[type(answer).__name__]
    lane = address.place.channel if everybody else address.account.id
    row = outbox.put(
        session, "reply", platform=address.place.platform, lane=lane, address=_json(address),
        content=_json(answer), now=now.instant, expires=now.instant + life, about=_about(answer),
    )  # fmt: skip
    return [row] if row is not None else []


def _about(answer: Sent) -> str:
    """The living card that a message carries, by which it can be taken back."""
    return answer.card.key if isinstance(answer, Post) else ""


def _json(value: Address | Sent) -> str:
    return msgspec.json.encode(value).decode()


def decode_address(text: str) -> Address:
    return msgspec.json.decode(text, type=Address)


def decode_content(text: str) -> Sent:
    return msgspec.json.decode(text, type=Post | Ask | React)
