"""Fetch a file that somebody sent, for a job that asks for it: through the door it came by, within limits."""

import asyncio
from collections.abc import Callable
from typing import Final

from bot.app import App
from bot.doors.door import Refused, TooLarge
from handlers.feature import Attachment, Refusal

MOST: Final = 10_000_000
PATIENCE: Final = 45.0  # seconds for all of it; a job that got nothing by then is tried again
_TOO_LARGE: Final = (
    "“{}” is te groot: een bestand mag hoogstens 10 MB zijn. Stuur alleen het blad of de jaren die nodig zijn."
)
_GONE: Final = "Ik kan “{}” niet (meer) ophalen. Stuur het bestand nog eens."


def fetcher(app: App, loop: asyncio.AbstractEventLoop) -> Callable[[str, Attachment], bytes]:
    """A way for jobs, which run in threads, to have a door fetch; doors live in the loop."""

    def fetch(platform: str, file: Attachment) -> bytes:
        door = app.doors.get(platform)
        if door is None:
            raise Refusal(_GONE.format(file.name))
        if file.size > MOST:
            raise Refusal(_TOO_LARGE.format(file.name))
        asked = asyncio.wait_for(door.fetch(file, MOST), PATIENCE)
        try:
            return asyncio.run_coroutine_threadsafe(asked, loop).result()
        except TooLarge:
            raise Refusal(_TOO_LARGE.format(file.name)) from None
        except Refused:
            raise Refusal(_GONE.format(file.name)) from None

    return fetch
