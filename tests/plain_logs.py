"""How tests log: errors as plain tracebacks, and the same again after a test that logs as the program does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


def log_plainly() -> None:
    """Draw no local values: structlog's own way takes a second for each error that is logged."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.reset_defaults()
    structlog.configure(processors=[plain])


@contextmanager
def logging_kept() -> Iterator[None]:
    """Put logging back at the end, whatever was started inside."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(capture=False)
        log_plainly()
