"""A bare Bolt on the same server: one listener that gives back what it got. `python -m bench.echo PORT command|click`.

The same AsyncApp and Starlette that the program uses, as Bolt's documentation puts them together, with
`process_before_response`: without it every answer takes ten milliseconds longer.
"""

import sys
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.requests import SECRET
from bench.targets import serve


async def authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=enterprise_id, team_id=team_id, bot_user_id="UBOT", bot_id="B1", bot_token="xoxb-bench"
    )


async def echo(ack: Any, command: dict[str, str]) -> None:
    await ack(command["text"])


async def clicked(ack: Any) -> None:
    await ack()


async def healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


def build(what: str) -> Starlette:
    bolt = AsyncApp(signing_secret=SECRET, authorize=authorized, process_before_response=True)
    if what == "click":
        bolt.action("actieagenda.oppakken")(clicked)
    else:
        bolt.command("/actie")(echo)
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"]), Route("/healthz", healthz)])


if __name__ == "__main__":
    serve(build(sys.argv[2]), int(sys.argv[1]))
