"""The weekly digest: what happened at a tafel, by itself every week, or as a preview, or now."""

from collections.abc import Iterator

from handlers.digest import commands, delivered, sending, timing
from handlers.feature import Command, Due, Feature, Now, Verb
from storage.database import Session

_COMMAND = Command(
    word="weekbericht",
    help="Het weekbericht van je tafel",
    bare=commands.preview,
    other=commands.moved,
    verbs=(
        Verb(word="nu", does=commands.now, help="Stuur het weekbericht nu"),
        Verb(word="aan", does=commands.on, help="Zet het weekbericht aan"),
        Verb(word="uit", does=commands.off, help="Zet het weekbericht uit"),
        Verb(word="status", does=commands.status, help="Wanneer kwam het weekbericht, en wanneer komt het?"),
    ),
    other_usage=(("vrijdag 16:00", "Verander de dag en de tijd"),),
)


def due(session: Session, now: Now) -> Iterator[Due]:
    """The digests of this week, and those that did not arrive."""
    yield from timing.due(session, now)
    yield from delivered.due(session, now)


FEATURE = Feature(
    name="digest",
    commands=(_COMMAND,),
    presses={
        "aan": commands.on_pressed,
        "aan_mij": commands.to_me,
        "kwam_aan": delivered.arrived,
        "kwam_niet_aan": delivered.not_arrived,
        "nu": commands.now_pressed,
    },
    due=due,
    happens={timing.KIND: sending.send, delivered.REPORT: delivered.report},
)
