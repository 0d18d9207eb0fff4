"""A bare page of the same framework: `python -m bench.page PORT FILE` gives what stands in the file, as text it has."""

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bench.targets import serve


def build(path: Path) -> Starlette:
    text = path.read_text()

    async def page(_request: Request) -> Response:
        return HTMLResponse(text)

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/k/{code}", page), Route("/healthz", healthz)])


if __name__ == "__main__":
    serve(build(Path(sys.argv[2])), int(sys.argv[1]))
