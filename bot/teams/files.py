"""Files for people: offered in somebody's own chat for their own storage, and brought there once they agree.

The link on the card works everywhere and is enough; this is for who wants to keep a file. Only the owner of a document
gets it, and it goes to Microsoft's storage and nowhere else.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
import msgspec
import structlog

from bot.app import App
from bot.doors.door import NotNow, Refused, TooLarge
from bot.serving.signing import Signer
from bot.teams import cards
from bot.teams.edge import is_at
from bot.teams.payloads import Activity, Consent, UploadTo
from bot.teams.references import PLATFORM, entra_of
from bot.teams.sdk import Microsoft
from bot.teams.service import Service, activities
from handlers import delivery
from handlers.answer import Post
from handlers.cards import Card, File
from handlers.delivery import Asked
from handlers.request import Account, Address, Place
from storage import documents
from storage.database import Unavailable
from storage.documents import Document

CONSENT: Final = "application/vnd.microsoft.teams.card.file.consent"
ADAPTIVE: Final = "application/vnd.microsoft.card.adaptive"
INFO: Final = "application/vnd.microsoft.teams.card.file.info"
_PURPOSE: Final = "teams upload"
_BRIEFLY: Final = 30.0  # seconds for a file
_NOT_THERE: Final = "Dit bestand is er niet meer, of het is niet van jou. Vraag het opnieuw."
_NOT_NOW: Final = "Ik kan nu niet bij de bestanden. Probeer het over een minuut nog eens."
_NOT_BROUGHT: Final = "Het bestand kwam niet aan in je OneDrive. De link op de kaart werkt wel."
_ENDING: Final = re.compile(r"[a-z0-9]{1,8}")
log = structlog.get_logger()


class Files:
    """The files of this installation, on their way to and from Teams."""

    def __init__(self, app: App, signer: Signer, microsoft: Microsoft, service: Callable[[], Service]) -> None:
        self._app, self._signer, self._microsoft, self._service = app, signer, microsoft, service

    async def offers(self, card: Card, user: str) -> list[dict[str, Any]]:
        """The messages that offer a card's files to a person."""
        keys = [each.document for each in card.elements if isinstance(each, File)]
        found = [await self._document(key) for key in keys]
        return [self._offer(document, user) for document in found if document]

    def _offer(self, document: Document, user: str) -> dict[str, Any]:
        context = {"besloten": self._signer.sign(f"{user} {document.key}", _PURPOSE)}
        content = {
            "description": "Bewaar dit bestand in je eigen OneDrive. De link hierboven werkt ook.",
            "sizeInBytes": len(document.body), "acceptContext": context, "declineContext": context,
        }  # fmt: skip
        attached = {"contentType": CONSENT, "name": document.name, "content": content}
        return {"type": "message", "summary": document.name, "attachments": [attached]}

    async def _document(self, key: str) -> Document | None:
        now = self._app.clock().instant
        return await self._app.read(lambda session: documents.get(session, key, now))

    async def answered(self, activity: Activity) -> None:
        """Upload a file that a person wants, or remove the offer; obstacles are told in their chat."""
        who, there = activity.from_, activities(activity.conversation.id)
        user = (entra_of(who) or who.id) if who else ""
        try:
            offered = await self._offered(activity.value, {user, who.id if who else ""})
            payload = await self._brought(*offered) if offered else _sentence(_NOT_THERE)
        except Unavailable:
            offered, payload = None, _sentence(_NOT_NOW)
        except (NotNow, Refused) as error:
            log.warning("file not brought", error=str(error))
            offered, payload = None, _sentence(_NOT_BROUGHT)
        if payload is not None:
            await self._told(activity.serviceUrl, there, user, payload)
        if offered and activity.replyToId:
            offer = activities(activity.conversation.id, activity.replyToId)
            await self._service().delete(activity.serviceUrl, offer)

    async def _told(self, base: str, there: str, user: str, payload: dict[str, Any]) -> None:
        """Send a message, or queue it: nobody notices a new file without one."""
        try:
            await self._service().post(base, there, payload)
        except NotNow as error:
            log.info("said later", error=str(error))
            post, address = (
                Post(Card("bestand", payload["summary"])),
                Address(Place(PLATFORM, user, "direct"), _of(user)),
            )
            asked, now = Asked(address), self._app.clock()
            await self._app.write(lambda session: delivery.send(session, [post], asked, now))

    async def _offered(self, value: object, users: set[str]) -> tuple[Document, UploadTo | None] | None:
        """The file that a person answers about, and where it goes if they want it; None when it is not theirs."""
        try:
            consent = msgspec.convert(value, Consent)
        except (msgspec.ValidationError, RecursionError):
            return None
        context = consent.context if isinstance(consent.context, Mapping) else {}
        text = self._signer.verify(str(context.get("besloten")), _PURPOSE) or ""
        owner, _, key = text.rpartition(" ")
        document = await self._document(key) if owner in users and key else None
        if document is None:
            return None
        return document, consent.upload_info if consent.action == "accept" else None

    async def _brought(self, document: Document, to: UploadTo | None) -> dict[str, Any] | None:
        """Upload a file; returns the message that links to it. Raises `Refused` or `NotNow`."""
        if to is None:
            return None
        if not is_at(to.upload_url, self._microsoft.file_hosts, self._microsoft.scheme):
            msg = "not a storage of Microsoft's"
            raise Refused(msg)
        last = len(document.body) - 1
        headers = {"Content-Range": f"bytes 0-{last}/{last + 1}", "Content-Type": "application/octet-stream"}
        await _asked(lambda client: client.put(to.upload_url, content=document.body, headers=headers))
        ending = document.name.rpartition(".")[2].lower()
        content = {"uniqueId": to.unique_id, "fileType": ending if _ENDING.fullmatch(ending) else "bin"}
        attached = {"contentType": INFO, "name": document.name, "contentUrl": to.content_url, "content": content}
        return {"type": "message", "summary": f"{document.name} staat in je OneDrive", "attachments": [attached]}

    async def fetch(self, url: str, most: int) -> bytes:
        """The bytes of a file that a person sent."""
        if not is_at(url, self._microsoft.file_hosts, self._microsoft.scheme):
            msg = "not a file of Microsoft's"
            raise Refused(msg)
        body = b""
        try:
            async with (
                asyncio.timeout(_BRIEFLY),  # httpx counts each piece by itself
                httpx.AsyncClient(timeout=_BRIEFLY) as client,
                client.stream("GET", url) as response,
            ):
                _later(response)
                _check(response)
                async for chunk in response.aiter_bytes(64 * 1024):
                    body += chunk
                    if len(body) > most:
                        msg = "file too large"
                        raise TooLarge(msg)
        except (httpx.HTTPError, TimeoutError) as error:
            raise NotNow(5, type(error).__name__) from None
        return body


def _of(user: str) -> Account:
    return Account(f"{PLATFORM}:{user}")


def _sentence(text: str) -> dict[str, Any]:
    [card] = cards.message(Card("bestand", text), lambda _document: "")
    return {"type": "message", "summary": text, "attachments": [{"contentType": ADAPTIVE, "content": card}]}


async def _asked(call: Callable[[httpx.AsyncClient], Any]) -> None:
    try:
        async with httpx.AsyncClient(timeout=_BRIEFLY) as client:
            _check(await call(client))
    except httpx.HTTPError as error:
        raise NotNow(5, type(error).__name__) from None


def _later(response: httpx.Response) -> None:
    """A storage that is busy or broken may have the file in a moment."""
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise NotNow(5, f"status {response.status_code}")


def _check(response: httpx.Response) -> None:
    if not response.is_success:
        msg = f"status {response.status_code}"
        raise Refused(msg)
