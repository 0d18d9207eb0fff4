"""The log: one line per event, as text for people or JSON for machines, and never a secret in it.

Every line passes here, those of other packages too. Secrets are removed from the finished line, wherever in it they
were: a header, an address. Of an exception only its type and its traceback are logged, because its message may quote a
person.
"""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Final, TextIO
from urllib.parse import urlsplit

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import Settings

GONE: Final = "[geheim]"
_SHAPES: Final = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|xoxe[.-][\w.-]+"  # Slack's tokens
    r"|(?<=hooks\.slack\.com/)[^\s\"'<>\\]+"  # incoming webhooks, and the response_url of commands and buttons
    r"|(?<=Bearer )[^\s\"',]+|(?<=Basic )[A-Za-z0-9+/=]{8,}"
    r"|eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*"  # JSON web tokens
    r"|(?<=://)[^\s/:@\"']*:[^\s/@\"']+(?=@)"  # user and password in an address
    r"|(?<=sig=)[\w%.~-]+"
)
_QUIET: Final = {
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,  # its debug lines hold whole requests
    "aiohttp": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "uvicorn": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,  # addresses of guests and signed links
}


def start(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every line of this process, ours and other packages', one way."""
    render = redacting(_json if settings.log_format == "json" else text, secrets_of(settings))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.ExceptionRenderer(lambda info: trail(info[1])),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_empty_facts, render]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, root.level))
    logging.captureWarnings(capture=True)


def _without_empty_facts(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A line of what went well does not hold an empty "error", which reads, and is found, as one."""
    return {key: value for key, value in event.items() if key == "event" or (value is not None and value != "")}


def trail(error: BaseException) -> str:
    """The type of an exception, its place in the code and its causes, without messages."""
    return "\n".join(["Traceback, without the words of the error:", *_steps(error)])


def _steps(error: BaseException) -> Iterator[str]:
    """The causes first, as tracebacks have them."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    causes = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for each in (*filter(None, [cause]), *causes):
        yield from _steps(each)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__qualname__}"


def redacting(render: Callable[[EventDict], str], secrets: Iterable[str] = ()) -> Processor:
    """The renderer, followed by wiping out what looks like a secret and the installation's own."""
    own = sorted({secret for secret in secrets if len(secret) >= 8}, key=len, reverse=True)  # noqa: PLR2004 - shorter is a word

    def rendered(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
        line = _SHAPES.sub(GONE, render(event))
        for secret in own:
            line = line.replace(secret, GONE)
        return line

    return rendered


def secrets_of(settings: Settings) -> Iterator[str]:
    """What must never be read in a log: every setting that is a token or a secret, and passwords in addresses."""
    for each in fields(settings):
        if each.name.endswith(("_token", "_secret", "_geheim")):
            value = getattr(settings, each.name)
            yield from (value,) if isinstance(value, str) else value
    if password := urlsplit(settings.database_url).password:
        yield password


def text(event: EventDict) -> str:
    """One line for people; a traceback follows on lines of its own."""
    event = dict(event)
    moment = str(event.pop("timestamp", ""))[:19].replace("T", " ")
    level, words = event.pop("level", ""), _flat(event.pop("event", ""))
    event.pop("logger", None)
    trace = event.pop("exception", "")
    facts = " ".join(f"{key}={_flat(value)}" for key, value in event.items())
    line = f"{moment} {level:<7} {words} {facts}".rstrip()
    return f"{line}\n{trace}" if trace else line


def _json(event: EventDict) -> str:
    rendered = structlog.processors.JSONRenderer(ensure_ascii=False)(None, "", event)
    return rendered if isinstance(rendered, str) else rendered.decode()


def _flat(value: object) -> str:
    """A value on one line, so that user input cannot forge a line of the log."""
    words = str(value)
    return words if words.isprintable() else ascii(words)
