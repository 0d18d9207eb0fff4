"""Logs: one line per event that machines and people can read, and never a secret or a second line by somebody else."""

import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import structlog
from hypothesis import given, strategies as st

from bot import logs
from bot.settings import Settings
from tests.plain_logs import logging_kept

SETTINGS = Settings(
    tafelbot_geheim=("het-nieuwe-geheim", "het-oude-geheim"),
    slack_signing_secret=("8f742231b10e8888abcd99yyyzzz85a5",),
    slack_bot_token="xoxb-1-2-abcdef",
    slack_app_token="xapp-1-A1-2-abcdef",
    database_url="postgresql://tafelbot:wachtwoord-van-de-database@db.example/tafelbot",
)
CANARIES = [
    ("xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy", "pdFZKVeTuE8sk7oOcHrzqqgy"),
    ("xapp-1-A0123-456-abcdef0123456789", "abcdef0123456789"),
    ("xoxp-1-2-3-4", "xoxp-1"),
    ("xoxe.xoxp-1-Mi0yLTEyMzQ1Ng", "Mi0yLTEyMzQ1Ng"),
    ("https://hooks.slack.com/commands/T1/2/s3cr3tpath", "s3cr3tpath"),
    ("https://hooks.slack.com/services/T1/B1/s3cr3tpath", "s3cr3tpath"),
    ("Authorization: Bearer s3cr3tbearer", "s3cr3tbearer"),
    ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwZXRyYSJ9.c2lnbmF0dXJl", "eyJzdWIi"),
    ("postgresql://u:s3cr3tpass@db/x", "s3cr3tpass"),
    ("https://x.example/bestand/k?sig=s3cr3tsig", "s3cr3tsig"),
    ("tekens van het-nieuwe-geheim", "het-nieuwe-geheim"),
    ("tekens van het-oude-geheim", "het-oude-geheim"),
    ("8f742231b10e8888abcd99yyyzzz85a5", "8f742231b10e8888"),
    ("password=wachtwoord-van-de-database", "wachtwoord-van"),
]
"""What is logged, and the part of it that nobody may read."""

Started = Callable[..., io.StringIO]


@pytest.fixture
def started() -> Iterator[Started]:
    """Start logging to a stream; everything is put back afterwards."""

    def start(form: str, level: str = "INFO") -> io.StringIO:
        stream = io.StringIO()
        logs.start(replace(SETTINGS, log_format="json" if form == "json" else "text", log_level=level), stream)
        return stream

    with logging_kept():
        yield start


def raised(error: Exception) -> Exception:
    """An error with a traceback."""
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("canary", "secret"), CANARIES)
def test_no_secret_reaches_a_log_however_it_gets_there(started: Started, form: str, canary: str, secret: str) -> None:
    stream = started(form)
    log = structlog.get_logger()
    log.info(canary)
    log.info("as a fact", fact=canary, deep={"list": [canary]})
    logging.getLogger("some.package").warning("as an argument: %s", canary)
    log.error("failed", exc_info=raised(ValueError(canary)))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(canary, UserWarning, stacklevel=1)
    assert stream.getvalue().count("\n") >= 5
    assert secret not in stream.getvalue()


def test_what_is_no_secret_stays_readable(started: Started) -> None:
    stream = started("text")
    words = "bot BOUW-12 sig https://tafelbot.example/bestand/ slack:U1 10:30 a:b@c"
    structlog.get_logger().info(words)
    assert stream.getvalue().rstrip().endswith(words)


@given(st.text())
def test_a_json_line_is_one_line_of_json_whatever_is_in_it(words: str) -> None:
    render = logs.redacting(logs._json)  # noqa: SLF001 - the renderer by itself, for thousands of examples
    line = render(None, "", {"event": "x", "fact": words})
    assert isinstance(line, str)
    assert "\n" not in line
    json.loads(line)


@given(st.text())
def test_what_somebody_sent_cannot_make_a_line_of_its_own(words: str) -> None:
    line = logs.text({"timestamp": "2026-05-18T09:00:00Z", "level": "info", "event": words, "fact": words})
    assert line.isprintable()


def test_text_is_for_people_with_the_traceback_below(started: Started) -> None:
    stream = started("text")
    structlog.get_logger().error("request failed", reference="ab12", exc_info=raised(RuntimeError()))
    first, *rest = stream.getvalue().splitlines()
    assert first[20:] == "error   request failed reference=ab12"
    assert rest[0].startswith("Traceback")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_fact_without_a_value_is_left_out(started: Started, form: str) -> None:
    stream = started(form)
    structlog.get_logger().info("delivery", row=0, outcome="verzonden", error="", why=None)
    line = stream.getvalue()
    assert "row" in line
    assert "outcome" in line
    assert "error" not in line
    assert "why" not in line


def test_every_json_line_says_when_what_and_how_bad(started: Started) -> None:
    stream = started("json")
    logging.getLogger("other").error("broken %d", 3)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["logger"]) == ("broken 3", "error", "other")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "name", ["slack_sdk.web", "slack_bolt.App", "uvicorn.access", "uvicorn.error", "apscheduler.x"]
)
def test_the_chatter_of_packages_is_left_out_at_every_level(started: Started, name: str) -> None:
    for level in ("DEBUG", "INFO"):
        stream = started("text", level)
        logging.getLogger(name).info("GET /bestand/sleutel?van=petra")
        logging.getLogger(name).debug("body: alles wat Petra typte")
        assert stream.getvalue() == ""


def test_the_level_is_the_setting(started: Started) -> None:
    stream = started("text", "WARNING")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert "quiet" not in stream.getvalue()
    assert "loud" in stream.getvalue()
