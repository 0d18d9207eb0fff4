"""The sector factsheet: labour-market figures of a tafel as a picture, a table and a PDF, compared and in time.

It is posted on request, and by itself when the figures changed. Sources are listed, fetched and brought in as files.
"""

from handlers import shipped
from handlers.factsheet import callbacks, cockpit, commands, jobs, terminal, timing, upload
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
    Timed,
    Tip,
    Verb,
)

_COMMAND = Command(
    word="factsheet",
    help="De arbeidsmarkt van je sector in beeld",
    bare=commands.this,
    other=Other(does=commands.of_tafel, usages=(("zorg", "De factsheet van een andere tafel"),)),
    verbs=(
        Verb(word="vergelijk", does=commands.compare, help="Zet tafels naast elkaar", usage="bouw techniek"),
        Verb(word="verloop", does=commands.history, help="Eén cijfer door de tijd, met wat er is herzien",
             usage="openstaande vacatures", reads=True),
        Verb(word="regio", does=commands.region, help="Het Ontwikkelfonds in de hele regio"),
        Verb(word="bronnen", does=commands.sources, help="Waar komen de cijfers vandaan?", aliases=("bron",),
             reads=True),
        Verb(word="uit", does=commands.off, help="Stuur deze tafel de factsheet niet meer vanzelf"),
        Verb(word="aan", does=commands.on, help="Stuur de factsheet weer als de cijfers veranderen"),
        Verb(word="vernieuw", does=commands.fetch, help="Haal nieuwe cijfers op bij CBS (beheerder)"),
    ),
)  # fmt: skip

FEATURE = Feature(
    name="factsheet",
    asked=Asked(
        commands=(_COMMAND,),
        presses=(
            Press(callbacks.SHEET, commands.chosen),
            Press(callbacks.SEND_ALONE, commands.send_alone),
            Press(callbacks.COMPARE, commands.compare_pressed, reads=True),
            Press(callbacks.COMPARE_WITH, commands.compare_chosen),
            Press(callbacks.SHARE, commands.share),
            Press(callbacks.COURSE, commands.history_pressed, reads=True),
            Press(callbacks.SERIES, commands.series_chosen, reads=True),
            Press(callbacks.SHARE_SERIES, commands.share_series, reads=True),
            Press(callbacks.SOURCES, commands.sources, reads=True),
            Press(callbacks.FETCH, commands.fetch),
            Press(callbacks.ACCEPT, commands.accept),
            Press(callbacks.LAYOUT, upload.layout_chosen),
            Press(callbacks.KEEP, upload.keep_pressed),
            Press(callbacks.DROP, upload.drop_pressed),
        ),
        files=Files(what=upload.WHAT, endings=upload.ENDINGS, may=upload.may, looks=upload.looks, asks=upload.asks),
    ),
    by_itself=ByItself(
        timed=(
            Timed(timing.FETCH, timing.fetch_due, timing.fetch),
            Timed(timing.NEWS, timing.news_due, timing.tell),
            Timed(timing.COCKPIT, timing.cockpit_due, timing.draw),
        ),
        jobs=(
            Job(callbacks.MAKE, jobs.make),
            Job(callbacks.MAKE_BESIDE, jobs.compare),
            Job(callbacks.MAKE_COURSE, jobs.history),
            Job(callbacks.FETCH_FIGURES, jobs.fetch),
            Job(callbacks.ACCEPT_TABLE, jobs.accept),
            Job(callbacks.LOOK, upload.look),
            Job(callbacks.KEEP_FILE, upload.keep),
            Job(callbacks.TELL, jobs.tell),
            Job(callbacks.DRAW, jobs.draw),
        ),
        settings=(timing.SWITCH,),
    ),
    shown=Shown(digest=timing.digest, cockpit=cockpit.cockpit),
    around=Around(
        terminal=terminal.COMMANDS,
        checks=terminal.checks,
        tips=(
            Tip(
                key="factsheet.eerste",
                title="Bekijk de factsheet van Bouw",
                text="Je stuurt “/factsheet bouw”.",
                tafel="bouw",
                person="petra",
                message="/factsheet bouw",
                tried=r"/factsheet\b",
            ),
        ),
        ships=shipped.fill_figures,
    ),
)
