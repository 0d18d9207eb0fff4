"""Cards and forms as HTML: everything in the gallery can be drawn, named and filled in, and no text becomes markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from multidict import MultiDict

from bot.browser.cards import address, card_html, colours_css, contrast, initials, line_html, mixed, readable
from bot.browser.chart import LETTER, chart_html, number, printable
from bot.browser.forms import form_html, values
from handlers.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Confirm,
    Items,
    Link,
    Option,
    Series,
    Span,
    Text,
)
from handlers.forms import ABSTAIN, Choose, Form, Number, Persons, Scale, Toggle, Upload, Value, Values
from tests.gallery import HOSTILE, cards, forms
from tests.searches import examples
from tests.strategies import RANDOM_CARDS, RANDOM_FORMS

CARDS, FORMS = cards(), forms()
PEOPLE = [("slack:U1", "Petra"), ("slack:U3", HOSTILE)]
VOID = {"input", "img", "hr", "br", "wbr"}
ELEMENTS = VOID | {
    *("article", "h2", "h3", "h4", "p", "span", "strong", "code", "a", "div"),
    *("blockquote", "figure", "figcaption", "dl", "dt", "dd", "ul", "li", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "progress"),
    *("form", "fieldset", "legend", "label", "button", "select", "option", "textarea"),
    *("svg", "title", "desc", "path", "circle", "rect", "line", "polyline", "text"),
}
ADDRESSES = ("href", "src", "action")


@dataclass(eq=False)
class Node:
    tag: str
    attributes: dict[str, str]
    parent: "Node | None" = None
    parts: list["Node | str"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        return [part for part in self.parts if isinstance(part, Node)]

    def all(self, *tags: str) -> Iterator["Node"]:
        for child in self.children:
            if not tags or child.tag in tags:
                yield child
            yield from child.all(*tags)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def ancestors(self) -> Iterator["Node"]:
        if self.parent:
            yield self.parent
            yield from self.parent.ancestors


class Reader(HTMLParser):
    """Reads a page into nodes, and insists that every element is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self.here = Node("", {})
        self.feed(str(html))
        self.close()
        assert self.here is self.root, f"never closed: {self.here.tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.parts.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.tag
        assert self.here.parent
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")


def read(html: str) -> Node:
    html.encode()
    return Reader(html).root


@cache
def drawn(card: Card) -> Node:
    """A card as it is read back; most tests look at every card of the gallery."""
    return read(card_html(card, lambda document: f"/bestand/{document}", "/druk", {"message": "7", "channel": HOSTILE}))


def asked(form: Form) -> Node:
    return read(form_html(form, "/formulier", PEOPLE, {"channel": "bouw"}))


each_card = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def all_trees() -> Iterator[tuple[str, Node]]:
    yield from ((name, drawn(card)) for name, card in CARDS.items())
    yield from ((name, asked(form)) for name, form in FORMS.items())


@pytest.fixture(scope="module")
def trees() -> dict[str, Node]:
    return dict(all_trees())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", printable(text))


def name_of(control: Node, tree: Node) -> str:
    """The words by which a screen reader calls a control."""
    if control.attributes.get("aria-label"):
        return control.attributes["aria-label"]
    if control.tag in {"button", "summary"}:
        return control.text
    for label, inside in labels(tree):
        if control in inside or (
            control.attributes.get("id") and label.attributes.get("for") == control.attributes["id"]
        ):
            return label.text
    return ""


@cache
def labels(tree: Node) -> list[tuple[Node, set[Node]]]:
    """Every label with what is inside it."""
    return [(label, set(label.all())) for label in tree.all("label")]


# --- safe ------------------------------------------------------------------------------------------------------------


def unsafe(tree: Node) -> Iterator[str]:
    """Elements and attributes that we do not write, and addresses that run a script or leave the web."""
    for node in tree.all():
        if node.tag not in ELEMENTS:
            yield node.tag
        yield from (key for key in node.attributes if key.startswith("on") or key == "style")
        for url in (node.attributes[key] for key in ADDRESSES if key in node.attributes):
            if not re.match(r"(https?://|mailto:|/(?!/)|#)", url):
                yield url


def test_nothing_that_was_typed_becomes_an_element_an_attribute_or_an_address_that_does_something(trees):
    assert {name: found for name, tree in trees.items() if (found := list(unsafe(tree)))} == {}


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RANDOM_CARDS)
def test_a_page_takes_any_card(card):
    assert list(unsafe(drawn(card))) == []


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RANDOM_FORMS)
def test_a_page_takes_any_form(form):
    assert list(unsafe(asked(form))) == []


def test_hostile_words_are_shown_as_they_were_typed():
    tree = drawn(Card("proef", HOSTILE, (Text((Span(HOSTILE, "strong"),)),)))

    [title], [words] = tree.all("h3"), tree.all("strong")

    assert squeezed(title.text) == squeezed(words.text) == squeezed(HOSTILE)


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_drawn_and_stays_text(typed):
    tree = read(f"<p>{line_html((Span(typed, 'code'),))}</p>")

    assert squeezed(tree.text) == squeezed(typed)


def test_characters_that_no_page_may_hold_are_marked_and_not_dropped():
    assert printable("a\x00b\ud83dc\td\ne") == "a�b�c\td\ne"


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "//kwaad.example", "/\\kwaad.example", "\\\\kwaad.example", "https://", "vbscript:x", "https://[", "slack:U1", "",
])  # fmt: skip
def test_an_address_that_leads_nowhere_good_is_no_link(url):
    assert address(url) == ""


@pytest.mark.parametrize(
    "url", ["https://tafelbot.example/k/1?a=1&b=2", "http://x.example", "mailto:a@b.example", "/bestand/12"]
)
def test_an_ordinary_address_stays_as_it_is(url):
    assert address(url) == url


def test_a_link_without_a_good_address_keeps_its_words():
    tree = drawn(Card("proef", "Proef", (Buttons((Link("Lees", "javascript:alert(1)"),)),)))

    assert not list(tree.all("a"))
    assert "Lees" in tree.text


# --- complete --------------------------------------------------------------------------------------------------------


@each_card
def test_a_card_is_an_article_with_its_sentence_and_its_title(card):
    [article] = drawn(card).children
    [title] = article.all("h3")

    assert article.tag == "article"
    assert squeezed(article.attributes["aria-label"]) == squeezed(card.sentence)
    assert squeezed(title.text) == squeezed(card.title)


def buttons(card: Card) -> Iterator[Button | Link]:
    """Everything on the card that can be pressed, in reading order."""
    for element in card.elements:
        if isinstance(element, Buttons):
            yield from element.buttons
        elif isinstance(element, Items):
            yield from (item.button for item in element.items if item.button)


@each_card
def test_every_button_of_a_card_is_there_and_says_where_it_goes(card):
    forms_drawn = [form for form in drawn(card).all("form") if "press" in form.attributes["class"]]
    sent = [{part.attributes["name"]: part.attributes["value"] for part in form.all("input")} for form in forms_drawn]

    wanted = [button for button in buttons(card) if isinstance(button, Button)]
    for fields, button in zip(sent, wanted, strict=True):
        assert fields["action"] == printable(button.action)
        assert squeezed(fields["value"]) == squeezed(button.value)
        assert fields["message"] == "7"


def test_a_button_that_asks_first_is_pressed_only_behind_its_question():
    sure = Confirm("Zeker weten?", "De actie verdwijnt.", "Ja, weg ermee")
    tree = drawn(Card("proef", "Proef", (Buttons((Button("Weg", "proef.weg", "1", confirm=sure),)),)))

    [press] = (form for form in tree.all("form"))
    [question] = (node for node in press.ancestors if node.tag == "details")

    assert question.children[0].text == "Weg"
    assert "De actie verdwijnt." in question.text
    assert "Ja, weg ermee" in press.text


def test_more_than_four_buttons_go_behind_more_and_none_is_lost():
    many = tuple(Button(f"Knop {n}", "proef.knop", str(n)) for n in range(7))
    tree = drawn(Card("proef", "Proef", (Buttons(many),)))

    [more] = tree.all("details")

    assert [button.text for button in tree.all("button")] == [button.label for button in many]
    assert [button.text for button in more.all("button")] == ["Knop 3", "Knop 4", "Knop 5", "Knop 6"]


def test_a_living_card_carries_its_key():
    [article] = drawn(Card("actie", "BOUW-12", key="actie:12")).children

    assert article.attributes["data-card"] == "actie:12"


def test_every_table_names_its_columns_and_its_rows(trees):
    for name, tree in trees.items():
        for table in tree.all("table"):
            [_] = table.all("caption")
            scopes = [cell.attributes.get("scope") for cell in table.all("th")]
            assert set(scopes) <= {"col", "row"}, name


@each_card
def test_a_chart_says_its_values_in_words_and_in_a_table(card):
    charts = [element for element in card.elements if isinstance(element, Chart)]
    figures = [figure for figure in drawn(card).all("figure") if "chart" in figure.attributes["class"]]

    assert len(figures) == len(charts)
    for figure, chart in zip(figures, charts, strict=True):
        [drawing], [table] = figure.all("svg"), figure.all("table")
        assert drawing.attributes["role"] == "img"
        assert squeezed(next(drawing.all("title")).text) == squeezed(chart.title)
        assert squeezed(next(drawing.all("desc")).text) == squeezed(chart.alt)
        assert len(list(table.all("tr"))) == 1 + len(chart.categories)
        assert len(list(table.all("td"))) == 1 + len(chart.categories) * len(chart.series)
        assert not re.search(r"\b(nan|inf)\b", " ".join(" ".join(node.attributes.values()) for node in drawing.all()))


def test_a_missing_value_is_no_zero():
    chart = Chart("bar", "Vacatures", ("Bouw", "Zorg"), (Series("2026", (0, None)),), "Bouw 0, Zorg onbekend")

    rows = [row.text for row in drawn(Card("proef", "Proef", (chart,))).all("tr")]

    assert rows == ["2026", "Bouw0", "Zorggeen cijfer"]


def test_a_line_is_broken_where_a_value_is_missing():
    chart = Chart("line", "Vacatures", ("a", "b", "c", "d"), (Series("x", (1, 2, None, 4)),), "")

    lines = list(drawn(Card("proef", "Proef", (chart,))).all("polyline"))

    assert [len(line.attributes["points"].split()) for line in lines] == [2, 1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (18100, "18.100"),
        (4.3, "4,3"),
        (-2.5, "−2,5"),
        (0, "0"),
        (0.004, "0,004"),
        (None, "geen cijfer"),
        (1e20, "1e+20"),
    ],
)
def test_figures_are_written_as_dutch_readers_write_them(value, words):
    assert number(value) == words


def test_a_choice_has_its_name_and_sends_what_was_chosen():
    choice = Choice("Welke tafel is dit?", "tafels.koppel", (Option("bouw", "Bouw"), Option("zorg", "Zorg")), "zorg")
    [form] = drawn(Card("proef", "Proef", (choice,))).all("form")
    [select] = form.all("select")

    assert "Welke tafel is dit?" in name_of(select, form)
    assert select.attributes["name"] == "value"
    assert [option.attributes["value"] for option in select.all("option") if "selected" in option.attributes] == [
        "zorg"
    ]


def test_every_control_has_a_name(trees):
    for name, tree in trees.items():
        for control in tree.all("button", "summary", "input", "select", "textarea"):
            if control.attributes.get("type") != "hidden":
                assert name_of(control, tree).strip(), (name, control)


def test_ids_are_used_once_and_everything_that_refers_to_one_finds_it(trees):
    for name, tree in trees.items():
        ids = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
        assert len(ids) == len(set(ids)), name
        for node in tree.all():
            assert set(node.attributes.get("aria-describedby", "").split()) <= set(ids), name
            if node.attributes.get("href", "").startswith("#"):
                assert node.attributes["href"][1:] in ids, name


# --- forms -----------------------------------------------------------------------------------------------------------


def posted(tree: Node) -> MultiDict[str]:
    """What a browser sends when nobody touches the form."""
    sent: MultiDict[str] = MultiDict()
    for node in tree.all("input", "select", "textarea"):
        name, kind = node.attributes["name"], node.attributes.get("type", "")
        if node.tag == "select":
            options = [option for option in node.all("option") if "selected" in option.attributes] or list(
                node.all("option")
            )
            sent.extend((name, option.attributes["value"]) for option in options[:1])
        elif node.tag == "textarea":
            sent.add(name, node.text.removeprefix("\n"))
        elif kind in {"checkbox", "radio"}:
            sent.extend([(name, node.attributes["value"])] if "checked" in node.attributes else [])
        elif kind != "file":
            sent.add(name, node.attributes["value"])
    return sent


class Fields(MultiDict[str]):
    def getlist(self, key: str) -> list[str]:
        return self.getall(key, [])


def back(form: Form) -> Values:
    return values(Fields(posted(asked(form))))


@each_form
def test_what_a_form_holds_comes_back_as_it_was(form):
    answers = back(form)

    assert set(answers) == {field.name for field in form.fields}
    for each in form.fields:
        if not isinstance(each, Upload):
            assert _same(answers[each.name]) == _same(_held(each)), each.name


def _held(each: object) -> Value:
    match each:
        case Toggle(value=value):
            return "ja" if value else ""
        case Choose(value=value, many=many) | Persons(value=value, many=many):
            return tuple(dict.fromkeys(value)) if many else value[:1]
        case Scale(low=low, high=high, value=value, abstain=abstain) if high - low < 11:
            marks = {*map(str, range(low, high + 1)), *([ABSTAIN] if abstain else [])}
            return value if value in marks else ""
        case _:
            return each.value  # type: ignore[attr-defined, no-any-return] # every other field holds a text


def _same(value: Value) -> str | set[str]:
    return squeezed(value) if isinstance(value, str) else {squeezed(one) for one in value if one}


@each_form
def test_reading_by_the_form_or_by_the_page_gives_the_same(form):
    sent = Fields(posted(asked(form)))

    assert values(sent) == values(sent, form)


def test_a_box_that_was_unticked_is_an_answer():
    form = Form("proef", "Proef", "Bewaar", (Toggle(name="open", label="Open", value=True),))
    sent = Fields(posted(asked(form)))
    sent.popall("field.open")

    assert values(sent) == {"open": ""}
    assert form.refused(values(sent), {}).fields == (Toggle(name="open", label="Open"),)


def test_no_judgement_is_something_else_than_no_answer():
    scale = Scale(
        name="impact", label="Impact", low=1, high=5, low_label="klein", high_label="groot", abstain="Weet niet"
    )
    [abstained] = [
        node.attributes["value"]
        for node in asked(Form("proef", "Proef", "Bewaar", (scale,))).all("input")
        if node.attributes.get("type") == "radio" and not node.attributes["value"].isdigit()
    ]

    assert abstained == ABSTAIN


def test_a_field_cannot_pass_itself_off_as_what_the_form_sends_along():
    form = Form("proef.vraag", "Proef", "Bewaar", (Number(name="action", label="Actie", value="1"),), state="12")
    sent = posted(asked(form))

    assert (sent.getall("action"), sent.getall("state")) == (["proef.vraag"], ["12"])
    assert back(form) == {"action": "1"}


def test_lines_of_a_paragraph_come_back_without_the_returns_of_browsers():
    assert values(Fields([("one", "tekst"), ("field.tekst", "een\r\ntwee")])) == {"tekst": "een\ntwee"}


@each_form
def test_whoever_reads_the_answers_is_said_before_the_first_question(form):
    [drawn_form] = asked(form).all("form")
    text = squeezed(drawn_form.text)

    assert not form.audience or squeezed("Wie ziet dit?" + form.audience) in text
    before = [node for node in drawn_form.all() if node.attributes.get("class") in {"audience", "fields"}]
    assert [node.attributes["class"] for node in before] == (["audience"] if form.audience else []) + ["fields"]


@each_form
def test_what_is_wrong_stands_in_the_summary_and_at_its_field(form):
    tree = asked(form)
    [summary] = (node for node in tree.all("div") if "data-errors" in node.attributes)
    wrong = {node.attributes["id"]: node for node in tree.all() if node.attributes.get("aria-invalid")}
    at_fields = [field.name for field in form.fields if field.name in form.errors]

    assert ("hidden" in summary.attributes) == (not form.errors)
    assert len(wrong) == len(at_fields)
    assert all(squeezed(sentence) in squeezed(summary.text) for sentence in form.errors.values())
    for node in wrong.values():
        described = node.attributes["aria-describedby"].split()
        assert any(
            part.attributes.get("class") == "error" for part in tree.all() if part.attributes.get("id") in described
        )


def test_required_is_said_in_words():
    text = asked(Form("proef", "Proef", "Bewaar", (Choose(name="t", label="Thema", options=(), required=True),))).text

    assert "Thema (verplicht)" in text


# --- colours ---------------------------------------------------------------------------------------------------------

rgb = st.tuples(*[st.integers(0, 255)] * 3)


@given(rgb, st.sampled_from([(244, 245, 243), (36, 42, 47)]))
def test_every_colour_gets_a_shade_that_can_be_read(colour, ground):
    shade = readable(colour, ground)

    assert contrast(shade, ground) >= 4.5
    assert contrast(shade, mixed(ground, shade, 0.14)) >= 4.5


def test_a_colour_is_a_class_in_the_sheet_and_what_is_no_colour_is_none():
    [article] = drawn(Card("proef", "Proef", colour="#0B5A7A")).children
    [plain] = drawn(Card("proef", "Proef", colour="red;} body{display:none")).children

    assert article.attributes["class"].split() == ["card", "kleur-0b5a7a"]
    assert plain.attributes["class"].split() == ["card"]
    assert ".kleur-0b5a7a { --mark: #0b5a7a;" in colours_css(["#0B5A7A", "#0b5a7a", "geen kleur"])
    assert colours_css(["#0B5A7A", "#0b5a7a"]).count(".kleur-") == 2


@pytest.mark.parametrize(
    ("name", "letters"), [("Petra", "P"), ("Karim de Vries", "KV"), ("  ", "?"), ("", "?"), ("<b> x", "X")]
)
def test_a_name_has_at_most_two_letters(name, letters):
    assert initials(name) == letters


def test_items_keep_their_own_button_beside_their_words():
    for card in CARDS.values():
        wanted = sum(
            bool(item.button) for element in card.elements if isinstance(element, Items) for item in element.items
        )
        rows = [
            row
            for row in drawn(card).all("li")
            if any("item-words" in child.attributes.get("class", "") for child in row.children)
        ]
        assert sum(bool(list(row.all("form"))) for row in rows) == wanted


@pytest.mark.parametrize("label", ["apr ’21", "1 mrt ’26", "3e kwartaal 2023"])
@pytest.mark.parametrize("moments", [2, 3, 7, 11, 12, 13, 20, 40])
def test_the_names_under_a_line_stand_apart_with_the_first_and_the_last(moments, label):
    names = tuple(f"{label}{chr(ord('A') + number % 26)}" for number in range(moments))
    values = tuple(float(number) for number in range(moments))
    page = read(chart_html(Chart("line", "Verloop", names, (Series("Stand", values),), "Verloop")))
    shown = [each for each in page.all("text") if each.text in names]
    assert [shown[0].text, shown[-1].text] == [names[0], names[-1]]
    wide = len(names[0]) * LETTER
    before = {"start": 0.0, "middle": wide / 2, "end": wide}
    left = [float(each.attributes["x"]) - before[each.attributes["text-anchor"]] for each in shown]
    assert all(later - earlier > wide for earlier, later in pairwise(left))
