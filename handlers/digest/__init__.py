"""The weekly digest: what happened at a tafel, by itself every week, or as a preview, or now."""

from handlers.digest import commands, timing
from handlers.feature import Command, Feature, Verb

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

FEATURE = Feature(
    name="digest",
    commands=(_COMMAND,),
    presses={"nu": commands.now_pressed},
    due=timing.due,
    happens={timing.KIND: timing.send},
)
