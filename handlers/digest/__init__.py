"""The weekly digest: what happened at a tafel since its last digest, sent every week, previewed, or sent at once."""

from handlers.digest import callbacks, commands, delivered, rights, sending, settings, terminal, timing
from handlers.feature import AboutPeople, Around, Asked, ByItself, Command, Feature, Other, Press, Timed, Verb

_COMMAND = Command(
    word="weekbericht",
    help="Het weekbericht van je tafel",
    bare=commands.preview,
    reads=True,
    verbs=(
        Verb(word="nu", does=commands.now, help="Stuur het weekbericht nu"),
        Verb(word="aan", does=commands.on, help="Zet het weekbericht aan"),
        Verb(word="uit", does=commands.off, help="Zet het weekbericht uit"),
        Verb(
            word="status", does=commands.status, help="Wanneer kwam het weekbericht, en wanneer komt het?", reads=True
        ),
    ),
    other=Other(does=commands.moved, usages=(("vrijdag 16:00", "Verander de dag en de tijd"),)),
)  # fmt: skip


FEATURE = Feature(
    name="digest",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.NOW, commands.now),
            Press(callbacks.ON, commands.on),
            Press(callbacks.TO_ME, commands.to_me, reads=True),
            Press(callbacks.ARRIVED, delivered.arrived),
            Press(callbacks.NOT_ARRIVED, delivered.not_arrived),
        ),
    ),
    by_itself=ByItself(
        timed=(
            Timed(timing.KIND, timing.due, sending.send, timing.comes),
            Timed(delivered.REPORT, delivered.due, delivered.report),
        ),
        settings=settings.SETTINGS,
    ),
    about_people=AboutPeople(rights=(rights.READ,)),
    around=Around(terminal=terminal.COMMANDS),
)
