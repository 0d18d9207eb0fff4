"""KOERS, goals against results: each goal with its progress, corrections, contradicting sources and forecast.

Everybody reads; administrators enter results, edit the goals, and give boards a link to the cockpit.
"""

from handlers import shipped
from handlers.feature import (
    Around,
    Asked,
    ByItself,
    Command,
    Feature,
    Files,
    Job,
    Other,
    Press,
    Shown,
    Submit,
    Verb,
    Work,
)
from handlers.koers import callbacks, cockpit, commands, entry, jobs, link, target, terminal, upload
from storage import koers

_COMMAND = Command(
    word="koers",
    help="De doelen van het programma naast wat er is bereikt",
    bare=commands.overview,
    reads=True,
    verbs=(
        Verb(word="zet", does=entry.typed, help="Voer een resultaat in (beheerder)",
             usage="inwoners 1.300 op 1 maart 2026 bron Rapportage Q1"),
        Verb(word="doel", does=target.asked, help="Maak een doel, of pas er een aan (beheerder)", usage="inwoners"),
        Verb(word="cockpit", does=link.listing, help="Links naar de cockpit voor bestuurders (beheerder)", reads=True),
    ),
    other=Other(
        does=commands.one,
        usages=(("inwoners", "Eén doel: verloop, correcties en vooruitblik"),),
        reads=lambda _words: True,
    ),
)  # fmt: skip


def ship(work: Work) -> None:
    """Store the programme's goals, and the figures of what was reached."""
    koers.fill(work.session, work.now.instant)
    shipped.fill_figures(work)


FEATURE = Feature(
    name="koers",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.OVERVIEW, commands.overview, reads=True),
            Press(callbacks.GOAL, commands.chosen, reads=True),
            Press(callbacks.SHARE, commands.share),
            Press(callbacks.ENTER, entry.begin),
            Press(callbacks.SURE, entry.sure),
            Press(callbacks.REVISE, entry.revise),
            Press(callbacks.UNDO, entry.undo),
            Press(callbacks.TARGET, target.pressed),
            Press(callbacks.NEW_LINK, link.ask),
            Press(callbacks.REVOKE, link.revoke),
            Press(callbacks.KEEP, upload.keep_pressed),
            Press(callbacks.DROP, upload.drop_pressed),
        ),
        submits=(
            Submit(callbacks.RESULT, entry.submitted),
            Submit(callbacks.TARGET, target.submitted),
            Submit(callbacks.LINK, link.make),
        ),
        files=Files(what=upload.WHAT, endings=upload.ENDINGS, may=upload.may, looks=upload.looks, asks=upload.asks),
    ),
    by_itself=ByItself(jobs=(Job(callbacks.MAKE, jobs.make), Job(callbacks.KEEP_FILE, upload.keep))),
    shown=Shown(cockpit=cockpit.sections),
    around=Around(terminal=terminal.COMMANDS, ships=ship, pages=(link.PAGE,)),
)
