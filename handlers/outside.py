"""What work needs of the world outside, as values: where figures are fetched, and the files that people sent."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.answer import Refusal
from handlers.request import Attachment


def _nothing(_platform: str, _file: Attachment) -> bytes:
    msg = "Bestanden ophalen kan hier niet."
    raise Refusal(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What work needs of the world outside, as values; without them nothing looks outside.

    `cbs_url` is where figures of CBS are, "" where none are fetched. `fetch` gives the bytes of a file that somebody
    sent on a platform: call it before the first write, so that nobody waits for it.
    """

    cbs_url: str = ""
    fetch: Callable[[str, Attachment], bytes] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that somebody sent, fetched. `key` names it on buttons, `tafel` is that of the channel it was sent in."""

    key: str
    name: str
    data: bytes
    tafel: int | None
