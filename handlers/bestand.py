"""Files that people send to the bot: each is offered to the features that can read it.

A file that no feature recognises is answered in a direct message, and ignored in a channel.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from handlers import sent
from handlers.cards import Buttons, Card, Text, line
from handlers.dutch import either, listed
from handlers.feature import (
    Answer,
    Answers,
    Asked,
    Attachment,
    ByItself,
    Callback,
    Feature,
    Files,
    Given,
    Heard,
    Job,
    Post,
    Press,
    Refusal,
    Registry,
    Request,
    Task,
    Turn,
    Work,
)
from storage import sent_files

_MOST = 5


class Look(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sent file, and the features that may read it; `sure` when its sender chose the feature."""

    file: str
    features: tuple[str, ...]
    sure: bool = False


WHAT: Final = Callback("bestand.wat", Look)
LOOK: Final = Task("bestand.kijk", Look)


def hear(turn: Turn) -> Iterator[Answer]:
    """Files in a message that is meant for the bot."""
    if turn.request.addressed and turn.request.files:
        if len(turn.request.files) > _MOST:
            msg = f"Stuur hoogstens {_MOST} bestanden tegelijk."
            raise Refusal(msg)
        for file in turn.request.files:
            yield from _heard(turn, file)


def _heard(turn: Turn, file: Attachment) -> Iterator[Answer]:
    readers = [(name, files) for name, files in _readers(turn.registry) if _ends(file.name, files)]
    able = [name for name, files in readers if files.may(turn)]
    if able:
        yield LOOK.later(Look(sent.note(turn, file), tuple(able)))
        yield Post(Card("bestand_bezig", f"Ik bekijk “{file.name}”. Er wordt nog niets opgeslagen."))
    elif readers:
        msg = (
            f"Een bestand inlezen ({listed([files.what for _, files in readers])}) kan een projectleider of beheerder."
        )
        raise Refusal(msg)
    elif turn.request.place.kind == "direct":
        yield Post(_unknown(file.name, turn.registry))


def _readers(registry: Registry) -> list[tuple[str, Files]]:
    return [(each.name, each.asked.files) for each in registry.features if each.asked.files]


def _ends(name: str, files: Files) -> bool:
    return name.casefold().endswith(files.endings)


def _unknown(name: str, registry: Registry) -> Card:
    known = [f"{files.what} ({either(files.endings)})" for _, files in _readers(registry)]
    told = f"Wel met: {listed(known)}." if known else "Ik lees nu geen bestanden."
    return Card("bestand_onbekend", f"Met “{name}” kan ik niets", (Text(line(told)),))


# --- in the worker ---------------------------------------------------------------------------------------------------


def look(work: Work, wanted: Look) -> Answers:
    """Fetch a file and offer it to every feature that may read it: the first that recognises it answers, else its
    sender is asked."""
    readers = [(name, files) for name, files in _readers(work.registry) if name in wanted.features]
    given = sent.fetched(work, wanted.file)
    for _, files in [] if wanted.sure else readers:
        answers = files.looks(work, given)
        if answers is not None:
            return answers
    return readers[0][1].asks(work, given) if len(readers) == 1 else Post(_which(given, readers))


def _which(given: Given, readers: Sequence[tuple[str, Files]]) -> Card:
    named = ((name, files.what[:1].upper() + files.what[1:]) for name, files in readers)
    pressed = (WHAT.button(what, Look(given.key, (name,), sure=True)) for name, what in named)
    return Card("bestand_soort", f"Wat staat er in “{given.name}”?", (Buttons(tuple(pressed)),))


def chosen(turn: Turn, wanted: Look) -> Answers:
    """Read a file by the feature that its sender chose."""
    readers = dict(_readers(turn.registry))
    if not all(name in readers and readers[name].may(turn) for name in wanted.features):
        msg = "Dat kan een projectleider of beheerder."
        raise Refusal(msg)
    return LOOK.later(Look(sent.named(turn, wanted.file).key, wanted.features, sure=True))


def clean(work: Work, _kept: datetime) -> None:
    """Let go of files whose preview is over."""
    sent_files.clean(work.session, work.now.instant)


def concerns(request: Request) -> bool:
    """Only files in a message that is meant for the bot."""
    return request.addressed and bool(request.files)


FEATURE = Feature(
    name="bestand",
    asked=Asked(presses=(Press(WHAT, chosen),)),
    heard=Heard(concerns=concerns, message=hear),
    by_itself=ByItself(jobs=(Job(LOOK, look),), cleans=clean),
)
