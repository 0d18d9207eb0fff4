"""Know our own messages again: each carries a label in its metadata that says nothing to anybody else.

A label is made from the key of what is sent and the installation's secret. `history` walks through a channel, and
`Labels.find` says which parts of a message are in it already.
"""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from bot.doors.door import CannotTell, NotNow, Refused, Unclear
from bot.serving.signing import Signer
from bot.slack.web_api import WebApi

History: TypeAlias = AsyncGenerator[Mapping[str, Any], None]

EVENT: Final = "tafelbot"
_PURPOSE: Final = "slack bericht"
_MARGIN: Final = timedelta(seconds=60)  # what Slack's clock and ours may differ
_PAGES, _PAGE = 20, 200
_AGAIN: Final = 5.0


class Labels:
    """The labels of one installation."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def metadata(self, key: str, part: int) -> dict[str, Any]:
        """What marks a part of a message; nothing without a key."""
        if not key:
            return {}
        label = self._signer.mark(_name(key, part), _PURPOSE)
        return {"metadata": {"event_type": EVENT, "event_payload": {"key": label}}}

    def file_mark(self, key: str, part: int) -> str:
        """What marks a part that is files, in their names; nothing without a key."""
        return short(self._signer.mark(_name(key, part), _PURPOSE)) if key else ""

    async def find(self, history: History, key: str, parts: int) -> dict[int, str]:
        """The ids of the parts that are there."""
        arrived: dict[int, str] = {}
        async with aclosing(history):
            async for message in history:
                label, names = _label(message), _file_names(message)
                if not (label or names):
                    continue
                named = [part for part in range(parts) if self._is_part(_name(key, part), label, names)]
                arrived |= dict.fromkeys(named, str(message.get("ts")))
                if len(arrived) == parts:
                    break
        return arrived

    def _is_part(self, name: str, label: str, file_names: list[str]) -> bool:
        if label and self._signer.is_mark(label, name, _PURPOSE):
            return True
        marks = [short(mark) for mark in self._signer.marks(name, _PURPOSE)] if file_names else []
        return any(f"-{mark}" in each for mark in marks for each in file_names)


async def history(api: WebApi, channel: str, thread: str, first_try: datetime) -> History:
    """The messages of a channel or a thread since just before the first attempt."""
    since = f"{(first_try - _MARGIN).timestamp():.6f}"
    where: dict[str, object] = {"channel": channel, "include_all_metadata": True, "oldest": since, "limit": _PAGE}
    method, cursor = "conversations.history", ""
    if thread:
        method, where["ts"] = "conversations.replies", thread
    for _ in range(_PAGES):
        page = await _read(api, method, where | ({"cursor": cursor} if cursor else {}))
        for message in page.get("messages") or ():
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise CannotTell


async def _read(api: WebApi, method: str, where: Mapping[str, object]) -> Mapping[str, Any]:
    """Call a method that reads, which may always be repeated; where Slack refuses, a person has to look."""
    try:
        return await api.read(method, **where)
    except Unclear as error:
        raise NotNow(_AGAIN, str(error)) from error
    except Refused as error:
        raise CannotTell from error


def short(mark: str) -> str:
    """A mark that fits in the name of a file."""
    return hashlib.sha256(mark.encode()).hexdigest()[:12]


def _name(key: str, part: int) -> str:
    return f"{key}#{part}" if part else key


def _file_names(message: Mapping[str, Any]) -> list[str]:
    """What the files that a message shares are called."""
    files = message.get("files")
    listed = files if isinstance(files, list) else ()
    return [str(each.get("name") or "") for each in listed if isinstance(each, dict)]


def _label(message: Mapping[str, Any]) -> str:
    """The label in a message's metadata; anybody may have written anything there."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT:
        return ""
    payload = metadata.get("event_payload")
    return str(payload.get("key") or "") if isinstance(payload, dict) else ""
