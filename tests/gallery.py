"""Cards and forms that every door must be able to draw: each element and field small, empty, long, many and hostile.

`cards()` and `forms()` give them by name ("tabel-veel"); `HOSTILE` is what somebody types who wants to break a door.
Nothing here knows a platform.
"""

import itertools
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from handlers import forms as f
from handlers.cards import (
    AnyElement,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Column,
    Confirm,
    Divider,
    Fact,
    Facts,
    File,
    Heading,
    Image,
    Item,
    Items,
    Link,
    Note,
    Notice,
    Option,
    People,
    Progress,
    Quote,
    Series,
    Somebody,
    Table,
    Text,
    code,
    line,
    linked,
    soft,
    strong,
)

Word: TypeAlias = Callable[[int], str]
Say: TypeAlias = Callable[[], str]

LONG = ("Stagepact tekenen met drie bouwers uit de regio " * 120)[:5000]
HOSTILE = (
    "<!channel> <!here> <!subteam^S1> <@U123> <#C1|algemeen> <at>Petra</at> @channel @here <https://kwaad.example|klik>"
    " [klik](https://kwaad.example) https://kwaad.example/?a=1&b=2 javascript:alert(1) `code` ```blok``` *vet* **vet**"
    " _schuin_ __init__ ~weg~ # kop\n> citaat\n- streep\n1. een\n| a | b | &amp; &lt; & < > \" ' \\ %s {0}"
    " {{ 7*7 }} ${x}"
    " </p><script>alert(1)</script> <img src=x onerror=alert(1)> =1+1 +SUM(A1) -2+3 @SUM(A1) =HYPERLINK(0) :tada: :+1:"
    " שלום مرحبا \u202eomgekeerd\u202c \u2066los\u2069 \u200b\ufeff \U0001f469\u200d\U0001f467 \U0001f1f3\U0001f1f1"
    " e\u0301 名前 \x00 \x07 \x1b[31m \ud83d \udc00 \r\n \u2028 \t einde"
)
ROWS, COLUMNS, OPTIONS, BUTTONS = 300, 40, 250, 60


def short(number: int) -> str:
    return ("Stagepact tekenen", "Open dag bij zes bouwers", "Collegiaal uitlenen")[number % 3] + f" (nr. {number})"


def nothing(_: int) -> str:
    return ""


def long(number: int) -> str:
    return f"{LONG} (nr. {number})"


def hostile(number: int) -> str:
    return f"{HOSTILE} (nr. {number})"


SIZES: Mapping[str, tuple[Word, int]] = {
    "klein": (short, 2),
    "leeg": (nothing, 0),
    "naamloos": (nothing, 2),
    "lang": (long, 2),
    "veel": (short, ROWS),
    "vijandig": (hostile, 3),
}


def cards() -> dict[str, Card]:
    """Every card of the gallery, by name."""
    single = {
        f"{kind}-{size}": Card("proef", "Titel", (element,))
        for size, (word, count) in SIZES.items()
        for kind, element in elements(word, count).items()
    }
    whole = {
        f"alles-{size}": Card("proef", word(0), tuple(elements(word, count).values()), summary=word(1), key="proef:1")
        for size, (word, count) in SIZES.items()
    }
    alone = {f"titel-{size}": Card("refusal", word(0)) for size, (word, _) in SIZES.items()}
    return {**single, **whole, **alone, **_special(), **_usual()}


def elements(word: Word, count: int) -> dict[str, AnyElement]:
    """One of each element, with `count` parts; no two texts in it are the same unless they are empty."""
    say = _sayer(word)
    numbers = range(count)
    options = tuple(Option(str(n), say(), say()) for n in range(min(count, OPTIONS)))
    return {
        "tekst": Text(line(say(), " ", strong(say()), " ", soft(say()), " ", code(say()))),
        "kop": Heading(say()),
        "noot": Note(line(say(), soft(say()), strong(say()))),
        "noot-gewoon": Note(line(say())),
        "melding": Notice("warning", line(say(), strong(say()))),
        "fout": Notice("error", line(say())),
        "tip": Notice("info", line(say())),
        "citaat": Quote(say(), by=say()),
        "feiten": Facts(tuple(Fact(say(), line(say(), strong(say()))) for _ in numbers)),
        "rijen": Items(tuple(Item(line(strong(f"BOUW-{n} "), say()), note=line(say())) for n in numbers)),
        "rijen-knop": Items(tuple(_item(say, n) for n in numbers)),
        "tabel": table(word, min(count, 4), count),
        "grafiek": _chart(say, "bar", count, 2),
        "lijn": _chart(say, "line", count, 3),
        "taart": _chart(say, "share", count, 1),
        "plaatje": Image("plaatje-1", say(), 1200, 675, "plaatje-1-klein"),
        "foto-groot": Image("plaatje-2", say(), 1200, 675),
        "foto": Image("plaatje-3", say(), 1024, 768),
        "bestand": File("bestand-1", say(), say()),
        "voortgang": Progress(say(), 60),
        "mensen": People(say(), tuple(_somebody(say, n) for n in numbers)),
        "knoppen": Buttons(
            (
                *(Button(say(), "proef.druk", str(n)) for n in range(min(count, BUTTONS))),
                Link(say(), "https://tafelbot.example/k/1"),
            )
        ),
        "knop-pagina": Buttons((Link(say(), page="cockpit/1"),)),
        "knoppen-gevaarlijk": Buttons(
            (Button(say(), "proef.weg", "1", "danger", confirm=Confirm(say(), say(), say(), say())),)
        ),
        "keuze": Choice(say(), "proef.kies", options, value="1"),
        "keuze-zoek": Choice(say(), "proef.kies", options, value="1", search="proef.zoek"),
        "verwijzing": Text(line(linked(say(), "https://tafelbot.example/a?b=1&c=2"), strong(say()))),
        "streep": Divider(),
    }


def _sayer(word: Word) -> Say:
    """Says another text each time."""
    numbers = itertools.count()
    return lambda: word(next(numbers))


def table(word: Word, width: int, height: int) -> Table:
    say = _sayer(word)
    columns = tuple(Column(say(), numeric=n > 0) for n in range(width))
    return Table(say(), columns, tuple(tuple(say() for _ in range(width)) for _ in range(height)))


def _item(say: Say, n: int) -> Item:
    """Rows as lists have them: some can be pressed, some have something quiet below them."""
    button = Button(say(), "proef.open", str(n)) if n % 3 else None
    return Item(line(f"○ BOUW-{n} ", say(), " ", soft(say())), note=line(say()) if n % 2 else (), button=button)


def _chart(say: Say, kind: Literal["bar", "line", "share"], count: int, series: int) -> Chart:
    drawn = tuple(Series(say(), tuple(float(n * 3 + s + 1) for n in range(count))) for s in range(series))
    return Chart(kind, say(), tuple(say() for _ in range(count)), drawn, alt=say(), unit=say())


def _somebody(say: Say, n: int) -> Somebody:
    accounts = ((f"slack:U{n}", f"teams:29:{n}"), (), ("slack:<@U1>",))[n % 3]
    return Somebody(say() or "Naamloos", say(), accounts)


def _special() -> dict[str, Card]:
    """What does not come from size alone."""
    bar = Chart(
        "bar", "Vacatures", ("2023", "2024"), (Series("Bouw", (4.0, 5.5)),), alt="Bouw: 4 en 5,5", unit="x 1000"
    )
    marks: dict[str, AnyElement] = {
        "tabel-breed": table(short, COLUMNS, ROWS),
        "tabel-breed-lang": table(long, COLUMNS, 3),
        "tabel-scheef": Table("Scheef", (Column("A"), Column("B")), (("1",), ("1", "2"))),
        "grafiek-gaten": _with(bar, (4.0, None)),
        "grafiek-negatief": _with(bar, (4.0, -1.0)),
        "grafiek-oneindig": _with(bar, (float("inf"), float("nan"))),
        "grafiek-kort": _with(bar, (4.0,)),
        "grafiek-reeksen": Chart(
            "line", "Veel", ("1", "2"), tuple(Series(str(n), (1.0, 2.0)) for n in range(30)), "Veel"
        ),
        "grafiek-dubbel": Chart(
            "bar", "Dubbel", ("a", "a"), (Series("x", (1.0, 2.0)), Series("x", (2.0, 3.0))), "Dubbel"
        ),
        "taart-nul": Chart("share", "Nul", ("a", "b"), (Series("x", (0.0, 2.0)),), "a 0, b 2"),
        "voortgang-min": Progress("Min", -5),
        "voortgang-meer": Progress("Meer", 140),
        "verwijzing-kwaad": Text(line(*(linked(f"klik {url}", url) for url in ADDRESSES))),
        "noot-kwaad": Note(line(*(linked(f"klik {url}", url) for url in ADDRESSES))),
        "knop-kwaad": Buttons(tuple(Link(f"klik {url}", url) for url in ADDRESSES)),
        "tonen": Note(line("a", strong("b"), soft("c"), code("d"), " ", strong(" e "), soft("\nf\n"), code("`g`"))),
    }
    drawn = {name: Card("proef", "Bijzonder", (element,)) for name, element in marks.items()}
    twice = (table(short, 3, 5), bar, table(short, 3, 5), bar, bar, table(short, COLUMNS, ROWS), bar)
    return {**drawn, "dubbel": Card("proef", "Van alles twee", twice), "niets": Card("proef", "")}


ADDRESSES = (
    "javascript:alert(1)",
    "https://",
    "https://kwaad.example/|<!channel>",
    "https://kwaad.example/ met spatie",
    "data:text/html,<script>",
    "//kwaad.example",
    "https://tafelbot.example/" + "a" * 4000,
    "slack:U123",
)


def _with(chart: Chart, values: tuple[float | None, ...]) -> Chart:
    return Chart(chart.kind, chart.title, chart.categories, (Series("Bouw", values),), chart.alt, chart.unit)


def _usual() -> dict[str, Card]:
    """Cards as people meet them."""
    done = Button("Klaar", "actieagenda.klaar", "12", "primary")
    more = Button("Meer", "actieagenda.meer", "12")
    change = Button("Bijwerken", "actieagenda.bijwerken", "12", opens=True)
    rows = (
        Item(line("◐ ", strong("BOUW-12"), " Stagepact tekenen met drie bouwers · Karim · vr 29 mei · 60%")),
        Item(line("○ ", strong("BOUW-9"), " Open dag op zes bouwplaatsen · Petra · ", strong("4 dagen te laat"))),
        Item(line("⏸ ", strong("BOUW-7"), " Collegiaal in- en uitlenen · ", soft("nog geen actiehouder")), button=more),
    )
    agenda = (
        Note(line("14 open, 2 te laat, 3 klaar deze maand")),
        Heading("Instroom"),
        Items(rows),
        Note(line("1-8 van 14")),
    )
    action = (
        Facts((Fact("Actiehouder", line("Karim (FNV)")), Fact("Uiterlijk", line("vr 29 mei (week 22)")))),
        Progress("Voortgang", 60),
        Quote("Eerste vijf bedrijven doen mee", by="Karim, di"),
        Buttons((done, change, more, Link("Naar bericht", "https://tafelbot.example/b/1"))),
    )
    return {
        "agenda": Card("agenda", "Actieagenda Bouw", agenda),
        "actie": Card("actie", "BOUW-12 · Stagepact tekenen met drie bouwers", action, key="actie:12"),
        "weigering": Card("refusal", "BOUW-99 bestaat niet bij Bouw. Laatste is BOUW-14. Bedoelde je BOUW-9?"),
    }


# --- forms -----------------------------------------------------------------------------------------------------------


def forms() -> dict[str, f.Form]:
    """Every form of the gallery, by name."""
    sized = {f"formulier-{size}": form(word, count) for size, (word, count) in SIZES.items()}
    refused = {f"{name}-geweigerd": _refused(each) for name, each in sized.items()}
    filled = {
        f"{name}-{how}": each.refused(values, {}) for name, each in sized.items() for how, values in FILLED.items()
    }
    return {**sized, **refused, **filled, "formulier-zonder": f.Form("proef.vraag", "Zonder velden", "Verder", ())}


def form(word: Word, count: int) -> f.Form:
    say = _sayer(word)
    options = tuple(Option(str(n), say(), say()) for n in range(min(count, OPTIONS)))
    return f.Form("proef.vraag", say(), say() or "Opslaan", fields(say, options), say(), state="12")


def fields(say: Say, options: tuple[Option, ...]) -> tuple[f.AnyField, ...]:
    """One of each field, and of each way to choose."""
    return (
        f.Line(name="titel", label=say(), hint=say(), required=True, value=say()),
        f.Paragraph(name="aanpak", label=say(), value=say()),
        f.Day(name="datum", label=say(), value="2026-05-29"),
        f.Choose(name="thema", label=say(), options=options, required=True, value=("1",)),
        f.Choose(name="weinig", label=say(), options=options[:5], required=True, value=("1",)),
        f.Choose(name="vrij", label=say(), options=options[:5]),
        f.Choose(name="doelgroepen", label=say(), options=options, many=True, value=("0", "1", "1")),
        f.Choose(name="vinkjes", label=say(), options=options[:5], many=True, value=("1",)),
        f.Choose(name="actie", label=say(), options=options, search="proef.zoek", value=("eerder",)),
        f.Choose(name="acties", label=say(), options=options, search="proef.zoek", many=True, value=("1", "eerder")),
        f.Persons(name="eigenaar", label=say(), value=("slack:U1",)),
        f.Persons(name="helpers", label=say(), many=True, value=("slack:U1", "teams:29:abc", "slack:<@U2>")),
        f.Scale(name="impact", label=say(), low=1, high=5, low_label=say(), high_label=say(), abstain=say(), value="3"),
        f.Scale(name="cijfer", label=say(), low=0, high=10, low_label=say(), high_label=say(), value="10"),
        f.Scale(name="procent", label=say(), low=0, high=1000, low_label=say(), high_label=say(), abstain=say()),
        f.Number(name="bedrag", label=say(), lowest=-10, highest=12_000, unit=say(), value="1200"),
        f.Toggle(name="anoniem", label=say(), value=True),
        f.Toggle(name="open", label=say()),
        f.Upload(name="bestand", label=say(), endings=("xlsx", ".CSV"), most=50),
    )


def _refused(each: f.Form) -> f.Form:
    wrong = {field.name: f"{field.name}: {HOSTILE}" for field in each.fields[::3]}
    return each.refused({}, {**wrong, "": "Dit lukte niet.", "onbekend": "Dit veld is er niet."})


def _all(value: str) -> dict[str, str]:
    return {field.name: value for field in fields(str, ())}


FILLED: Mapping[str, f.Values] = {"leeggemaakt": _all(""), "onzin": _all("geen 12-5"), "kwaad": _all(HOSTILE[:140])}
