"""A platform behind an address: a free port of this machine, served by a thread of its own."""

import asyncio
import threading
from collections.abc import Container, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from aiohttp import web

from tests.waiting import HANG, until

T = TypeVar("T")


class Served:
    """What a fake platform inherits that gives its `routes`."""

    address = ""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None
        self._gate = asyncio.Event()
        self._gate.set()
        self._passing: Container[str] = ()
        self.held: list[str] = []

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        raise NotImplementedError

    def start(self) -> None:
        self._thread.start()
        self._run(self._start()).result(HANG)

    # --- while the bot handles something ------------------------------------------------------------------------------

    @contextmanager
    def holding_calls(self, *, but: Container[str]) -> Iterator[None]:
        """While the block runs, no call gets further than the door, except those that `but` names.

        Whoever waits for such a call in the meantime waits for ever; `held` says which calls came.
        """
        self._passing = but
        self.held.clear()
        self._gate.clear()
        try:
            yield
        finally:
            self._run(self._open_gate()).result(HANG)

    async def _open_gate(self) -> None:
        self._gate.set()

    async def _may_pass(self, call: str) -> None:
        """Wait here with a call that is held."""
        if not self._gate.is_set() and call not in self._passing:
            self.held.append(call)
            await self._gate.wait()

    # --- on and off ---------------------------------------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _start(self, port: str = "0") -> None:
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", int(port))
        await site.start()
        self.address = "http://{}:{}".format(*self._runner.addresses[0][:2])

    @contextmanager
    def out_of_reach(self) -> Iterator[None]:
        """Nobody answers at the address for a while."""
        self._run(self._stop()).result(HANG)
        yield
        self._run(self._start(self.address.rpartition(":")[2])).result(HANG)

    def stop(self) -> None:
        self._run(self._stop()).result(HANG)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def reset(request: web.Request) -> web.StreamResponse:
    """Break the connection off instead of answering."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def left(request: web.Request) -> None:
    """Say nothing until the caller has given up."""
    transport = request.transport
    await until(lambda: transport is None or transport.is_closing(), "the caller gives up")
