"""What nobody can do without: the signature, the form, one committed row, an answer. `python -m bench.floor PORT FILE`.

Plain ASGI and sqlite3 (WAL, `synchronous=FULL`), one commit per request, in the event loop.
"""

import hashlib
import hmac
import json
import sqlite3
import sys
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from bench.requests import SECRET
from bench.targets import serve


class Floor:
    """The application."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, text TEXT NOT NULL)")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, text = 200, b"ok"
        if scope["method"] == "POST":
            status, text = self._stored(dict(scope["headers"]), (await receive())["body"])
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})

    def _stored(self, headers: dict[bytes, bytes], body: bytes) -> tuple[int, bytes]:
        base = b"v0:" + headers[b"x-slack-request-timestamp"] + b":" + body
        ours = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(ours.encode(), headers[b"x-slack-signature"]):
            return 401, b""
        fields = dict(parse_qsl(body.decode()))
        self._db.execute("INSERT INTO rows VALUES (?, ?)", (fields["trigger_id"], fields["text"]))
        return 200, json.dumps({"response_type": "ephemeral", "text": fields["text"]}).encode()


if __name__ == "__main__":
    serve(Floor(sys.argv[2]), int(sys.argv[1]))
