"""A platform in a process of its own: it stores what is posted, shows it a little later, and answers badly at times.

`python -m tests.programs.platform_server SEED FAULTS LAG` prints its port.
POST / takes {"key", "channel", "text"}; GET /history shows
a channel as a bot may read it; GET /everything is for the test.
"""

import json
import random
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
        self.lag, self._faults, self._dice = lag, faults, random.Random(seed)  # noqa: S311 - a campaign can be repeated
        self._mutex = threading.Lock()

    def throw(self, among: tuple[str, ...]) -> str:
        with self._mutex:
            return self._dice.choice(among) if self._dice.random() < self._faults else ""

    def store(self, message: dict[str, str]) -> str:
        if not message["key"] or not message["channel"] or len(message["key"]) > 300:
            raise ValueError(message)
        with self._mutex:
            number = f"{len(self.posted) + 1}.0"
            self.posted.append({**message, "id": number, "at": time.monotonic()})
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
        if address.path == "/everything":
            self._answer(200, self.server.posted)
        elif fault := self.server.throw(("429", "500", "reset")):
            self._hang_up() if fault == "reset" else self._answer(int(fault), {"retry_after": 0.2})
        else:
            channel, old_enough = parse_qs(address.query)["channel"][0], time.monotonic() - self.server.lag
            shown = [
                each for each in self.server.posted if each["channel"] == channel and float(each["at"]) <= old_enough
            ]
            self._answer(200, shown)

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
