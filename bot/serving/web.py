"""The program's address: the doors' own paths, health for whoever watches, documents, pages for guests and the
privacy page.

`build(app)` gives the ASGI application. /healthz says that the process lives, /readyz that it can do its work (503 only
for database or schema), /metrics counts, /bestand/... gives a kept document to who holds its address.
"""

import html
import re
from collections.abc import Callable, Iterable
from functools import partial
from time import perf_counter
from typing import Final
from urllib.parse import quote

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import App
from bot.browser import guest_pages, rooms
from bot.serving.addresses import HEALTH, MARK, own_mark
from bot.serving.readiness import Readiness, summary
from bot.serving.signing import DOCUMENT, Signer
from handlers import floor
from storage import documents
from storage.documents import Document

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_KEY: Final = re.compile(r"[\w.-]{1,400}", re.ASCII)
_NO_DOCUMENT: Final = "Dit bestand is er niet (meer). Vraag het opnieuw op."
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def build(app: App) -> Starlette:
    """All paths of one process."""
    meter = Meter()
    routes: list[BaseRoute] = [
        Route(HEALTH, partial(_healthz, app)),
        Route("/readyz", partial(_readyz, Readiness(app))),
        Route("/metrics", partial(_metrics, app, meter)),
        Route("/privacy", partial(_privacy, app)),
        Route("/bestand/{key}", partial(_document, app)),
        *(route for door in app.doors.values() for route in door.routes()),
    ]
    if "lokaal" in app.doors:
        routes.append(Route("/", _to_trial))
    routes += _rooms(app, routes)
    routes += [*_pages(app, routes), *guest_pages.other_routes()]
    handlers = {404: _missing, 405: _missing, 500: _broken}
    return Starlette(routes=routes, exception_handlers=handlers, middleware=[Middleware(Measured, meter=meter)])


def _pages(app: App, taken: list[BaseRoute]) -> list[BaseRoute]:
    """The pages of features. Raises `ValueError` for one whose place is already that of something else."""
    _refuse_taken(app.registry.pages, taken)
    return guest_pages.routes(app)


def _rooms(app: App, taken: list[BaseRoute]) -> list[BaseRoute]:
    """The rooms of features, if any. Raises `ValueError` for one whose place is already that of something else."""
    _refuse_taken(app.registry.rooms, taken)
    return rooms.routes(app)


def _refuse_taken(names: Iterable[str], taken: list[BaseRoute]) -> None:
    places = {getattr(route, "path", "").split("/")[1] for route in taken}
    if wrong := sorted(places & set(names)):
        msg = f"a feature calls its page {wrong[0]!r}, and that address is the house's own"
        raise ValueError(msg)


async def _to_trial(_request: Request) -> Response:
    return RedirectResponse("/lokaal", status_code=307)


async def _missing(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return PlainTextResponse("Deze pagina is er niet.", status_code=status)


async def _broken(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Er ging iets mis. Probeer het zo nog eens.", status_code=500)


# --- health ----------------------------------------------------------------------------------------------------------


async def _healthz(app: App, _request: Request) -> Response:
    """That the process lives, and a mark by which `doctor` knows that the public address leads here."""
    return PlainTextResponse("ok", headers={MARK: own_mark(app.settings)})


async def _readyz(readiness: Readiness, _request: Request) -> Response:
    ready, report = await readiness.report()
    return JSONResponse({"klaar": ready, **report}, 200 if ready else 503, headers={"Cache-Control": "no-store"})


# --- figures ---------------------------------------------------------------------------------------------------------


class Meter:
    """The figures of one web process; the courier's and the interpreter's own stand beside them in `REGISTRY`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        made: Callable[[str, str], Gauge] = partial(Gauge, registry=self.registry)
        self.requests = Counter(
            "tafelbot_requests_total", "Requests by path and status", ["path", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tafelbot_request_seconds", "Time to answer, by path", ["path"], buckets=_BUCKETS, registry=self.registry
        )
        self.queue = {
            "oudste_wachtende_seconden": made("tafelbot_outbox_oldest_seconds", "Age of the oldest waiting message"),
            "dood": made("tafelbot_outbox_dead", "Messages that were given up"),
            "onzeker": made("tafelbot_outbox_unsure", "Messages of which nobody knows whether they arrived"),
            "taken": made("tafelbot_jobs_waiting", "Jobs that wait for the worker"),
        }

    def page(self, report: dict[str, object]) -> bytes:
        for name, gauge in self.queue.items():
            if isinstance(value := report.get(name), int):
                gauge.set(value)
        return generate_latest(REGISTRY) + generate_latest(self.registry)


class Measured:
    """Counts and times requests under their route, never under what was typed in the address."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app, self._meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            path = getattr(scope.get("route"), "path", "") or "anders"
            self._meter.requests.labels(path, str(status)).inc()
            self._meter.seconds.labels(path).observe(perf_counter() - start)


async def _metrics(app: App, meter: Meter, _request: Request) -> Response:
    try:
        report = await app.read(partial(summary, now=app.clock().instant))
    except Exception:  # noqa: BLE001 - the figures of this process are there without a database too
        report = {}
    return Response(meter.page(report), media_type=CONTENT_TYPE_LATEST)


# --- documents -------------------------------------------------------------------------------------------------------


async def _document(app: App, request: Request) -> Response:
    """A document by its unguessable key, or by a signed address where it belongs to one person."""
    asked, now = request.path_params["key"], app.clock().instant
    if not _KEY.fullmatch(asked):
        return PlainTextResponse(_NO_DOCUMENT, status_code=404)
    signed = Signer(app.settings.tafelbot_geheim).verify(asked, DOCUMENT) if app.settings.tafelbot_geheim else None
    found = await app.read(lambda session: documents.get(session, signed or asked, now))
    if found is None or (found.person_id is not None and signed is None):
        return PlainTextResponse(_NO_DOCUMENT, status_code=404)
    return Response(found.body, media_type=found.mime, headers=_headers(found))


def _headers(document: Document) -> dict[str, str]:
    """Pictures may be shown inline; everything else is downloaded, never opened as a page of ours."""
    inline = document.mime in _PICTURES
    return {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(document.name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store" if document.person_id is not None else "private, max-age=3600",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }


# --- privacy ---------------------------------------------------------------------------------------------------------

_PRIVACY: Final = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Privacy · Tafelbot</title>
<style>body{{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:2rem auto;padding:0 1rem}}
@media(prefers-color-scheme:dark){{body{{background:#16191d;color:#e8eaed}}a{{color:#9cc9ff}}}}</style></head><body><main>
<h1>Privacy</h1>
<p>Tafelbot is de assistent van de sectortafels. Hier lees je wat Tafelbot over je bewaart.</p>
<h2>Wat bewaart Tafelbot?</h2>
<ul><li>Je naam, je organisatie, je rol aan een tafel en je account op Slack of een ander platform.</li>
<li>Wat je met Tafelbot vastlegt, en wat anderen ermee over jou vastleggen.</li>
<li>Wie wat wanneer veranderde, zodat iedereen kan nagaan hoe een besluit tot stand kwam.</li></ul>
<p>Over berichten in het kanaal of de groepschat van een tafel zegt Tafelbot bij het koppelen: “{kept}”
Hij leest ze om te zien of ze voor hem zijn. Je e-mailadres, je foto en je IP-adres bewaart hij ook niet.</p>
<h2>Hoe lang?</h2>
<p>De inhoud van verzonden berichten: {days} dagen.
Wat voor een tafel is vastgelegd, blijft zolang de tafel ermee werkt.</p>
<h2>Wat kun je zelf doen?</h2>
<p>Typ <code>/tafel mijn gegevens</code> voor alles wat Tafelbot over je weet, of <code>/tafel vergeet mij</code> om
vergeten te worden. Wat je voor een tafel vastlegde, blijft dan staan onder “voormalig lid”. Je kunt het ook de
beheerder vragen.</p>
{more}</main></body></html>"""


async def _privacy(app: App, _request: Request) -> Response:
    settings, kept = app.settings, html.escape(floor.kept(app.registry))
    url = html.escape(settings.tafelbot_privacy_url)
    more = f'<p>Meer lezen: <a href="{url}">de privacyverklaring van deze organisatie</a>.</p>' if url else ""
    page = _PRIVACY.format(kept=kept, days=settings.tafelbot_bewaar_dagen, more=more)
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"})
