"""Run an anonymous action: two transactions that share nothing, and an answer that is never stored.

First who this is and whether they may, committed; then what they chose, in a transaction that can touch the feature's
own ballots only. The answer is sent from memory. A process that dies between the two has stored nothing of the choice:
a person who hears nothing submits again, and the signed revision in the form makes both one. Why:
docs/decisions/0013-anonymous-actions.md.
"""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, Protocol, TypeVar

import structlog

from bot.background.rounds import where
from bot.live import Live
from bot.serving.signing import Signer
from bot.settings import Settings
from handlers import anonymous, dispatch
from handlers.anonymous import Admitted, Declared, Ticket
from handlers.answer import Answer, Ask, Refresh, Refusal
from handlers.delivery import SPACING, Reply
from handlers.feature import Now, Registry
from handlers.request import Request
from storage import posted
from storage.apart import Apart, write_apart
from storage.database import Database, Session, Unavailable
from storage.vault import Vault

T = TypeVar("T")
TICKET: Final = "anoniem formulier"
_AHEAD: Final = SPACING / 2
"""How far ahead: the clock of the process that draws may differ so much from ours."""
log = structlog.get_logger()


class Parts(Protocol):
    """What this needs of the app."""

    settings: Settings
    db: Database
    registry: Registry
    live: Live
    redraws: dict[str, datetime]

    @property
    def clock(self) -> Callable[[], Now]:
        """What gives the moment."""
        ...

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do work in the writer's turn."""
        ...


async def answer(app: Parts, request: Request, declaration: Declared) -> Reply:
    """Handle an anonymous request; never raises, like `App.answer`."""
    try:
        answers = await _two_steps(app, request, declaration)
    except Exception as error:  # noqa: BLE001 - this is the error rule of the house
        return Reply(_explained(error, request, _logged(error, request)), apart=True)
    await _redraw(app, [each.key for each in answers if isinstance(each, Refresh)])
    return Reply(tuple(each for each in answers if not isinstance(each, Refresh)), apart=True)


async def _two_steps(app: Parts, request: Request, declaration: Declared) -> tuple[Answer, ...]:
    now, signer = app.clock(), Signer(app.settings.tafelbot_geheim)
    ticket = _ticket(request, now, signer)
    subject = ticket.subject if ticket else request.value.partition(":")[0]
    plain = anonymous.without_contents(request, subject)
    admitted = await app.write(lambda session: dispatch.admit(session, plain, app.registry, now, declaration.action))
    revision = ticket.revision if ticket else anonymous.revision_of(request.at)
    answers, newest = await _alone(app, request, declaration, admitted, revision)
    opened = max(anonymous.revision_of(now.instant), newest + 1)
    sign, account = partial(signer.sign, purpose=TICKET), request.account.id
    return tuple(anonymous.signed(each, app.registry.anonymous, account, opened, sign) for each in answers)


def _ticket(request: Request, now: Now, signer: Signer) -> Ticket | None:
    if request.kind != "submit":
        return None
    return anonymous.read_ticket(request, now, partial(signer.verify, purpose=TICKET))


async def _alone(
    app: Parts, request: Request, declaration: Declared, admitted: Admitted, revision: int
) -> tuple[tuple[Answer, ...], int]:
    """The second step; gives the answers, and the highest revision of the asker's own that it read."""

    def work(apart: Apart) -> tuple[tuple[Answer, ...], int]:
        return anonymous.act(apart, request, declaration, admitted, revision), apart.newest

    vault, tables = Vault(app.settings.tafelbot_geheim), declaration.feature.touched
    try:
        return await asyncio.wrap_future(write_apart(app.db, tables, vault, work))
    except Unavailable as error:
        if error.why != "unsure":
            raise
    # nobody knows whether that was stored: with the same revision the second time changes nothing if it was
    return await asyncio.wrap_future(write_apart(app.db, tables, vault, work))


async def _redraw(app: Parts, keys: list[str]) -> None:
    """Have cards redrawn, in a third transaction: that a card changed says nothing about anybody.

    One that waits already for a moment that is well ahead will be drawn with this change in it, so that a room in which
    everybody votes does not write that down for every vote. One that is not redrawn now is at the next change.
    """
    now = app.clock().instant
    try:
        for key in keys:
            if not _AHEAD < app.redraws.get(key, now) - now <= SPACING:
                app.redraws[key] = await app.write(partial(posted.refresh, key=key, now=now, spacing=SPACING))
    except Unavailable as error:
        log.warning("card not redrawn", why=error.why)
    app.live.ring()


def _explained(error: Exception, request: Request, reference: str) -> tuple[Answer, ...]:
    """What people hear; a form that was refused keeps its ticket, because it was not used."""
    if isinstance(error, Refusal) and error.form is None and request.kind == "submit":
        error = Refusal(error.text, form=dispatch.sentence_with_words(request, error.text))
    answers = dispatch.explain(error, request, reference)
    return tuple(_with_ticket(each, request) for each in answers)


def _with_ticket(answer: Answer, request: Request) -> Answer:
    if isinstance(answer, Ask) and answer.form.action and answer.form.action == request.action:
        return Ask(anonymous.promised(answer.form, request.value))
    return answer


def _logged(error: Exception, request: Request) -> str:
    """Log an error without person, input or message; returns the reference."""
    reference = secrets.token_hex(4)
    facts = {"kind": request.kind, "platform": request.place.platform, "action": request.action}
    if isinstance(error, Refusal):
        log.info("refused", **facts)
    elif isinstance(error, Unavailable):
        log.warning("database unavailable", why=error.why, **facts)
    else:
        error_name = type(error).__name__
        log.error("anonymous action failed", reference=reference, error=error_name, at=where(error), **facts)
    return reference
