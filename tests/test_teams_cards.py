"""What people see in Teams: every card and dialog is one Teams takes, says everything, and lets nobody shout."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from markdown_it import MarkdownIt
from microsoft_teams.cards import core
from pydantic import BaseModel

from bot.doors.texts import clean
from bot.teams import cards as teams, escape, forms as dialogs, limits
from bot.teams.pen import Pen
from handlers import cards as c, forms as f
from handlers.cards import Card, line
from tests import gallery
from tests.judges.teams import judge_card
from tests.searches import examples
from tests.strategies import ACTION, PRESSES, RANDOM_CARDS, RANDOM_FORMS, VALUES, WORDS

CARDS, FORMS = gallery.cards(), gallery.forms()
EVERY_CARD = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
EVERY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
SDK: dict[str, type[BaseModel]] = {
    made.model_fields["type"].default: made
    for made in vars(core).values()
    if isinstance(made, type) and issubclass(made, BaseModel) and "type" in made.model_fields
}
GUIDS = ("0f1e2d3c-0000-4000-8000-000000000001", "0f1e2d3c-0000-4000-8000-000000000002")


def link(document: str) -> str:
    return f"https://tafelbot.example/bestand/{document}"


def drawn(*elements: c.AnyElement) -> list[dict[str, Any]]:
    """The blocks of a card with these elements, without its title."""
    [made] = teams.message(Card("proef", "Titel", elements), link)
    return list(made["body"][1:])


_DIALOGS: dict[int, dict[str, Any]] = {}


def dialog_of(form: f.Form) -> dict[str, Any]:
    """The dialog of a form of the gallery, made once; who looks at it changes nothing."""
    if id(form) not in _DIALOGS:
        _DIALOGS[id(form)] = dialogs.dialog(form, "merk")
    return _DIALOGS[id(form)]


def dialog(*fields: f.AnyField, **more: Any) -> dict[str, Any]:
    return dialogs.dialog(f.Form("proef.vraag", "Titel", "Klaar", fields, **more), "merk")


def inputs(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [each for each in parts(card) if each["type"].startswith("Input.")]


def parts(value: object) -> Iterator[dict[str, Any]]:
    """Everything on a card that says its type, fallbacks too."""
    if isinstance(value, dict):
        yield from [value] if "type" in value else []
        yield from (each for key, inner in value.items() if key != "data" for each in parts(inner))
    elif isinstance(value, list):
        yield from (each for inner in value for each in parts(inner))


# --- the judge -------------------------------------------------------------------------------------------------------


def block(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more}


def text(words: str = "Hallo", **more: Any) -> dict[str, Any]:
    return block("TextBlock", text=words, wrap=True, **more)


def rich(words: str = "Hallo", **more: Any) -> dict[str, Any]:
    return block("RichTextBlock", inlines=[block("TextRun", text=words, **more)])


def submit(**more: Any) -> dict[str, Any]:
    return block("Action.Submit", title="Klaar", data={"action": "proef.druk"}, **more)


def execute(**more: Any) -> dict[str, Any]:
    return block("Action.Execute", **{"title": "Klaar", "verb": "proef.druk", "data": {"action": "proef.druk"},
                                      "fallback": submit(), **more})  # fmt: skip


def opens(**more: Any) -> dict[str, Any]:
    return submit() | {"data": {"action": "proef.vraag", "msteams": {"type": "task/fetch"}}} | more


def ask(kind: str = "Input.Text", **more: Any) -> dict[str, Any]:
    longest = {"maxLength": 150} if kind == "Input.Text" else {}
    return block(kind, **{"id": "een_a", "label": "A", **longest, **more})


def choose(*values: str, **more: Any) -> dict[str, Any]:
    return ask("Input.ChoiceSet", choices=[{"title": "Een", "value": value} for value in values], **more)


def table(*rows: int, columns: int = 2) -> dict[str, Any]:
    made = [block("TableRow", cells=[block("TableCell", items=[rich()]) for _ in range(row)]) for row in rows]
    return block("Table", columns=[{"width": 1}] * columns, rows=made)


def bars(*names: str, **more: Any) -> dict[str, Any]:
    points = [{"x": name, "y": 1} for name in names]
    return block("Chart.VerticalBar", **{"title": "Cijfers", "data": points, "fallback": table(2), **more})


def lines(*names: str, points: str = "ab", **more: Any) -> dict[str, Any]:
    data = [{"legend": name, "values": [{"x": x, "y": 1} for x in points[: n + 2]]} for n, name in enumerate(names)]
    return block("Chart.Line", title="Cijfers", data=data, fallback=rich(), **more)


def picture(**more: Any) -> dict[str, Any]:
    return block("Image", **{"url": "https://tafelbot.example/a.png", "altText": "Tien richtingen", **more})


def shows(*actions: dict[str, Any]) -> dict[str, Any]:
    return block("Action.ShowCard", title="Weg", card=block("AdaptiveCard", version="1.5", body=[rich()],
                                                            actions=list(actions)))  # fmt: skip


def bar(*actions: dict[str, Any]) -> dict[str, Any]:
    return block("ActionSet", actions=list(actions))


def without(made: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in made.items() if name != key}


def card(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return block("AdaptiveCard", version="1.5", body=list(body), **more)


PROGRESS = block("ProgressBar", value=60, max=100, fallback=rich())
BADGE = block("Badge", text="te laat", fallback=rich())
ACCEPTED = {
    "text": text(style="heading", size="Large", weight="Bolder"),
    "rich text": rich(weight="Bolder", selectAction=block("Action.OpenUrl", url="https://tafelbot.example/?a=1")),
    "a box": block("Container", style="accent", bleed=True, items=[text()]),
    "columns": block("ColumnSet", columns=[block("Column", width="auto", items=[text()])]),
    "facts": block("FactSet", facts=[{"title": "Wie", "value": "Petra"}]),
    "a table": table(2, 2),
    "a picture": picture(msteams={"allowExpand": True}, size="Stretch"),
    "six buttons": bar(*[execute()] * 6),
    "a link": bar(block("Action.OpenUrl", title="Lees", url="https://tafelbot.example")),
    "a question": bar(shows(execute())),
    "a button that opens a dialog": bar(opens()),
    "a chart": bars("a", "b", yAxisTitle="x 1000"),
    "a chart of lines": lines("x", "y", points="ab"),
    "progress": PROGRESS,
    "a badge": BADGE,
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown element": (block("Kaart"), "unknown type 'Kaart'"),
    "media": (block("Media", sources=[]), "unknown type 'Media'"),
    "an element without a type": ({"text": "a"}, "unknown type"),
    "a misspelt element": (block("Textblock", text="a", wrap=True), "unknown type 'Textblock'"),
    "a misspelt property": (text(horizontalAlignement="Left"), "unknown property horizontalAlignement"),
    "a property of another element": (rich(wrap=True), "unknown property wrap"),
    "text that is cut off": (without(text(), "wrap"), "wrap is missing"),
    "text that does not wrap": (text() | {"wrap": False}, "must be True"),
    "empty text": (text(""), "0 characters"),
    "text over 3000 characters": (text("a" * 3001), "3001 characters"),
    "characters that count double": (text("🙂" * 1501), "3002 characters"),
    "text that is no text": (text() | {"text": 3}, "must be text"),
    "a mention": (text("Dag <at>Petra</at>"), "'<at>' would be acted on"),
    "a link in text": (text("[klik](https://kwaad.example)"), "'](' would be acted on"),
    "a function in text": (text("{{DATE(2026-01-01T00:00:00Z)}}"), "'{{' would be acted on"),
    "a mention in a fact": (block("FactSet", facts=[{"title": "<at>", "value": "a"}]), "would be acted on"),
    "an unknown size": (text(size="Groot"), "'Groot', must be"),
    "a size in other letters": (text(size="large"), "'large', must be"),
    "rich text with nothing in it": (block("RichTextBlock", inlines=[]), "0 items"),
    "rich text of bare words": (block("RichTextBlock", inlines=["a"]), "unknown type"),
    "a press in rich text": (rich(selectAction=execute()), "unknown type 'Action.Execute'"),
    "a script for an address": (rich(selectAction=block("Action.OpenUrl", url="javascript:a")), "no web address"),
    "an empty box": (block("Container", items=[]), "0 items"),
    "a colour of our own": (block("Container", items=[text()], style="#0b5a7a"), "must be 'default'"),
    "an unknown width": (block("ColumnSet", columns=[block("Column", width="half", items=[text()])]), "must be 'auto'"),
    "facts that are none": (block("FactSet", facts=[]), "0 items"),
    "a fact without a value": (block("FactSet", facts=[{"title": "a"}]), "value is missing"),
    "a row with a cell too few": (table(2, 1), "1 cells in 2 columns"),
    "a table of thirteen columns": (table(13, columns=13), "13 items"),
    "a picture without words": (without(picture(), "altText"), "altText is missing"),
    "a picture over http": (picture(url="http://tafelbot.example/a.png"), "no https address"),
    "a picture in the card": (picture(url="data:image/png;base64,AAAA"), "no https address"),
    "seven buttons": (bar(*[execute()] * 7), "7 items"),
    "no buttons": (bar(), "0 items"),
    "a button without words": (bar(without(execute(), "title")), "title is missing"),
    "a button over 80 characters": (bar(execute(title="a" * 81)), "81 characters"),
    "a button without a fallback": (bar(without(execute(), "fallback")), "fallback is missing"),
    "a fallback with other data": (bar(execute(data={"action": "proef.druk", "value": "1"})), "another data"),
    "a fallback with other words": (bar(execute(title="Weg")), "another title"),
    "a fallback that sends more": (bar(execute(associatedInputs="none")), "another associatedInputs"),
    "a verb that is not the action": (bar(execute(verb="proef.anders")), "the verb is another"),
    "data without an action": (bar(execute(data={"value": "1"}, fallback=submit())), "action is missing"),
    "data that is no object": (bar(submit() | {"data": "proef.druk"}), "must be an object"),
    "an old press": (bar(submit()), "only a fallback"),
    "a press for another kind of dialog": (bar(opens(data={"action": "a", "msteams": {"type": "imBack"}})), "'imBack'"),
    "a question in a question": (bar(shows(shows(execute()))), "inside another"),
    "a way to toggle": (bar(block("Action.ToggleVisibility", title="a", targetElements=[])), "unknown type"),
    "a chart without a fallback": (without(bars("a"), "fallback"), "fallback is missing"),
    "a chart that vanishes elsewhere": (bars("a", fallback="drop"), "unknown type"),
    "a chart behind a chart": (bars("a", fallback=bars("a")), "Chart.VerticalBar is not allowed here"),
    "progress without a fallback": (without(PROGRESS, "fallback"), "fallback is missing"),
    "progress over a hundred": (PROGRESS | {"value": 101}, "101, must be from 0 to 100"),
    "a badge without a fallback": (without(BADGE, "fallback"), "fallback is missing"),
    "a chart without points": (bars(), "0 items"),
    "a point twice": (bars("a", "a"), "the point 'a' is there twice"),
    "a series twice": (lines("x", "x", points="a"), "the series 'x' is there twice"),
    "series with other points": (lines("x", "y", points="abc"), "different points"),
    "a value that is missing": (bars(data=[{"x": "a", "y": None}]), "None is no number"),
    "a value without end": (bars(data=[{"x": "a", "y": float("inf")}]), "inf, must be from"),
    "a chart label over 40": (bars("a" * 41), "41 characters"),
    "a piece of less than nothing": (
        block("Chart.Donut", title="a", data=[{"legend": "a", "value": -1}], fallback=rich()), "-1, must be from 0",
    ),
}  # fmt: skip

ASKED: dict[str, dict[str, Any]] = {
    "text": ask(isMultiline=True, value="a", isRequired=True, errorMessage="Vul iets in."),
    "a choice": choose("1", "2", value="2", style="expanded", wrap=True),
    "several choices": choose("1", "2", value="1,2", isMultiSelect=True),
    "a search": choose(value="12", **{"choices.data": block("Data.Query", dataset="a", associatedInputs="none")}),
    "a date": ask("Input.Date", value="2026-05-29", errorMessage="Kies een datum."),
    "a number": ask("Input.Number", min=0, value=1, max=2, errorMessage="Vul een getal in."),
    "a toggle": ask("Input.Toggle", title="Ja", valueOn="ja", valueOff="nee"),
}

REFUSED_FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "no label": (without(ask(), "label"), "label is missing"),
    "an empty label": (ask(label=""), "0 characters"),
    "no id": (without(ask(), "id"), "id is missing"),
    "a label over 300": (ask(label="a" * 301), "301 characters"),
    "nothing to say when it stays empty": (ask(isRequired=True), "errorMessage is missing while isRequired"),
    "a value over the longest": (ask(value="a" * 151), "longer than maxLength"),
    "a property of a new version": (ask(regex="a"), "unknown property regex"),
    "no choices": (choose(), "there is nothing to choose"),
    "a choice twice": (choose("1", "1"), "the choice '1' is there twice"),
    "an empty choice": (choose(""), "0 characters"),
    "a value that is no choice": (choose("1", value="2"), "the value '2' is no choice"),
    "two values where one fits": (choose("1", "2", value="1,2"), "the value '1,2' is no choice"),
    "a choice without words": (ask("Input.ChoiceSet", choices=[{"value": "1"}]), "title is missing"),
    "a search nowhere": (choose(**{"choices.data": block("Data.Query")}), "dataset is missing"),
    "a date that is none": (ask("Input.Date", value="29 mei", errorMessage="a"), "is no date"),
    "a date with nothing to say": (ask("Input.Date"), "errorMessage is missing"),
    "a number under the lowest": (ask("Input.Number", min=2, value=1, errorMessage="a"), "not in this order"),
    "a number that is none": (ask("Input.Number", value="1", errorMessage="a"), "'1' is no number"),
    "a toggle without words": (ask("Input.Toggle", valueOn="ja", valueOff="nee"), "title is missing"),
    "a file": (ask("Input.File"), "unknown type 'Input.File'"),
}  # fmt: skip

REFUSED_WHOLE: dict[str, tuple[dict[str, Any], str]] = {
    "another version": (card(text()) | {"version": "1.6"}, "must be '1.5'"),
    "no version": (without(card(text()), "version"), "version is missing"),
    "no body": (card(), "0 items"),
    "another type": (block("Kaart"), "unknown type"),
    "an unknown property": (card(text(), kleur="rood"), "unknown property kleur"),
    "a width in other letters": (card(text(), msteams={"width": "Full"}), "must be 'full'"),
    "mentions": (card(text(), msteams={"entities": []}), "unknown property entities"),
    "more than 25 kB": (card(*[text("a" * 3000)] * 9), "at most 25000"),
    "more than 25 kB in other letters": (card(*[text("é" * 3000)] * 5), "at most 25000"),
    "an id twice": (card(text(id="a"), text(id="a")), "the id 'a' is there twice"),
    "a field twice": (card(ask(), ask(), bar(execute())), "the id 'een_a' is there twice"),
    "a field that nobody sends": (card(ask()), "nothing sends what is filled in"),
    "a field that no button takes along": (
        card(ask(), bar(execute(associatedInputs="none", fallback=submit(associatedInputs="none")))),
        "nothing sends what is filled in",
    ),
    "a field with the name of what is sent": (card(ask(id="action"), bar(execute())), "would take the place"),
    "seven buttons below": (card(text(), actions=[execute()] * 7), "7 items"),
    "half a character": (card(text("a\ud83d")), "cannot be sent"),
    "a control character": (card(text("a\x00")), "cannot be sent"),
    "a view for too many": (card(text(), refresh={"action": execute(), "userIds": ["a"] * 61}), "61 items"),
    "a view that refreshes otherwise": (card(text(), refresh={"action": submit()}), "not allowed here"),
}  # fmt: skip


@pytest.mark.parametrize("made", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_judge_takes(made):
    assert judge_card(card(made, fallbackText="Hallo", msteams={"width": "full"})) == []


@pytest.mark.parametrize(("made", "complaint"), REFUSED.values(), ids=REFUSED.keys())
def test_the_judge_refuses(made, complaint):
    assert complaint in " ".join(judge_card(card(text(), made)))


@pytest.mark.parametrize("made", ASKED.values(), ids=ASKED.keys())
def test_the_judge_takes_a_field(made):
    assert judge_card(card(made, actions=[submit()]), "dialog") == []


@pytest.mark.parametrize(("made", "complaint"), REFUSED_FIELDS.values(), ids=REFUSED_FIELDS.keys())
def test_the_judge_refuses_a_field_with(made, complaint):
    assert complaint in " ".join(judge_card(card(made, actions=[submit()]), "dialog"))


@pytest.mark.parametrize(("made", "complaint"), REFUSED_WHOLE.values(), ids=REFUSED_WHOLE.keys())
def test_the_judge_refuses_a_card_with(made, complaint):
    assert complaint in " ".join(judge_card(made))


@pytest.mark.parametrize("action", [execute(), opens(), shows(submit())])
def test_the_judge_knows_what_does_not_work_in_a_dialog(action):
    assert "does not work in a dialog" in " ".join(judge_card(card(text(), actions=[action]), "dialog"))


# --- every card and form ---------------------------------------------------------------------------------------------


@EVERY_CARD
def test_teams_takes_every_card(card):
    images = [each for each in card.elements if isinstance(each, c.Image)]
    sizes = {link(each.document): (each.width, each.height) for each in images}
    wrong = [judge_card(made, pictures=sizes) for made in teams.message(card, link)]
    assert wrong == [[]] * len(teams.message(card, link))


@EVERY_CARD
def test_teams_takes_every_card_when_documents_have_no_address(card):
    assert [each for made in teams.message(card, lambda _: "") for each in judge_card(made)] == []


@EVERY_FORM
def test_teams_takes_every_form(form):
    assert judge_card(dialogs.dialog(form, "merk" * 200), "dialog") == []


@pytest.mark.parametrize("value", [*CARDS.values(), *FORMS.values()], ids=[*CARDS, *FORMS])
def test_the_sdk_knows_every_element_and_property_too(value):
    made = teams.message(value, link) if isinstance(value, Card) else [dialog_of(value)]
    for each in parts(made):
        known = SDK[each["type"]].model_validate(each)
        assert known.model_extra == {}


# --- nothing is lost -------------------------------------------------------------------------------------------------

LEFT_OUT = re.compile(r"en nog [\d.]+ |De rest past hier niet|zijn ingekort|Niet getoond")
UNSPOKEN = {
    "action",
    "value",
    "search",
    "document",
    "small",
    "accounts",
    "url",
    "page",
    "kind",
    "style",
    "tone",
    "state",
    "errors",
}
SEEN = {"text", "title", "label", "altText", "x", "legend", "yAxisTitle"}
HIDDEN = {"data", "fallback", "choices.data"}
BACK = str.maketrans({fake: mark for mark, fake in escape.LOOKALIKES.items()} | {limits.SEAM: None})


def strings(value: object) -> Iterator[str]:
    """Every string of a card that a person may see."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (each for part in value for each in strings(part))
    elif isinstance(value, Mapping):
        hidden = HIDDEN - {"data"} if str(value.get("type")).startswith("Chart.") else HIDDEN
        seen = (
            SEEN | {"value"} if value.keys() == {"title", "value"} else SEEN
        )  # of a fact; of a choice it does no harm
        for key, part in value.items():
            if key in seen or (not isinstance(part, str) and key not in hidden):
                yield from strings(part)


def spoken(value: object) -> Iterator[str]:
    """Every string of a card or form that a person should see."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (each for part in value for each in spoken(part))
    elif isinstance(value, msgspec.Struct):
        own = {"name", "summary", "key", "colour"} if isinstance(value, Card) else set()
        own |= {"name"} if isinstance(value, f.Field) else set()
        own |= {"options"} if getattr(value, "search", "") else set()  # those come when somebody types
        names = [name for name in value.__struct_fields__ if name not in UNSPOKEN | own]
        yield from (each for name in names for each in spoken(getattr(value, name)))


def bare(said: str) -> str:
    """Only the words: no spaces, no marks, and nothing that says which page this is."""
    return re.sub(r"[*_`~\s]|Vervolg \(. van .\)", "", said.translate(BACK))


def missing(value: object, made: object) -> list[str]:
    said = bare("".join(strings(made)))
    return [words for words in spoken(value) if bare(clean(words)) not in said]


def bodies(card: Card) -> list[object]:
    return [made["body"] for made in teams.message(card, link)]


@EVERY_CARD
def test_every_word_of_a_card_is_there_or_it_is_said_that_something_is_not(card):
    assert LEFT_OUT.search(" ".join(strings(bodies(card)))) or missing(card, bodies(card)) == []


@pytest.mark.parametrize("size", ["klein", "vijandig"])
@pytest.mark.parametrize("kind", sorted(gallery.elements(gallery.short, 2).keys()))
def test_every_word_of_one_element_is_there(kind, size):
    card = CARDS[f"{kind}-{size}"]
    if size == "klein" or kind not in {
        "tabel",
        "grafiek",
        "lijn",
        "taart",
        "keuze",
        "keuze-zoek",
        "knoppen-gevaarlijk",
    }:
        assert missing(card, bodies(card)) == []
        assert not LEFT_OUT.search(" ".join(strings(bodies(card))))


@EVERY_FORM
def test_every_word_of_a_form_is_there_or_it_is_said_that_something_is_not(form):
    made = [dialogs.title(form), dialog_of(form)]
    asked = msgspec.structs.replace(form, action="", fields=tuple(map(_without_endings, form.fields)))
    assert LEFT_OUT.search(" ".join(strings(made))) or missing(asked, made) == []


def _without_endings(each: f.AnyField) -> f.AnyField:
    return msgspec.structs.replace(each, endings=()) if isinstance(each, f.Upload) else each


def test_rows_beyond_the_room_are_counted():
    said = " ".join(strings(drawn(c.Items(tuple(c.Item(line(f"rij {n}")) for n in range(300))))))
    [left] = re.findall(r"en nog (\d+) regels", said)
    assert f"rij {299 - int(left)}" in said
    assert f"rij {300 - int(left)}" not in said


def test_one_row_left_is_singular():
    rows = tuple((f"{n}",) for n in range(101))
    said = list(strings(drawn(c.Table("Lijst", (c.Column("Nr"),), rows))))
    assert re.fullmatch(r"en nog \d+ rijen|en nog 1 rij", said[-1])


def test_columns_beyond_the_room_are_named():
    assert "Niet getoond: kolom12, kolom13." in " ".join(strings(drawn(gallery.table(lambda n: f"kolom{n}", 14, 1))))


def test_a_card_that_is_too_long_goes_on_in_a_next_one():
    paragraphs = tuple(c.Text(line(f"alinea{n} " + "woord " * 400)) for n in range(12))
    first, second = teams.message(Card("proef", "Lang verhaal", paragraphs), link)
    assert (first["fallbackText"], second["fallbackText"]) == ("Lang verhaal (1 van 2)", "Lang verhaal (2 van 2)")
    assert second["body"][0]["inlines"][0]["text"] == "Vervolg (2 van 2)"
    assert re.findall(r"alinea\d+", " ".join(strings([first, second]))) == [f"alinea{n}" for n in range(12)]


def test_a_card_without_end_ends_and_says_so():
    made = teams.message(Card("proef", "Eindeloos", (c.Text(line("woord " * 50_000)),)), link)
    assert len(made) == teams.MOST_MESSAGES
    assert made[-1]["body"][-1]["inlines"][0]["text"] == "De rest past hier niet en is weggelaten."


def test_what_somebody_typed_stays_whole_in_a_dialog_when_options_must_give_way():
    options = tuple(c.Option(str(n), f"keuze {n} " + "woord " * 20) for n in range(200))
    story = "Zo pakken we het aan. " * 400
    made = dialog(
        f.Paragraph(name="a", label="A", value=story), f.Choose(name="b", label="B", options=options, value=("199",))
    )
    assert [each["value"] for each in inputs(made)] == [story, "199"]
    assert re.search(r"en nog \d+ keuzes; daarvoor is hier geen plaats\.", " ".join(strings(made)))


def test_what_was_chosen_stays_in_a_list_that_has_no_room():
    options = [c.Option(str(n), f"keuze {n}") for n in range(9)]
    assert [each.value for each in escape.menu(options, ["3", "8"], 10)] == ["3", "8"]
    assert [each.value for each in escape.menu(options, [], 10)] == ["0"]


def test_what_is_too_long_for_a_dialog_is_said_to_be_longer():
    made = dialog(f.Paragraph(name="a", label="A", value="woord " * 4000), audience="lezer " * 1000)
    said = " ".join(strings(made))
    assert inputs(made)[0]["value"] == "woord " * 2000
    assert "Dit was langer; hier staat het begin." in said
    assert "en nog 1 lange tekst" in said


# --- user text stays text --------------------------------------------------------------------------------------------

READ_AS_MARKDOWN = {"text", "title", "value", "label", "errorMessage", "placeholder"}
COMMONMARK = MarkdownIt("js-default", {"linkify": False})


def markdown(value: object) -> Iterator[str]:
    """Every string that some client of Teams reads as Markdown."""
    for each in parts(value):
        kinds = {"TextBlock": ("text",), "FactSet": ("facts",), "Input.ChoiceSet": ("label", "errorMessage", "choices")}
        keys = kinds.get(each["type"], ("label", "errorMessage") if each["type"].startswith("Input.") else ())
        for key in keys:
            found = each.get(key, [])
            yield from [found] if isinstance(found, str) else [choice["title"] for choice in found]
            yield from [fact["value"] for fact in found] if key == "facts" else []


def made_of(words: str) -> set[str]:
    """What Markdown makes of words, beside a paragraph of text."""
    tokens = [each for token in COMMONMARK.parse(words) for each in [token, *(token.children or [])]]
    return {token.type for token in tokens} - {"paragraph_open", "paragraph_close", "inline", "text"}


@pytest.mark.parametrize("value", [*CARDS.values(), *FORMS.values()], ids=[*CARDS, *FORMS])
def test_nobody_is_mentioned_and_nothing_is_linked_by_what_somebody_typed(value):
    made = teams.message(value, link) if isinstance(value, Card) else [dialog_of(value)]
    assert [words for words in markdown(made) if made_of(words)] == []
    addresses = [each["url"] for each in parts(made) if "url" in each]
    assert [url for url in addresses if not url.startswith("https://tafelbot.example/")] == []
    assert "entities" not in str(made)


@given(WORDS)
def test_text_where_markdown_is_read_formats_nothing_and_reads_the_same(typed):
    made = escape.titled(typed, 3000)
    assert made_of(made) == set()
    assert not re.search(r"</?at>|\{\{|https?:|www\.", made, re.IGNORECASE)
    assert made.translate(BACK) == escape.shown(typed).translate(BACK)


@given(WORDS)
def test_rich_text_is_exactly_what_was_written(typed):
    [block] = escape.paragraphs(line(typed, "."))
    said = "".join(run["text"] for run in block["inlines"])
    assert said.replace(limits.SEAM, "") == clean(typed) + "."
    assert "{{" not in said


def test_half_characters_become_a_mark_and_whole_ones_stay():
    assert clean("a\ud83db \ud83d\ude42 👩‍👧") == "a�b 🙂 👩‍👧"


def test_tones_and_links_in_rich_text():
    [block] = drawn(c.Text(line("a", c.strong("b"), c.soft("c"), c.code("d"), c.linked("e", "https://a.example"))))
    run = {"type": "TextRun"}
    assert block["inlines"] == [
        {**run, "text": "a"},
        {**run, "text": "b", "weight": "Bolder"},
        {**run, "text": "c", "isSubtle": True},
        {**run, "text": "d", "fontType": "Monospace"},
        {**run, "text": "e", "color": "Accent", "selectAction": {"type": "Action.OpenUrl", "url": "https://a.example"}},
    ]


def test_an_address_that_is_none_is_said_in_words():
    [block] = drawn(c.Text(line(c.linked("klik", "javascript:alert(1)"))))
    assert block["inlines"] == [{"type": "TextRun", "text": "klik (javascript:alert(1))"}]


# --- random cards and forms ------------------------------------------------------------------------------------------


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RANDOM_CARDS)
def test_teams_takes_any_card(card):
    assert [each for made in teams.message(card, lambda document: document) for each in judge_card(made)] == []


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RANDOM_FORMS)
def test_teams_takes_any_form(form):
    assert judge_card(dialogs.dialog(form, "merk"), "dialog") == []


# --- pressing and choosing -------------------------------------------------------------------------------------------


def sent(blocks: object, **filled: str) -> list[dict[str, Any]]:
    """The data that Teams sends for each button, with what is filled in where the button takes it along."""
    presses = [each for each in parts(blocks) if each["type"] == "Action.Execute" or "msteams" in each.get("data", ())]
    return [each["data"] | ({} if each.get("associatedInputs") == "none" else filled) for each in presses]


@given(st.lists(PRESSES, min_size=1, max_size=8))
def test_a_press_comes_back_as_our_action_and_value(buttons):
    made = teams.message(Card("proef", "Titel", (c.Buttons(tuple(buttons)),)), link)
    assert [teams.pressed(data) for data in sent(made)] == [(each.action, each.value) for each in buttons]


@given(ACTION, VALUES)
def test_a_choice_comes_back_as_our_action_and_value(action, value):
    [box] = drawn(c.Choice("Kies", action, (c.Option(value, "Deze"), c.Option("anders", "Die"))))
    asked = box["items"][0]
    assert [teams.pressed(data) for data in sent(box, **{asked["id"]: asked["choices"][0]["value"]})] == [
        (action, value)
    ]


def test_a_button_beside_a_choice_does_not_take_it_along():
    made = drawn(c.Choice("Kies", "proef.kies", (c.Option("1", "Een"),)), c.Buttons((c.Button("Weg", "proef.weg"),)))
    assert sent(made, keuze1="1") == [
        {"action": "proef.kies", "choice": "keuze1", "keuze1": "1"},
        {"action": "proef.weg", "value": ""},
    ]


def test_one_choice_must_be_made_and_of_two_neither():
    choice = c.Choice("Kies", "proef.kies", (c.Option("1", "Een"),))
    assert [each["isRequired"] for each in inputs(card(*drawn(choice)))] == [True]
    assert [each.get("isRequired") for each in inputs(card(*drawn(choice, choice)))] == [None, None]


@pytest.mark.parametrize(
    "data",
    [{}, {"action": 3}, {"action": "a", "value": ["b"]}, {"action": None, "choice": "keuze1"}, {"value": "1"}],
)
def test_a_press_that_is_not_ours_is_nothing(data):
    assert teams.pressed(data) == ("", "")


def test_a_choice_that_was_not_made_is_empty():
    assert teams.pressed({"action": "proef.kies", "choice": "keuze1"}) == ("proef.kies", "")
    assert teams.pressed({"action": "proef.kies", "choice": "keuze1", "keuze1": escape.NOTHING}) == ("proef.kies", "")


def test_a_button_that_opens_a_form_asks_teams_for_a_dialog():
    [row] = drawn(c.Buttons((c.Button("Bijwerken", "actieagenda.bijwerken", "12", opens=True),)))
    [action] = row["actions"]
    assert action["type"] == "Action.Submit"
    assert action["data"] == {"action": "actieagenda.bijwerken", "value": "12", "msteams": {"type": "task/fetch"}}
    assert action["associatedInputs"] == "none"


def test_a_dangerous_button_asks_first():
    asked = c.Confirm("Weggooien?", "Dan is BOUW-12 weg.", "Gooi weg")
    [row] = drawn(c.Buttons((c.Button("Weg", "proef.weg", "12", "danger", confirm=asked),)))
    [action] = row["actions"]
    assert (action["type"], action["title"], action["style"]) == ("Action.ShowCard", "Weg", "destructive")
    assert list(strings(action["card"]["body"])) == [
        "Weggooien?", "Dan is BOUW-12 weg.", "Annuleren? Druk dan nog eens op ‘Weg’.",
    ]  # fmt: skip
    assert [(each["title"], each["data"]) for each in action["card"]["actions"]] == [
        ("Gooi weg", {"action": "proef.weg", "value": "12"})
    ]


def test_a_search_says_what_to_ask_and_is_still_the_same_choice():
    [box] = drawn(c.Choice("Actie", "vriend.kies", (), search="vriend.zoek"))
    query = box["items"][0]["choices.data"]
    assert query == {"type": "Data.Query", "dataset": "vriend.zoek", "associatedInputs": "none"}
    assert teams.searched({"queryText": "stage", "dataset": query["dataset"]}) == ("vriend.zoek", "stage")
    assert teams.searched({"queryText": 3}) == ("", "")


def test_suggestions_beyond_what_a_list_shows_say_how_to_go_on():
    answer = escape.suggestions(c.Option(str(n), f"BOUW-{n}", "Petra") for n in range(250))
    results = answer["value"]["results"]
    assert (len(results), results[0]) == (15, {"title": "BOUW-0 · Petra", "value": "0"})
    assert results[-1] == {"title": "en nog 236 keuzes. Typ verder om te zoeken.", "value": escape.NOTHING}
    assert escape.suggestions([])["value"] == {"results": []}


def test_a_button_that_opens_a_form_may_carry_a_whole_form():
    row = c.Item(line("woord " * 1000), button=c.Button("Open", "proef.vraag", "x" * 8000, opens=True))
    made = teams.message(Card("proef", "Titel", (c.Items((row,)),)), link)
    assert [judge_card(each) for each in made] == [[]]
    assert [teams.pressed(data) for data in sent(made)] == [("proef.vraag", "x" * 8000)]


@pytest.mark.parametrize(
    "made",
    [
        c.Button("a", "proef.druk", "x" * 2001),
        c.Button("a", "proef.druk", "é" * 1001),
        c.Button("a", "proef.druk", "x" * 8001, opens=True),
        c.Option("x" * 501, "a"),
    ],
)
def test_what_cannot_travel_is_refused_loudly(made):
    element = c.Buttons((made,)) if isinstance(made, c.Button) else c.Choice("a", "proef.kies", (made,))
    with pytest.raises(limits.TooLarge):
        drawn(element)


# --- forms -----------------------------------------------------------------------------------------------------------


def untouched(made: Mapping[str, Any]) -> dict[str, Any]:
    """The data that Teams sends when somebody submits a dialog without touching it."""
    [send] = made["actions"]
    started = {each["id"]: each["value"] for each in inputs(made) if "value" in each}
    return {**send["data"], **started}


def test_a_form_comes_back_as_it_was_filled_in():
    data = untouched(dialogs.dialog(FORMS["formulier-klein"], "merk"))
    assert dialogs.opened(data) == ("proef.vraag", "merk")
    assert dialogs.values(data) == {
        "titel": "Collegiaal uitlenen (nr. 8)",
        "aanpak": "Open dag bij zes bouwers (nr. 10)",
        "datum": "2026-05-29",
        "thema": ("1",),
        "weinig": ("1",),
        "vrij": (),
        "doelgroepen": ("0", "1"),
        "vinkjes": ("1",),
        "actie": ("eerder",),
        "acties": ("1", "eerder"),
        "eigenaar": ("slack:U1",),
        "helpers": ("slack:U1", "teams:29:abc", "slack:<@U2>"),
        "impact": "3",
        "cijfer": "10",
        "procent": "",
        "bedrag": "1200",
        "anoniem": "ja",
        "open": "",
    }


@EVERY_FORM
def test_every_form_can_be_filled_in_again_with_what_came_back(form):
    values = dialogs.values(untouched(dialog_of(form)))
    again = dialogs.values(untouched(dialogs.dialog(form.refused(values, {}), "merk")))
    assert again == {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


@given(st.lists(VALUES, min_size=1, max_size=5, unique=True))
def test_any_option_can_be_chosen_the_empty_one_too_and_those_with_commas(chosen):
    options = tuple(c.Option(value, "x") for value in chosen)
    many = f.Choose(name="a", label="a", options=options, value=tuple(chosen), many=True)
    one = f.Choose(name="b", label="b", options=options, value=tuple(chosen[:1]))
    assert dialogs.values(untouched(dialog(many, one))) == {"a": tuple(chosen), "b": tuple(chosen[:1])}


def test_people_come_back_as_identities_and_who_is_not_in_teams_stays_chosen():
    identities = (f"teams:{GUIDS[0]}", f"teams:{GUIDS[1]}", "slack:U1")
    [asked] = inputs(dialog(f.Persons(name="a", label="A", value=identities, many=True)))
    assert asked["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
    assert asked["value"] == f"{GUIDS[0]},{GUIDS[1]},slack:U1"
    assert asked["choices"] == [{"title": "Al gekozen, niet in Teams (1)", "value": "slack:U1"}]
    assert dialogs.values({"fields": [asked["id"]], asked["id"]: asked["value"]}) == {"a": identities}


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [(1200, "1200"), (1200.0, "1200"), (1.5, "1.5"), ("a\r\nb\x00", "a\nb"), (None, ""), (["a"], ""), ({}, "")],
)
def test_a_value_of_any_kind_becomes_text(given_value, expected):
    assert dialogs.values({"fields": ["een_a"], "een_a": given_value}) == {"a": expected}


def test_a_field_that_teams_leaves_out_is_empty_and_one_that_was_not_asked_is_not_there():
    data = {"fields": ["een_a", "meer_b", "aan_c", "keus_d", 3], "een_x": "1"}
    assert dialogs.values(data) == {"a": "", "b": (), "c": "", "d": ""}
    assert dialogs.values({"fields": "een_a"}) == dialogs.values({}) == {}


def test_each_field_is_asked_at_its_richest():
    made = inputs(dialogs.dialog(FORMS["formulier-veel"], "merk"))
    assert {each["id"]: (each["type"].removeprefix("Input."), each.get("style", "")) for each in made} == {
        "een_titel": ("Text", ""),
        "een_aanpak": ("Text", ""),
        "een_datum": ("Date", ""),
        "meer_thema": ("ChoiceSet", "filtered"),
        "meer_weinig": ("ChoiceSet", "expanded"),
        "meer_vrij": ("ChoiceSet", "compact"),
        "meer_doelgroepen": ("ChoiceSet", "filtered"),
        "meer_vinkjes": ("ChoiceSet", "expanded"),
        "meer_actie": ("ChoiceSet", "filtered"),
        "meer_acties": ("ChoiceSet", "filtered"),
        "mens_eigenaar": ("ChoiceSet", ""),
        "mens_helpers": ("ChoiceSet", ""),
        "keus_impact": ("ChoiceSet", "expanded"),
        "keus_cijfer": ("ChoiceSet", "expanded"),
        "keus_procent": ("Number", ""),
        "een_bedrag": ("Number", ""),
        "aan_anoniem": ("Toggle", ""),
        "aan_open": ("Toggle", ""),
    }


def test_a_scale_says_a_word_at_each_end_and_how_not_to_judge():
    scale = f.Scale(name="a", label="Impact", low=1, high=3, low_label="klein", high_label="groot", abstain="weet niet")
    [asked] = inputs(dialog(scale))
    assert [(each["title"], each["value"]) for each in asked["choices"]] == [
        ("1 · klein", "1"), ("2", "2"), ("3 · groot", "3"), ("weet niet", f.ABSTAIN),
    ]  # fmt: skip
    assert dialogs.values({"fields": [asked["id"]], asked["id"]: "-"}) == {"a": f.ABSTAIN}


@pytest.mark.parametrize(
    "asked",
    [
        f.Choose(name="a", label="A", options=(c.Option("1", "Een"),)),
        f.Scale(name="a", label="A", low=1, high=3, low_label="", high_label=""),
    ],
)
def test_a_choice_that_need_not_be_made_can_be_taken_back(asked):
    [made] = inputs(dialog(asked))
    data = {"fields": [made["id"]], made["id"]: made["choices"][-1]["value"]}
    assert dialogs.values(data)["a"] in {"", ()}
    [required] = inputs(dialog(msgspec.structs.replace(asked, required=True)))
    assert escape.NOTHING not in {each["value"] for each in required["choices"]}


@pytest.mark.parametrize(
    ("words", "above", "within"),
    [("Nieuwe actie", "Nieuwe actie", 0), ("Wat wil je scherp krijgen? " * 4, "Tafelbot", 1)],
)
def test_a_long_title_is_written_out_above_the_fields(words, above, within):
    form = f.Form("proef.vraag", words, "Klaar", (f.Line(name="a", label="A"),))
    made = dialogs.dialog(form, "merk")
    assert dialogs.title(form) == above
    assert [each["text"] for each in made["body"] if each["type"] == "TextBlock"] == [words.strip()] * within


@pytest.mark.parametrize(
    "audience", ["Alleen de tafel Bouw leest het.", "Wie ziet dit? Alleen de tafel Bouw leest het."]
)
def test_a_form_says_who_will_read_it_before_anybody_types(audience):
    made = dialog(f.Line(name="a", label="A"), audience=audience)
    assert "".join(strings(made["body"][0])) == "Wie ziet dit? Alleen de tafel Bouw leest het."


def test_errors_stand_at_their_fields_and_loose_ones_above_them():
    wrong = {"b": "Dit is geen datum.", "": "Dit lukte niet."}
    made = dialog(f.Line(name="a", label="A"), f.Day(name="b", label="B", value="eind mei"), errors=wrong)
    told = ["".join(strings(each)) for each in made["body"]]
    assert told[0] == "Let op: Dit lukte niet."
    assert told[-2:] == ["Let op: Dit is geen datum.", "Ingevuld was: eind mei"]
    assert made["body"][-3]["id"] == "een_b"


def test_what_must_be_filled_in_says_so_in_words():
    fields = (f.Line(name="a", label="A", required=True), f.Number(name="b", label="B", highest=12_000, required=True))
    assert [(each["isRequired"], each["errorMessage"]) for each in inputs(dialog(*fields))] == [
        (True, "Vul hier iets in."), (True, "Vul een heel getal in van 0 tot en met 12.000."),
    ]  # fmt: skip


def test_a_file_is_asked_for_in_words():
    made = dialog(f.Upload(name="a", label="Bestand", endings=("xlsx", ".CSV"), most=5))
    assert inputs(made) == []
    assert "".join(strings(made["body"])).startswith("Bestand: zet dit in je eigen chat met mij")
    assert "(xlsx, csv; hoogstens 5 bestanden)" in "".join(strings(made["body"]))


def test_a_form_that_asks_nothing_is_something_to_read():
    made = dialogs.dialog(f.Form("", "Dat lukt niet", "", (), "Kies eerst een tafel."), "")
    assert ("".join(strings(made["body"])), "actions" in made) == ("Kies eerst een tafel.", False)


def test_a_form_that_no_dialog_can_hold_is_refused_loudly():
    with pytest.raises(limits.TooLarge):
        dialog(*(f.Line(name=str(n), label="A") for n in range(400)))


# --- how things look -------------------------------------------------------------------------------------------------

BARS = c.Chart("bar", "Vacatures", ("2023", "2024"), (c.Series("Bouw", (4.0, 5.5)),), "4 en 5,5", "x 1000")


def kinds(*made: c.AnyElement) -> list[str]:
    return [each["type"] for each in drawn(*made)]


def test_a_chart_is_native_has_its_table_behind_it_and_says_its_values_in_words():
    title, figure, alt = drawn(BARS)
    assert "".join(strings(title)) == "Vacatures"
    assert figure["data"] == [{"x": "2023", "y": 4.0}, {"x": "2024", "y": 5.5}]
    assert list(strings(figure["fallback"]))[-4:] == ["2023", "4", "2024", "5,5"]
    assert "".join(strings(alt)) == "Bouw, x 1000: 4 en 5,5"


@pytest.mark.parametrize(
    ("kind", "series", "expected"),
    [("bar", 1, "VerticalBar"), ("bar", 2, "VerticalBar.Grouped"), ("line", 2, "Line"), ("share", 1, "Donut")],
)
def test_each_kind_of_chart_has_its_own_element(kind, series, expected):
    rows = tuple(c.Series(str(n), (1.0, 2.0)) for n in range(series))
    assert kinds(c.Chart(kind, "Titel", ("a", "b"), rows, "alt"))[1] == f"Chart.{expected}"


@pytest.mark.parametrize("kind", ["bar", "line", "share"])
def test_what_stands_side_by_side_in_a_chart_has_colours_that_can_be_told_apart(kind):
    rows = (c.Series("een", (1.0, 2.0)), c.Series("twee", (3.0, 4.0)))
    figure = drawn(c.Chart(kind, "Titel", ("a", "b"), rows[:1] if kind == "share" else rows, "alt"))[1]
    assert [each["color"] for each in figure["data"]] == ["categoricalBlue", "categoricalMarigold"]


def test_every_series_and_every_segment_that_fits_has_a_colour_of_its_own():
    assert len(set(limits.COLOURS)) == max(limits.TEAMS.chart_series, limits.CHART_SEGMENTS)


@pytest.mark.parametrize("name", ["gaten", "oneindig", "kort", "reeksen", "dubbel"])
def test_a_chart_that_teams_cannot_draw_becomes_its_table(name):
    [made] = teams.message(CARDS[f"grafiek-{name}"], link)
    found = {each["type"] for each in made["body"]}
    assert "Table" in found
    assert not any(kind.startswith("Chart") for kind in found)


def test_a_chart_that_would_fill_the_card_or_has_less_than_nothing_to_share_becomes_its_table():
    labels = tuple(f"{n} " + "名" * 37 for n in range(15))
    rows = tuple(c.Series(f"reeks {n}", (1.0,) * 15) for n in range(8))
    assert "Table" in kinds(c.Chart("line", "Veel", labels, rows, "Veel"))
    assert "Table" in kinds(c.Chart("share", "Delen", ("a", "b"), (c.Series("x", (-1.0, 2.0)),), "alt"))


def test_a_missing_value_is_a_dash_and_never_zero():
    [made] = teams.message(CARDS["grafiek-gaten"], link)
    [grid] = [each for each in made["body"] if each["type"] == "Table"]
    assert [list(strings(row)) for row in grid["rows"]] == [[" ", "Bouw (x 1000)"], ["2023", "4"], ["2024", "–"]]


def test_a_wide_table_takes_the_whole_width():
    [narrow], [wide] = (teams.message(Card("a", "T", (gallery.table(gallery.short, n, 2),)), link) for n in (3, 4))
    assert ("msteams" in narrow, wide["msteams"]) == (False, {"width": "full"})


def test_numbers_in_a_table_stand_right():
    grid = drawn(c.Table("T", (c.Column("Tafel"), c.Column("Open", numeric=True)), (("Bouw", "14"),)))[1]
    assert [each.get("horizontalCellContentAlignment") for each in grid["columns"]] == [None, "Right"]


def test_a_column_is_as_wide_as_what_is_in_it_and_never_so_narrow_that_a_figure_breaks():
    columns = (c.Column("Cijfer"), c.Column("Aantal", numeric=True), c.Column("Eerder", numeric=True))
    grid = drawn(c.Table("T", columns, (("Openstaande vacatures, Nederland", "26.600", "27.000 (3e kw. 2022)"),)))[1]
    assert [each["width"] for each in grid["columns"]] == [20, 17, 20]


def test_one_button_in_a_list_may_stand_out_and_a_column_of_them_does_not():
    press = c.Button("Ik pak hem op", "proef.pak", style="primary")
    one, both = (drawn(c.Items((c.Item(line("Rij"), button=press),) * count)) for count in (1, 2))
    assert [json.dumps(blocks).count('"positive"') for blocks in (one, both)] == [1, 0]


def test_facts_without_tones_are_facts_and_with_tones_a_table():
    assert kinds(c.Facts((c.Fact("Wie", line("Petra")),))) == ["FactSet"]
    assert kinds(c.Facts((c.Fact("Wie", line(c.strong("Petra"))),))) == ["Table"]
    assert kinds(c.Facts((c.Fact("Wie", line("woord " * 300)),))) == ["RichTextBlock"]


def test_a_row_has_its_button_beside_it():
    button = c.Button("Ik pak hem op", "actieagenda.pak", "7")
    [plain_row, row] = drawn(c.Items((c.Item(line("BOUW-9")), c.Item(line("BOUW-7"), line("open"), button))))
    assert plain_row["type"] == "RichTextBlock"
    words, beside = row["columns"]
    assert list(strings(words["items"])) == ["BOUW-7", "open"]
    assert [teams.pressed(data) for data in sent(beside)] == [("actieagenda.pak", "7")]


def test_progress_is_a_bar_and_words():
    words, bar_of = drawn(c.Progress("Voortgang", 60))
    assert "".join(strings(words)) == "Voortgang · 60%"
    assert (bar_of["value"], "".join(strings(bar_of["fallback"]))) == (60, "▓▓▓▓▓▓░░░░")


def test_a_line_between_two_parts_stands_above_the_second():
    made = drawn(c.Text(line("a")), c.Divider(), c.Text(line("b")), c.Divider())
    assert [each.get("separator", False) for each in made] == [False, True]


def test_a_picture_needs_an_address_that_teams_can_fetch():
    picture_card = Card("proef", "Titel", (c.Image("plaatje-1", "Tien richtingen", 10, 10),))
    [made] = teams.message(picture_card, link)
    assert made["body"][1]["url"] == "https://tafelbot.example/bestand/plaatje-1"
    for address in ("", "http://127.0.0.1:8000/bestand/1"):
        [made] = teams.message(picture_card, {"plaatje-1": address}.__getitem__)
        assert "".join(strings(made["body"][1])) == "Afbeelding: Tien richtingen"


@pytest.mark.parametrize(("width", "height"), [(1025, 10), (10, 1025)])
def test_of_a_picture_that_is_too_large_for_teams_the_small_one_is_shown(width, height):
    [shown] = drawn(c.Image("plaatje-1", "Tien richtingen", width, height, "plaatje-1-klein"))
    assert (shown["url"], shown["altText"]) == (link("plaatje-1-klein"), "Tien richtingen")
    [whole] = drawn(c.Image("plaatje-1", "Tien richtingen", 1024, 1024, "plaatje-1-klein"))
    assert whole["url"] == link("plaatje-1")


def test_a_picture_that_is_only_there_too_large_can_be_opened_beside_its_words():
    made = drawn(c.Image("plaatje-1", "Tien richtingen", 1200, 900))
    assert "Image" not in {each["type"] for each in parts(made)}
    assert [each["url"] for each in parts(made) if each["type"] == "Action.OpenUrl"] == [link("plaatje-1")]
    assert "Tien richtingen" in list(strings(made))


def test_the_judge_knows_pictures_that_are_too_large():
    sizes = {"https://tafelbot.example/a.png": (1200, 900)}
    assert judge_card(card(picture()), pictures=sizes) == ["card: a picture of 1200 by 900 pixels, at most 1024"]
    assert judge_card(card(picture()), pictures={"https://tafelbot.example/a.png": (1024, 768)}) == []


def test_a_title_is_a_heading_in_a_band_and_a_refusal_a_sentence():
    [made] = teams.message(Card("proef", "Bouw", (c.Divider(),), colour="#0b5a7a"), link)
    [band] = made["body"]
    assert (band["style"], band["items"][0]["style"]) == ("accent", "heading")
    assert teams.message(CARDS["actie"], link)[0]["body"][0]["style"] == "heading"
    assert teams.message(CARDS["weigering"], link)[0]["body"][0]["type"] == "RichTextBlock"


def test_the_sentence_of_a_card_travels_along_for_who_cannot_see_it():
    [made] = teams.message(Card("proef", "Titel", (c.Divider(),), summary="BOUW-12 is <klaar>"), link)
    assert made["fallbackText"] == "BOUW-12 is <klaar>"


def test_a_drawing_made_by_hand_takes_the_place_of_the_usual_one(monkeypatch):
    monkeypatch.setitem(teams.DRAWINGS, "proef", lambda card, pen: [text(pen.link(card.title))])
    [made] = teams.message(Card("proef", "x"), link)
    assert made["body"] == [text("https://tafelbot.example/bestand/x")]


def test_an_element_or_field_that_teams_cannot_draw_stops_the_tests():
    class Unknown(c.Element, frozen=True):
        """A member that somebody added to the vocabulary."""

    class Strange(f.Field, frozen=True, kw_only=True):
        """Another one."""

    with pytest.raises(AssertionError):
        teams.draw(Unknown(), Pen(link))  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        dialog(Strange(name="a", label="A"))  # type: ignore[arg-type]
