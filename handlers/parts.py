"""Ask several features for their part of something shared: a page, a digest, a message that many hear.

Each hook runs in a savepoint. One that raises undoes its own part and is logged, and a sentence with a code takes its
place; without the savepoint one feature's bug would empty the Monday digest of all the others. What concerns the whole
database (locked, full, lost) is raised to the caller.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import structlog

from handlers.answer import Refusal
from handlers.cards import AnyElement, Heading, Note, Text, line
from handlers.sections import Section
from storage.database import Failed, Session, attempt

T = TypeVar("T")
Part: TypeAlias = tuple[str, Callable[[], T]]
"""The name of a feature, and its hook with all that it gets."""
log = structlog.get_logger()
_LAST: Final = 1_000_000
_SAYS: Final = "Een deel kan ik nu niet laten zien. Geef de beheerder deze code: {}."


@dataclass(frozen=True, slots=True)
class Missing:
    """The sentence in place of a part that failed; `refusal` is set where the feature refused."""

    text: str
    reference: str = ""
    refusal: Refusal | None = None

    @property
    def note(self) -> AnyElement:
        return Note(line(self.text))

    @property
    def section(self) -> Section:
        """The section for a failed part. It makes the digest go out, as nobody knows whether there was news in it."""
        return Section(order=_LAST, elements=(Heading("Een deel ontbreekt"), Text(line(self.text))), stirs=True)


def ask(session: Session | None, feature: str, hook: str, give: Callable[[], T]) -> T | Missing:
    """One part, or the sentence in its place; without a session no savepoint is needed."""
    found = attempt(session, give)
    if not isinstance(found, Failed):
        return found
    if isinstance(found.error, Refusal):
        return Missing(found.error.text, refusal=found.error)
    reference = note(found.error, feature, hook)
    return Missing(_SAYS.format(reference), reference)


def gather(session: Session | None, hook: str, asks: Iterable[Part[Iterable[T]]]) -> list[T | Missing]:
    """The parts of all features that have some, in their order."""
    found: list[T | Missing] = []
    for feature, give in asks:
        part = ask(session, feature, hook, lambda give=give: tuple(give()))  # type: ignore[misc]
        found.extend([part] if isinstance(part, Missing) else part)
    return found


def elements(found: Iterable[AnyElement | Missing]) -> list[AnyElement]:
    return [each.note if isinstance(each, Missing) else each for each in found]


def sections(found: Iterable[Section | Missing]) -> list[Section]:
    """All sections in reading order; sentences in place of failed ones come last."""
    every = (each.section if isinstance(each, Missing) else each for each in found)
    return sorted(every, key=lambda section: section.order)


def note(error: Exception, feature: str, hook: str) -> str:
    """Log what went wrong in a hook, without anybody's words; gives the reference that people hear."""
    reference = secrets.token_hex(4)
    facts = {"feature": feature, "hook": hook, "reference": reference, "error": type(error).__name__}
    log.error("part failed", exc_info=error, **facts)
    return reference
