"""A platform in a process of its own: it stores what is posted, shows it a little later, and answers badly at times.

`python -m tests.programs.platform_server SEED FAULTS LAG` prints its port.
POST / takes {"key", "channel", "text"}; GET /history shows
a channel as a bot may read it; GET /everything is for the test.

However slow the machine is, the platform keeps its promise that a history shows what was posted LAG seconds before: a
look waits for the visits that came in before it, and how old a message is follows from the moments at which the bots
say that they called (`called`, on the clock that all processes of a machine share), not from when this process ran.
"""

import itertools
import json
import random
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

FAULTS = ("lost", "stored500", "slow", "429", "500", "reset", "garbage")
SLOW = 0.3  # seconds after which a slow platform stores, whether or not anybody still waits


class Platform(ThreadingHTTPServer):
    """What was posted, and dice with a seed."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, seed: int, faults: float, lag: float) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.posted: list[dict[str, str | float]] = []
        self._visits: dict[object, threading.Event] = {}
        self.lag, self._faults, self._dice = lag, faults, random.Random(seed)  # noqa: S311 - a campaign can be repeated
        self._mutex = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Write a visit down in the order in which they come in, and give it a thread."""
        with self._mutex:
            self._visits[request] = threading.Event()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """The end of a visit, however it went."""
        super().shutdown_request(request)
        with self._mutex:
            self._visits.pop(request).set()

    def wait_for_earlier(self, request: object) -> None:
        """Let those that came in before this one end first."""
        with self._mutex:
            earlier = list(itertools.takewhile(lambda each: each[0] is not request, self._visits.items()))
        for _, ended in earlier:
            ended.wait()

    def throw(self, among: tuple[str, ...]) -> str:
        with self._mutex:
            return self._dice.choice(among) if self._dice.random() < self._faults else ""

    def store(self, message: dict[str, str]) -> str:
        if not message["key"] or not message["channel"] or len(message["key"]) > 300:
            raise ValueError(message)
        with self._mutex:
            number = f"{len(self.posted) + 1}.0"
            self.posted.append({**message, "id": number})
        return number

    def handle_error(self, *_: object) -> None:
        """Clients that were killed are no news."""


class Visit(BaseHTTPRequestHandler):
    """One request."""

    server: Platform

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self.server.throw(FAULTS)
        if fault == "429":
            self._answer(429, {"retry_after": 0.2})
        elif fault == "500":
            self._answer(500, {})
        elif fault == "reset":
            self._hang_up()
        else:
            time.sleep(SLOW if fault == "slow" else 0)
            self._stored(self.server.store(message), fault)

    def _stored(self, number: str, fault: str) -> None:
        if fault == "lost":
            self._hang_up()
        elif fault == "garbage":
            self._answer(200, None)
        else:
            self._answer(500 if fault == "stored500" else 200, {"id": number})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.server.wait_for_earlier(self.request)
        if address.path == "/everything":
            self._answer(200, self.server.posted)
        elif fault := self.server.throw(("429", "500", "reset")):
            self._hang_up() if fault == "reset" else self._answer(int(fault), {"retry_after": 0.2})
        else:
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            before = float(asked["called"]) - self.server.lag
            mine = [each for each in self.server.posted if each["channel"] == asked["channel"]]
            self._answer(200, [each for each in mine if float(each["called"]) <= before])

    def _answer(self, status: int, content: object) -> None:
        body = b"<html>oeps" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        """End the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


if __name__ == "__main__":
    with Platform(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])) as platform:
        print(platform.server_address[1], flush=True)  # noqa: T201 - it answers its parent
        platform.serve_forever()
