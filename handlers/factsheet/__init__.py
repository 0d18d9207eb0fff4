"""The sector factsheet: a picture, the figures as a table and a PDF, for this tafel or another, on request or when the
figures changed; tafels side by side; one figure in time; where the figures come from; and fetching them anew."""

from handlers.factsheet import cockpit, commands, jobs, timing, upload
from handlers.feature import Command, Feature, Takes, Verb

_COMMAND = Command(
    word="factsheet",
    help="De arbeidsmarkt van je sector in beeld",
    bare=commands.this,
    other=commands.of_tafel,
    verbs=(
        Verb(word="vergelijk", does=commands.compare, help="Zet tafels naast elkaar", usage="bouw techniek"),
        Verb(word="verloop", does=commands.history, help="Eén cijfer door de tijd, met wat er is herzien",
             usage="openstaande vacatures"),
        Verb(word="regio", does=commands.region, help="Het Ontwikkelfonds in de hele regio"),
        Verb(word="bronnen", does=commands.sources, help="Waar komen de cijfers vandaan?", aliases=("bron",)),
        Verb(word="uit", does=commands.off, help="Stuur deze tafel de factsheet niet meer vanzelf"),
        Verb(word="aan", does=commands.on, help="Stuur de factsheet weer als de cijfers veranderen"),
        Verb(word="vernieuw", does=commands.fetch, help="Haal nieuwe cijfers op bij CBS (beheerder)"),
    ),
    other_usage=(("zorg", "De factsheet van een andere tafel"),),
)  # fmt: skip

FEATURE = Feature(
    name="factsheet",
    commands=(_COMMAND,),
    presses={
        "toon": commands.chosen,
        "stuur": commands.send_alone,
        "vergelijk": commands.compare_pressed,
        "naast": commands.compare_chosen,
        "deel": commands.share,
        "verloop": commands.history_pressed,
        "reeks": commands.series_chosen,
        "deel_reeks": commands.share_series,
        "bronnen": commands.sources_pressed,
        "vernieuw": commands.fetch_pressed,
        "overneem": commands.accept,
        "indeling": upload.layout_chosen,
        "bewaar": upload.keep_pressed,
        "niet_bewaren": upload.drop_pressed,
    },
    jobs={
        "maak": jobs.make,
        "vergelijk": jobs.compare,
        "verloop": jobs.history,
        "vernieuw": jobs.fetch,
        "overneem": jobs.accept,
        "bekijk": upload.look,
        "bewaar": upload.keep,
        "bericht": jobs.tell,
        "teken": jobs.draw,
    },
    due=timing.due,
    happens={timing.FETCH: timing.fetch, timing.NEWS: timing.tell, timing.COCKPIT: timing.draw},
    takes=Takes(what=upload.WHAT, endings=upload.ENDINGS, may=upload.may, looks=upload.looks, asks=upload.asks),
    digest=timing.digest,
    cockpit=cockpit.cockpit,
)
