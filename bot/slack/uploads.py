"""Bring a card's pictures and files to Slack, for an installation that nobody can fetch them from.

Slack wants three steps: an address to upload to, the bytes, and the word that shares them. Nobody sees anything of the
first two, so they may be done again. The third is a message: what is unclear about it is looked up, never repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bot.doors.door import NotNow, Refused, Unclear
from bot.doors.texts import clipped, flat
from bot.slack import limits
from bot.slack.escape import shown
from bot.slack.web_api import WebApi
from handlers.cards import Card, File, Image, documents
from storage.documents import Document

Find: TypeAlias = Callable[[str], Awaitable[Document | None]]
"""Gives a kept document by its key, or None where it is gone."""

PAUSES: Final = (0.0, 0.3, 0.7, 1.0, 2.0)
"""Seconds before each look whether a shared file has arrived: Slack looks at it first, and may still drop it."""
_AGAIN: Final = 5.0
_TITLE: Final = 200
_GONE: Final = "het bestand is er niet meer"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that Slack has, and that nobody sees yet."""

    id: str
    title: str


class Uploads:
    """The files of cards on their way to Slack."""

    def __init__(self, api: WebApi, find: Find) -> None:
        self._api, self._find = api, find

    async def bring(self, card: Card, mark: str) -> list[Uploaded]:
        """Upload what a card shows; raises `NotNow`, or `Refused` where Slack or we will never have it.

        `mark` becomes part of the names: files carry no metadata by which they could be found again.
        """
        try:
            return [await self._one(each, mark) for each in documents(card)]
        except Unclear as error:
            raise NotNow(_AGAIN, str(error)) from error

    async def _one(self, element: File | Image, mark: str) -> Uploaded:
        document = await self._find(element.document)
        if document is None:
            raise Refused(_GONE)
        about: dict[str, object] = {"filename": _marked(document.name, mark), "length": len(document.body)}
        title = element.name if isinstance(element, File) else document.name.rpartition(".")[0]
        if isinstance(element, Image):
            about["alt_txt"] = clipped(shown(flat(element.alt)), limits.FILE_ALT)
        answer = await self._api.read("files.getUploadURLExternal", **about)
        await self._api.upload(str(answer.get("upload_url") or ""), document.body)
        return Uploaded(str(answer.get("file_id") or ""), clipped(flat(title), _TITLE))

    async def share(self, files: Iterable[Uploaded], channel: str, thread: str) -> str:
        """Post uploaded files together, and see them arrive; gives the id of that message."""
        listed = list(files)
        where = {"channel_id": channel} | ({"thread_ts": thread} if thread else {})
        shared = [{"id": each.id, "title": each.title} for each in listed]
        await self._api.call("files.completeUploadExternal", files=shared, **where)
        return await self._arrived(listed[0].id, channel)

    async def _arrived(self, file: str, channel: str) -> str:
        """Slack says "ok" before it shares a file, and now and then it does not share it at all."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                found = await self._api.read("files.info", file=file)
            except (NotNow, Unclear, Refused):
                continue
            if message := _message_in(found.get("file"), channel):
                return message
        msg = "not seen to be shared"
        raise Unclear(msg)


def _marked(name: str, mark: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    return f"{stem}-{mark}{dot}{ending}" if mark else name


def _message_in(file: object, channel: str) -> str:
    """The id of the message that shares a file in a channel; "" as long as there is none."""
    shares: Any = file.get("shares") if isinstance(file, Mapping) else None
    for places in shares.values() if isinstance(shares, Mapping) else ():
        for message in places.get(channel) or () if isinstance(places, Mapping) else ():
            if isinstance(message, Mapping) and message.get("ts"):
                return str(message["ts"])
    return ""
