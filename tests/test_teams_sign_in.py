"""How the bot signs in at Microsoft: with its secret, once for as long as a token lasts, and never endlessly."""

import asyncio
import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from bot.settings import Settings
from bot.teams.sdk import SCOPE, Microsoft, SignIn, build
from tests.platforms.teams_server import ISSUER, key
from tests.platforms.teams_world import APP, SECRET, TENANT
from tests.waiting import HANG, must_end

SETTINGS = Settings(teams_client_id=APP, teams_client_secret=SECRET, teams_tenant_id=TENANT)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, with its key."""
    folder, name = tmp_path_factory.mktemp("tls"), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "proef")])
    always = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)  # OpenSSL asks the machine
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key("tls").public_key(), x509.random_serial_number(), *always)
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key("tls"), hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    pem = serialization.Encoding.PEM
    paths[0].write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    paths[1].write_bytes(key("tls").private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return paths


class Login(ThreadingHTTPServer):
    """Microsoft's sign-in; `says` is its answer to who asks for a token."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        super().__init__(("127.0.0.1", 0), _Login)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.says: tuple[int, dict[str, object]] = (200, {"token_type": "Bearer", "expires_in": 3599})
        self.asked: Counter[str] = Counter()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.server_address[1]}"


class _Login(BaseHTTPRequestHandler):
    server: Login

    def do_GET(self) -> None:
        base = f"{self.server.address}/{TENANT}"
        self._say(200, {
            "issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        })  # fmt: skip

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert (given["client_id"], given["client_secret"], given["scope"]) == ([APP], [SECRET], [SCOPE])
        self.server.asked["token"] += 1
        status, answer = self.server.says
        token = jwt.encode({"aud": ISSUER, "number": self.server.asked["token"]}, key("bot"), algorithm="RS256")
        self._say(status, answer | ({"access_token": token} if status == 200 else {}))

    def _say(self, status: int, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def login(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Login]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    server = Login(certificate)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_asks_once_for_as_long_as_a_token_lasts(login: Login) -> None:
    sign_in = SignIn(SETTINGS, Microsoft(login=login.address))
    tokens = [asyncio.run(ask(sign_in)) for _ in range(3)]

    assert [number(each) for each in tokens] == [1, 1, 1]
    assert login.asked["token"] == 1


def test_the_sdk_asks_it_so(login: Login) -> None:
    async def asked() -> str:
        microsoft = Microsoft(login=login.address, openid=f"{login.address}/keys")
        made = await build(SETTINGS, microsoft, HANG)
        return str(await made.app.token_provider.get_app_token())

    assert number(asyncio.run(asked())) == 1


def test_a_refusal_says_what_kind_and_nothing_of_the_secret(login: Login) -> None:
    login.says = 401, {"error": "invalid_client", "error_description": f"AADSTS7000215: {SECRET}"}

    with pytest.raises(ValueError, match=r"^invalid_client$"):
        asyncio.run(ask(SignIn(SETTINGS, Microsoft(login=login.address))))


def test_a_sign_in_that_hangs_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        microsoft = Microsoft(login=f"https://127.0.0.1:{silent.getsockname()[1]}", patience=0.2)
        with must_end("the sign-in hangs"), pytest.raises(OSError, match="timed out"):
            asyncio.run(ask(SignIn(SETTINGS, microsoft)))


def number(token: str) -> int:
    claims = jwt.decode(token, key("bot").public_key(), algorithms=["RS256"], audience=ISSUER)
    return int(claims["number"])


async def ask(sign_in: SignIn) -> str:
    return await sign_in(SCOPE)
