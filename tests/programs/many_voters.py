"""A process that answers the anonymous requests that it reads, all at once, and prints what each of them hears."""

import asyncio
import sys

import msgspec

from bot.app import App
from bot.settings import Settings
from handlers.answer import Ask, Post
from handlers.delivery import Reply
from handlers.registry import build_registry
from handlers.request import Request
from storage.database import Database
from tests.anonymity import peiling
from tests.world import Clock


def main(url: str) -> None:
    db = Database(url)
    app = App(Settings(tafelbot_geheim=("a secret for tests",)), db, build_registry((peiling.FEATURE,)), Clock())
    requests = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Request])
    heard = [said(reply) for reply in asyncio.run(answered(app, requests))]
    print(msgspec.json.encode(heard).decode())  # noqa: T201 - its outcome
    db.close()


async def answered(app: App, requests: list[Request]) -> list[Reply]:
    return list(await asyncio.gather(*map(app.answer, requests)))


def said(reply: Reply) -> str:
    """The title of a card, or the sentence of a form."""
    [answer] = reply.inline
    if isinstance(answer, Post):
        return answer.card.title
    assert isinstance(answer, Ask)
    return answer.form.audience


if __name__ == "__main__":
    main(sys.argv[1])
