"""What people see in Slack: every card and form is one Slack takes, says everything, and lets nobody shout."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from bot.doors.splitting import halves
from bot.doors.texts import clean, head, length
from bot.slack import cards as slack, escape, forms as modals, limits
from bot.slack.pen import Pen, dutch
from handlers import cards as c, forms as f
from handlers.cards import Card, line
from tests import gallery
from tests.judges.slack import judge_message, judge_view
from tests.searches import examples
from tests.strategies import ACTION, CHOICES, PRESSES, RANDOM_CARDS, RANDOM_FORMS, VALUES, WORDS

CARDS, FORMS = gallery.cards(), gallery.forms()
EVERY_CARD = pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
EVERY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def link(document: str) -> str:
    return f"https://tafelbot.example/bestand/{document}"


def drawn(*elements: c.AnyElement, title: str = "Titel") -> list[dict[str, Any]]:
    """The blocks of a card with these elements, without its title."""
    [payload] = slack.message(Card("proef", title, elements), link)
    return list(payload["blocks"][1:])


# --- the judge -------------------------------------------------------------------------------------------------------


def text(words: str = "Hallo", kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": words}


def option(value: str = "1", words: str = "Een") -> dict[str, Any]:
    return {"text": text(words), "value": value}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": text(), "action_id": "proef.druk", **more}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "proef.kies", "options": [option()], **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": text(), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def rich(*leaves: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(leaves)}]}


def cell(words: str = "x") -> dict[str, Any]:
    return {"type": "raw_text", "text": words}


def table(width: int = 2, height: int = 2, words: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "table", "rows": [[cell(words) for _ in range(width)] for _ in range(height)], **more}


def chart(categories: int = 2, series: int = 1, kind: str = "bar", **more: Any) -> dict[str, Any]:
    labels = [str(n) for n in range(categories)]
    data = [{"label": label, "value": 1} for label in labels]
    lines = [{"name": f"reeks {n}", "data": deepcopy(data)} for n in range(series)]
    figure = {"type": kind, "series": lines, "axis_config": {"categories": labels, **more}}
    return {"type": "data_visualization", "title": "Cijfers", "chart": figure}


def pie(*values: float, labels: str = "abcdefghij") -> dict[str, Any]:
    segments = [{"label": label, "value": value} for label, value in zip(labels, values, strict=False)]
    return {"type": "data_visualization", "title": "Delen", "chart": {"type": "pie", "segments": segments}}


def field(element: dict[str, Any], block_id: str = "veld", **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": text(), "element": element, **more}


def typed(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "een", **more}


def number(**more: Any) -> dict[str, Any]:
    return {"type": "number_input", "action_id": "een", "is_decimal_allowed": False, **more}


def without(block: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != key}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": text("Vraag"), "submit": text("Ja"), "blocks": list(blocks), **more}


ACCEPTED = {
    "a section": section(),
    "mrkdwn": section(text=text("*vet*", "mrkdwn")),
    "fields": {"type": "section", "fields": [text("a" * 2000), *[text()] * 9]},
    "a header": {"type": "header", "text": text("a" * 150)},
    "a full row of buttons": actions(*(button(action_id=str(n)) for n in range(25))),
    "a url button": actions(button(url="https://tafelbot.example/?a=1", value="a" * 2000, style="danger")),
    "a hundred options": actions(select(options=[option(str(n)) for n in range(100)], initial_option=option("4"))),
    "a context": {"type": "context", "elements": [text("a", "mrkdwn")] * 10},
    "rich text": rich({"type": "text", "text": "a", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
    "a link": rich({"type": "link", "url": "https://tafelbot.example", "text": "hier"}, kind="rich_text_quote"),
    "a picture": {"type": "image", "image_url": "https://tafelbot.example/a.png", "alt_text": "Een grafiek"},
    "a table": table(20, 100, column_settings=[{"align": "right", "is_wrapped": True}]),
    "a chart": chart(20, 6, y_label="x 1000"),
    "a pie": pie(1, 2.5, 3),
    "a divider": {"type": "divider", "block_id": "streep"},
    "a search": actions(
        {"type": "external_select", "action_id": "a", "min_query_length": 0, "initial_option": option()}
    ),
}

CONFIRM = {"title": text(), "text": text(), "confirm": text(), "deny": text()}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown block": ({"type": "kaart"}, "unknown type 'kaart'"),
    "a block without a type": ({"text": text()}, "unknown type"),
    "an unknown element": (actions({"type": "knop"}), "unknown type 'knop'"),
    "an unknown property": (section(kleur="rood"), "unknown property kleur"),
    "an unknown property of an element": (actions(button(disabled=True)), "unknown property disabled"),
    "a section that says nothing": ({"type": "section"}, "needs text or fields"),
    "a section over 3000 characters": (section(text=text("a" * 3001)), "3001 characters"),
    "characters outside the basic plane that count double": (section(text=text("🙂" * 1501)), "3002 characters"),
    "empty text": (section(text=text("")), "0 characters"),
    "text that is no text": (section(text=text(3)), "must be text"),  # type: ignore[arg-type]
    "a bare string for a text object": (section(text="Hallo"), "unknown type"),
    "eleven fields": ({"type": "section", "fields": [text()] * 11}, "11 items"),
    "a field over 2000 characters": ({"type": "section", "fields": [text("a" * 2001)]}, "2001 characters"),
    "an input as an accessory": (section(accessory=typed()), "plain_text_input is not allowed here"),
    "a header over 150 characters": ({"type": "header", "text": text("a" * 151)}, "151 characters"),
    "a header in mrkdwn": ({"type": "header", "text": text("a", "mrkdwn")}, "mrkdwn is not allowed here"),
    "emoji on mrkdwn": (section(text={**text("a", "mrkdwn"), "emoji": True}), "unknown property emoji"),
    "an emoji that is no flag": (section(text={**text(), "emoji": 1}), "must be True or False"),
    "26 buttons": (actions(*(button(action_id=str(n)) for n in range(26))), "26 items"),
    "no buttons": (actions(), "0 items"),
    "two buttons with one action_id": (actions(button(), button()), "action_id 'proef.druk' is there twice"),
    "a button over 75 characters": (actions(button(text=text("a" * 76))), "76 characters"),
    "a button in mrkdwn": (actions(button(text=text("a", "mrkdwn"))), "mrkdwn is not allowed here"),
    "a button without text": (actions(without(button(), "text")), "text is missing"),
    "a value over 2000 characters": (actions(button(value="a" * 2001)), "2001 characters"),
    "an empty value": (actions(button(value="")), "0 characters"),
    "an action_id over 255 characters": (actions(button(action_id="a" * 256)), "256 characters"),
    "a block_id over 255 characters": (section(block_id="a" * 256), "256 characters"),
    "an unknown style": (actions(button(style="rood")), "must be 'primary' or 'danger'"),
    "a script for an address": (actions(button(url="javascript:alert(1)")), "no web address"),
    "an address over 3000 characters": (actions(button(url="https://a/" + "a" * 2991)), "3001 characters"),
    "a confirm without a way back": (actions(button(confirm=without(CONFIRM, "deny"))), "deny is missing"),
    "a confirm title over 100": (actions(button(confirm={**CONFIRM, "title": text("a" * 101)})), "101 characters"),
    "a confirm text over 300": (actions(button(confirm={**CONFIRM, "text": text("a" * 301)})), "301 characters"),
    "a confirm button over 30": (actions(button(confirm={**CONFIRM, "deny": text("a" * 31)})), "31 characters"),
    "101 options": (actions(select(options=[option(str(n)) for n in range(101)])), "101 items"),
    "no options": (actions(select(options=[])), "0 items"),
    "options nowhere": (actions(without(select(), "options")), "needs options or option_groups"),
    "options in two ways": (actions(select(option_groups=[{"label": text(), "options": [option()]}])), "not both"),
    "an initial option that is none": (actions(select(initial_option=option("2"))), "initial option '2' is no option"),
    "an initial option said otherwise": (actions(select(initial_option=option("1", "Eén"))), "is no option"),
    "an option over 75 characters": (actions(select(options=[option("1", "a" * 76)])), "76 characters"),
    "an option's value over 150": (actions(select(options=[option("a" * 151)])), "151 characters"),
    "an option without a value": (actions(select(options=[without(option(), "value")])), "value is missing"),
    "a description over 75": (actions(select(options=[{**option(), "description": text("a" * 76)}])), "76 characters"),
    "a placeholder over 150": (actions(select(placeholder=text("a" * 151))), "151 characters"),
    "eleven radio buttons": (
        actions({"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]}),
        "11 items",
    ),
    "a sixth thing behind the dots": (
        section(accessory={"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "6 items",
    ),
    "a multi-select among buttons": (actions(select(type="multi_static_select")), "is not allowed here"),
    "more chosen than may be": (
        section(
            accessory={
                **select(type="multi_static_select", options=[option(), option("2")], max_selected_items=1),
                "initial_options": [option(), option("2")],
            }
        ),
        "more than max_selected_items",
    ),
    "an empty list of initial options": (
        section(accessory=select(type="multi_static_select", initial_options=[])),
        "0 items",
    ),
    "a user that is none": (section(accessory={"type": "users_select", "initial_user": "<@U1>"}), "is no user"),
    "a date that is none": (section(accessory={"type": "datepicker", "initial_date": "29 mei"}), "is no date"),
    "eleven remarks": ({"type": "context", "elements": [text()] * 11}, "11 items"),
    "a button in a context": ({"type": "context", "elements": [button()]}, "unknown type 'button'"),
    "a picture without words": ({"type": "image", "image_url": "https://a.example"}, "alt_text is missing"),
    "an alt over 2000": (
        {"type": "image", "image_url": "https://a.example", "alt_text": "a" * 2001},
        "2001 characters",
    ),
    "empty rich text": ({"type": "rich_text", "elements": []}, "0 items"),
    "an empty section in rich text": (rich(), "0 items"),
    "an empty leaf": (rich({"type": "text", "text": ""}), "0 characters"),
    "a mention of everybody": (rich({"type": "broadcast", "range": "channel"}), "unknown type 'broadcast'"),
    "an unknown style in rich text": (rich({"type": "text", "text": "a", "style": {"rood": True}}), "unknown property"),
    "a user in fixed width": (
        rich({"type": "user", "user_id": "U1"}, kind="rich_text_preformatted"),
        "not allowed here",
    ),
    "a table of 101 rows": (table(1, 101), "101 items"),
    "a table of 21 columns": (table(21, 1), "21 items"),
    "a table with an empty cell": (table(words=""), "0 characters"),
    "a table with missing cells": ({"type": "table", "rows": [[cell()], [cell(), cell()]]}, "not equally long"),
    "a table over 10,000 characters": (table(2, 2, "a" * 2501), "10004 characters in the cells"),
    "a column without settings": (table(column_settings=[None, {}]), "must be an object"),
    "an unknown side": (table(column_settings=[{"align": "rechts"}]), "must be 'left' or 'center' or 'right'"),
    "a chart with 21 categories": (chart(21), "21 items"),
    "a chart with 7 series": (chart(1, 7), "7 items"),
    "a chart title over 50": ({**chart(), "title": "a" * 51}, "51 characters"),
    "an axis over 50": (chart(y_label="a" * 51), "51 characters"),
    "an unknown chart": (chart(kind="radar"), "unknown type 'radar'"),
    "a pie with nothing in a piece": (pie(1, 0), "must be from"),
    "a pie of seven pieces": (pie(*range(1, 8)), "7 items"),
    "two pieces with one name": (pie(1, 2, labels="aa"), "segment 'a' is there twice"),
}


def _chart_with(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    block = chart(2, 2)
    change(block["chart"])
    return block


REFUSED |= {
    "a point too few": (_chart_with(lambda made: made["series"][0]["data"].pop()), "exactly one point per category"),
    "a point twice": (
        _chart_with(lambda made: made["series"][0]["data"].append({"label": "0", "value": 1})),
        "exactly one point per category",
    ),
    "a point elsewhere": (
        _chart_with(lambda made: made["series"][0]["data"][0].update(label="9")),
        "exactly one point",
    ),
    "two series with one name": (_chart_with(lambda made: made["series"][1].update(name="reeks 0")), "is there twice"),
    "a category twice": (_chart_with(lambda made: made["axis_config"].update(categories=["0", "0"])), "is there twice"),
    "a category over 20": (
        _chart_with(lambda made: made["axis_config"].update(categories=["a" * 21])),
        "21 characters",
    ),
    "a missing value": (_chart_with(lambda made: made["series"][0]["data"][0].update(value=None)), "None is no number"),
    "a value that is no number": (
        _chart_with(lambda made: made["series"][0]["data"][0].update(value=float("nan"))),
        "nan, must be from",
    ),
}

REFUSED_TOGETHER: dict[str, tuple[list[dict[str, Any]], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "51 items"),
    "a block_id twice": ([section(block_id="a"), section(block_id="a")], "block_id 'a' is there twice"),
    "two tables": ([table(), table()], "2 of table, at most 1"),
    "three charts": ([chart(), chart(), chart()], "3 of data_visualization, at most 2"),
    "too much together": ([section(text=text("a" * 3000))] * 5, "at most 13000"),
    "too many blocks for their text": ([section(text=text("a" * 200))] * 50, "weigh 15000 together"),
    "a field that only a modal has": ([field(number())], "no number_input on a message"),
    "a file field": ([field({"type": "file_input"})], "no file_input on a message"),
    "half a character": ([section(text=text("a\ud83d"))], "cannot be sent"),
    "a control character": ([section(text=text("a\x00"))], "cannot be sent"),
    "blocks that are no list": ({"type": "divider"}, "must be a list"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("block", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_judge_takes(block):
    assert judge_message({"text": "Hallo", "blocks": [block]}) == []


@pytest.mark.parametrize(("block", "complaint"), REFUSED.values(), ids=REFUSED.keys())
def test_the_judge_refuses(block, complaint):
    assert complaint in " ".join(judge_message({"text": "Hallo", "blocks": [section(), block]}))


@pytest.mark.parametrize(("blocks", "complaint"), REFUSED_TOGETHER.values(), ids=REFUSED_TOGETHER.keys())
def test_the_judge_refuses_together(blocks, complaint):
    assert complaint in " ".join(judge_message({"text": "Hallo", "blocks": blocks}))


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({"blocks": [section()]}, "text is missing"),
        ({"text": "", "blocks": [section()]}, "0 characters"),
        ({"text": "a" * 4001}, "4001 characters"),
        ({"text": "é" * 2001}, "4002 bytes"),
    ],
)
def test_the_judge_refuses_a_message_without_a_sentence_for_notifications(payload, complaint):
    assert complaint in " ".join(judge_message(payload))


def test_the_judge_looks_at_text_and_blocks_and_leaves_the_rest_of_a_call_to_others():
    assert judge_message({"channel": "C1", "text": "Hallo", "unfurl_links": False}) == []


def test_the_judge_knows_what_a_home_view_cannot_hold():
    assert judge_message({"type": "home", "blocks": [section(), chart()]}, "home") == []
    assert judge_message({"type": "home", "blocks": [table()]}, "home") == ["blocks/0: no table on a home"]
    assert "101 items" in " ".join(judge_message({"type": "home", "blocks": [section()] * 101}, "home"))
    assert judge_message({"blocks": [section()]}, "home") == ["view: type is missing"]


REFUSED_VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "no submit": (without(modal(field(typed())), "submit"), "submit is required"),
    "a title over 24": (modal(section(), title=text("a" * 25)), "25 characters"),
    "a submit over 24": (modal(section(), submit=text("a" * 25)), "25 characters"),
    "a close over 24": (modal(section(), close=text("a" * 25)), "25 characters"),
    "no title": (without(modal(section()), "title"), "title is missing"),
    "another type": (modal(section(), type="message"), "must be 'modal'"),
    "no blocks": (modal(), "0 items"),
    "101 blocks": (modal(*[section()] * 101), "101 items"),
    "metadata over 3000": (modal(section(), private_metadata="a" * 3001), "3001 characters"),
    "a callback_id over 255": (modal(section(), callback_id="a" * 256), "256 characters"),
    "an unknown property": (modal(section(), kleur="rood"), "unknown property kleur"),
    "a table": (modal(table()), "no table on a modal"),
    "a chart": (modal(chart()), "no data_visualization on a modal"),
    "a field twice": (modal(field(typed()), field(typed())), "block_id 'veld' is there twice"),
    "a label over 2000": (modal(field(typed(), label=text("a" * 2001))), "2001 characters"),
    "a hint over 2000": (modal(field(typed(), hint=text("a" * 2001))), "2001 characters"),
    "a button as a field": (modal(field(button())), "button is not allowed here"),
    "a field without an element": (modal(without(field(typed()), "element")), "element is missing"),
    "a longest over 3000": (modal(field(typed(max_length=3001))), "must be from 1 to 3000"),
    "a start over the longest": (modal(field(typed(max_length=1, initial_value="aa"))), "under max_length"),
    "a shortest over the longest": (modal(field(typed(max_length=1, min_length=2))), "under max_length"),
    "an empty start": (modal(field(typed(initial_value=""))), "0 characters"),
    "a number that is none": (modal(field(number(initial_value="veel"))), "is no whole number"),
    "a number under the lowest": (modal(field(number(initial_value="1", min_value="2"))), "not in this order"),
    "a number over the highest": (modal(field(number(initial_value="3", max_value="2"))), "not in this order"),
    "a number without saying whole or not": (modal(field(without(number(), "is_decimal_allowed"))), "is missing"),
    "eleven files": (modal(field({"type": "file_input", "max_files": 11})), "must be from 1 to 10"),
    "eleven boxes": (
        modal(field({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]})),
        "11 items",
    ),
    "more than 250 kB": (
        modal(*(field(select(options=[option(str(n), "a" * 75) for n in range(100)]), str(f)) for f in range(30))),
        "at most 250000",
    ),
}


@pytest.mark.parametrize(("view", "complaint"), REFUSED_VIEWS.values(), ids=REFUSED_VIEWS.keys())
def test_the_judge_refuses_a_view_with(view, complaint):
    assert complaint in " ".join(judge_view(view))


def test_the_judge_takes_every_kind_of_field():
    fields = [
        typed(multiline=True, max_length=3000, initial_value="a"),
        number(min_value="-1", initial_value="0", max_value="1"),
        {"type": "datepicker", "initial_date": "2026-05-29"},
        {"type": "users_select", "initial_user": "U1"},
        {"type": "multi_users_select", "initial_users": ["U1", "W2"]},
        {"type": "radio_buttons", "options": [option()], "initial_option": option()},
        {"type": "checkboxes", "options": [option()], "initial_options": [option()]},
        {"type": "file_input", "filetypes": ["xlsx"], "max_files": 10},
        select(),
        {"type": "multi_external_select", "initial_options": [option()], "min_query_length": 0},
    ]
    assert judge_view(modal(*(field(each, str(place)) for place, each in enumerate(fields)))) == []


# --- every card and form ---------------------------------------------------------------------------------------------


@EVERY_CARD
def test_slack_takes_every_card_as_a_message(card):
    assert [judge_message(payload) for payload in slack.message(card, link)] == [[]] * len(slack.message(card, link))


@EVERY_CARD
def test_slack_takes_every_card_as_a_home(card):
    assert judge_message(slack.home(card, link), "home") == []


@EVERY_CARD
def test_slack_takes_every_card_when_documents_have_no_address(card):
    assert [each for payload in slack.message(card, lambda _: "") for each in judge_message(payload)] == []


@EVERY_FORM
@pytest.mark.parametrize("show_errors", [False, True])
def test_slack_takes_every_form(form, show_errors):
    assert judge_view(modals.view(form, "merk", show_errors=show_errors)) == []


@EVERY_CARD
def test_a_card_can_travel_as_utf_8(card):
    for payload in slack.message(card, link):
        assert json.loads(json.dumps(payload, ensure_ascii=False).encode()) == payload


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
    "name_of_card",
    "state",
}


UNSEEN = {"type", "emoji", "url", "image_url", "action_id", "value", "block_id", "user_id", "callback_id", "align"}
BACK = str.maketrans({fake: mark for mark, fake in escape.LOOKALIKES.items()} | {"\N{ZERO WIDTH SPACE}": None})


def readable(said: str) -> str:
    """Words as a person reads them, with what mrkdwn needed turned back."""
    return html.unescape(said).translate(BACK)


def strings(value: object) -> Iterator[str]:
    """Every string of a payload that a person may see, as it is read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping) and value.get("type") == "mrkdwn":
        yield readable(re.sub(r"<http[^|>]*\|([^>]*)>", r"\1", value["text"]))
    elif isinstance(value, Mapping):
        yield from (each for key, part in value.items() if key not in UNSEEN for each in strings(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in strings(part))


def spoken(value: object) -> Iterator[str]:
    """Every string of a card or form that a person should see."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, c.Somebody):
        yield from [value.role] if any(map(escape.user_id, value.accounts)) else [value.name, value.role]
    elif isinstance(value, tuple):
        yield from (each for part in value for each in spoken(part))
    elif isinstance(value, msgspec.Struct):
        parts = {name: getattr(value, name) for name in value.__struct_fields__ if name not in UNSPOKEN}
        own = {"name", "summary", "key", "colour"} if isinstance(value, Card) else set()
        own |= {"name", "errors"} if isinstance(value, f.Form | f.Field) else set()
        own |= {"options"} if getattr(value, "search", "") else set()  # those come when somebody types
        yield from (each for name, part in parts.items() if name not in own for each in spoken(part))


def bare(said: str) -> str:
    """Only the words: no spaces, no marks, and nothing that says which page this is."""
    return re.sub(r"[*_`~\s]|Vervolg \(. van .\)", "", said.translate(BACK))


def missing(value: object, drawing: object) -> list[str]:
    said = bare("".join(strings(drawing)))
    return [text for text in spoken(value) if bare(clean(text)) not in said]


@EVERY_CARD
def test_every_word_of_a_card_is_there_or_it_is_said_that_something_is_not(card):
    blocks = [payload["blocks"] for payload in slack.message(card, link)]
    assert LEFT_OUT.search(" ".join(strings(blocks))) or missing(card, blocks) == []


@pytest.mark.parametrize("size", ["klein", "lang", "vijandig"])
@pytest.mark.parametrize("kind", sorted(gallery.elements(gallery.short, 2).keys()))
def test_every_word_of_one_element_is_there(kind, size):
    test_every_word_of_a_card_is_there_or_it_is_said_that_something_is_not(CARDS[f"{kind}-{size}"])
    if not (kind in {"tabel", "grafiek", "lijn", "taart", "keuze"} or (size == "lang" and kind != "tekst")):
        said = " ".join(strings(slack.message(CARDS[f"{kind}-{size}"], link)))
        assert not LEFT_OUT.search(said)


@EVERY_FORM
def test_every_word_of_a_form_is_there_or_it_is_said_that_something_is_not(form):
    view = modals.view(form, "merk")
    asked = msgspec.structs.replace(form, fields=tuple(_without_values(each) for each in form.fields))
    assert LEFT_OUT.search(" ".join(strings(view))) or missing(asked, view) == []


def _without_values(each: f.AnyField) -> f.AnyField:
    return msgspec.structs.replace(each, endings=()) if isinstance(each, f.Upload) else each


def test_rows_beyond_the_room_are_counted():
    said = " ".join(strings(drawn(c.Items(tuple(c.Item(line(f"rij {n}")) for n in range(300))))))
    [left] = re.findall(r"en nog (\d+) regels", said)
    assert f"rij {299 - int(left)}" in said
    assert f"rij {300 - int(left)}" not in said


def test_one_row_left_is_singular():
    rows = tuple((f"{n}",) for n in range(100))
    assert drawn(c.Table("Lijst", (c.Column("Nr"),), rows))[-1]["elements"][0]["text"] == "en nog 1 rij"


def test_columns_beyond_the_room_are_named():
    said = " ".join(strings(drawn(gallery.table(lambda n: f"kolom{n}", 22, 1))))
    assert "Niet getoond: kolom20, kolom21." in said


def test_a_card_that_is_too_long_goes_on_in_a_next_message():
    paragraphs = tuple(c.Text(line(f"alinea{n} " + "woord " * 300)) for n in range(12))
    first, second = slack.message(Card("proef", "Lang verhaal", paragraphs), link)
    assert (first["text"], second["text"]) == ("Lang verhaal (1 van 2)", "Lang verhaal (2 van 2)")
    assert second["blocks"][0]["elements"][0]["text"] == "Vervolg (2 van 2)"
    assert re.findall(r"alinea\d+", " ".join(strings([first, second]))) == [f"alinea{n}" for n in range(12)]


def test_a_card_without_end_ends_and_says_so():
    payloads = slack.message(Card("proef", "Eindeloos", (c.Text(line("woord " * 50_000)),)), link)
    assert len(payloads) == slack.MOST_MESSAGES
    assert payloads[-1]["blocks"][-1]["elements"][0]["text"] == "De rest past hier niet en is weggelaten."


def test_the_notification_is_the_sentence_of_the_card():
    [payload] = slack.message(Card("proef", "Titel", (c.Divider(),), summary="BOUW-12 is <klaar> & *af*"), link)
    assert payload["text"] == "BOUW-12 is &lt;klaar&gt; &amp; ∗af∗"


# --- user text stays text --------------------------------------------------------------------------------------------

TOKEN = re.compile(r"<[^>]*>")
OUR_LINK = re.compile(r"<https://tafelbot\.example/[^|>]*\|[^>]*>")
ACTIVE = re.compile(
    r"(?<![^\W_])[*~`][^\s]"  # bold, strike, code
    r"|(?<![^\W_])_(?=\S)[^\n]*?(?<=\S)_(?![^\W_])"  # italics
    r"|:[\w+'-]+:"  # emoji
    r"|^\s*(?:&gt;)",  # quotes
    re.MULTILINE,
)


def text_objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value
        yield from (each for part in value.values() for each in text_objects(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in text_objects(part))


def leaves(payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for block in payload["blocks"]:
        if block["type"] == "rich_text":
            yield from (leaf for part in block["elements"] for leaf in part["elements"])


@EVERY_CARD
def test_nobody_is_mentioned_and_nothing_is_linked_by_what_somebody_typed(card):
    for payload in slack.message(card, link):
        for each in text_objects(payload):
            if each["type"] == "mrkdwn":
                assert OUR_LINK.sub("", each["text"]).count("<") == 0
                assert each["verbatim"] is True
            else:
                assert each["emoji"] is False
        assert "<" not in payload["text"]
        for leaf in leaves(payload):
            assert leaf["type"] != "link" or leaf["url"].startswith("https://tafelbot.example/")
            assert leaf["type"] != "user" or re.fullmatch(r"U\d+", leaf["user_id"])


@given(WORDS)
def test_text_in_mrkdwn_formats_nothing_and_reads_the_same(typed_text):
    made = escape.mrkdwn(typed_text)
    assert not TOKEN.search(made)
    assert not ACTIVE.search(made)
    assert readable(made) == clean(typed_text).translate(BACK)


@given(st.lists(WORDS, max_size=2))
def test_pieces_of_text_put_together_format_nothing_either(pieces):
    [made] = escape.objects(line(*pieces, c.strong("klaar")))
    before = made["text"].rpartition("*klaar*")[0]
    assert not TOKEN.search(before)
    assert not re.search(r"[*~`]", before)


@given(WORDS)
def test_plain_lines_stay_exactly_as_they_were_written(typed_text):
    [made] = escape.objects(line(typed_text, "."))
    assert made == {"type": "plain_text", "text": clean(typed_text) + ".", "emoji": False}


@given(st.text())
def test_cleaned_text_can_be_sent_and_cleaning_it_again_changes_nothing(typed_text):
    made = clean(typed_text)
    assert json.loads(json.dumps(made).encode()) == made.encode().decode()
    assert clean(made) == made
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made)


def test_half_characters_become_a_mark_and_whole_ones_stay():
    assert clean("a\ud83db \ud83d\ude42 👩‍👧") == "a�b 🙂 👩‍👧"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((c.strong("klaar"),), "*klaar*"),
        ((c.soft("klaar"),), "_klaar_"),
        ((c.code("a`b"),), "`aˋb`"),
        (("nu ", c.strong(" klaar "), "!"), "nu  *klaar* !"),
        (("nu", c.strong("klaar")), "nu\N{ZERO WIDTH SPACE}*klaar*"),
        ((c.strong("klaar"), "nu"), "*klaar*\N{ZERO WIDTH SPACE}nu"),
        ((c.strong("a\nb"),), "*a*\n*b*"),
        ((c.linked("a|b>c", "https://a.example/?x=1&y=2"),), "<https://a.example/?x=1&amp;y=2|a|b&gt;c>"),
        ((c.linked("klik", "javascript:alert(1)"), c.strong("!")), "klik (javascript∶alert(1))\N{ZERO WIDTH SPACE}*!*"),
        ((c.strong("sneeuw_pop"), " _x_"), "*sneeuw_pop* ˍxˍ"),
    ],
)
def test_tones_and_links_in_mrkdwn(spans, expected):
    [made] = escape.objects(line(*spans))
    assert made["text"] == expected


def test_tones_and_links_in_rich_text():
    [block] = drawn(c.Text(line("a", c.strong("b"), c.soft("c"), c.code("d"), c.linked("e", "https://a.example"))))
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "a"},
        {"type": "text", "text": "b", "style": {"bold": True}},
        {"type": "text", "text": "c", "style": {"italic": True}},
        {"type": "text", "text": "d", "style": {"code": True}},
        {"type": "link", "url": "https://a.example", "text": "e"},
    ]


@given(st.text(), st.integers(1, 40))
def test_a_start_is_never_half_a_character_nor_too_long(words, most):
    start = head(clean(words), most)
    assert clean(words).startswith(start)
    assert length(start) <= most


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6))
def test_a_line_that_is_cut_keeps_every_character(texts):
    whole = line(*texts, c.strong("einde"))
    first, rest = halves(whole)
    assert c.plain(first) + c.plain(rest) == c.plain(whole)


# --- random cards and forms ------------------------------------------------------------------------------------------


@settings(max_examples=examples(150), deadline=None)
@given(RANDOM_CARDS)
def test_slack_takes_any_card(card):
    payloads = slack.message(card, lambda document: document)
    assert [each for payload in payloads for each in judge_message(payload)] == []
    assert judge_message(slack.home(card, link), "home") == []


@settings(max_examples=examples(150), deadline=None)
@given(RANDOM_FORMS, st.booleans())
def test_slack_takes_any_form(form, show_errors):
    assert judge_view(modals.view(form, "merk", show_errors=show_errors)) == []


# --- pressing and choosing -------------------------------------------------------------------------------------------


def pressable(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What Slack sends for each button, and for each option of each select."""
    for block in blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if element["type"] == "button":
                yield {key: value for key, value in element.items() if key in {"type", "action_id", "value"}}
            for each in element.get("options", []):
                yield {"type": element["type"], "action_id": element["action_id"], "selected_option": each}


@given(st.lists(PRESSES, min_size=1, max_size=30))
def test_a_press_comes_back_as_our_action_and_value(buttons):
    pages = slack.message(Card("proef", "Titel", (c.Buttons(tuple(buttons)),)), link)
    sent = [slack.pressed(each) for page in pages for each in pressable(page["blocks"])]
    assert sent == [(each.action, each.value) for each in buttons]


@given(ACTION, CHOICES)
def test_a_choice_comes_back_as_our_action_and_value(action, options):
    sent = [slack.pressed(each) for each in pressable(drawn(c.Choice("Kies", action, options)))]
    assert sent == [(action, each.value) for each in options]


def test_a_button_in_a_row_comes_back_too():
    row = c.Item(line("BOUW-7"), button=c.Button("Ik pak hem op", "actieagenda.pak", "7"))
    assert [slack.pressed(each) for each in pressable(drawn(c.Items((row, row))))] == [("actieagenda.pak", "7")] * 2


def test_a_button_that_opens_an_address_asks_nothing_of_us():
    links = c.Buttons((c.Link("Rapport", "https://a.example"), c.Link("Plan", "https://b.example")))
    assert [slack.pressed(each) for each in pressable(drawn(links))] == [("", ""), ("", "")]


def test_a_search_says_what_to_ask_and_is_still_the_same_choice():
    [block] = drawn(c.Choice("Actie", "vriend.kies", (), search="vriend.zoek"))
    element = block["accessory"]
    assert slack.searched({"action_id": element["action_id"], "value": "stage"}) == ("vriend.zoek", "stage")
    chosen = {**element, "selected_option": modals.option(c.Option("12", "BOUW-12"))}
    assert slack.pressed(chosen) == ("vriend.kies", "12")


def test_suggestions_beyond_a_hundred_say_how_to_go_on():
    answer = modals.suggestions(c.Option(str(n), f"BOUW-{n}") for n in range(250))
    [group] = answer["option_groups"]
    assert len(group["options"]) == 100
    assert group["label"]["text"] == "De eerste 100 van 250. Typ verder om te zoeken."
    assert modals.suggestions([]) == {"options": []}


def test_a_choice_with_more_than_a_hundred_options_is_grouped():
    [block] = drawn(c.Choice("Kies", "proef.kies", tuple(c.Option(str(n), f"{n}") for n in range(250)), value="249"))
    assert [len(each["options"]) for each in block["accessory"]["option_groups"]] == [100, 100, 50]
    assert block["accessory"]["initial_option"]["value"] == "249"


@pytest.mark.parametrize(
    "button",
    [c.Button("a", "proef.druk", "x" * 2001), c.Button("a", "p" * 300)],
    ids=["a value that is too long", "an action that is too long"],
)
def test_what_cannot_travel_is_refused_loudly(button):
    with pytest.raises(modals.TooLarge):
        drawn(c.Buttons((button,)))


# --- forms -----------------------------------------------------------------------------------------------------------


def untouched(view: Mapping[str, Any]) -> dict[str, Any]:
    """The state that Slack sends when somebody submits a form without touching it."""
    held: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            held[block["block_id"]] = {
                element["action_id"]: {"type": element["type"], **HELD[element["type"]](element)}
            }
    return {"values": held}


HELD: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "plain_text_input": lambda element: {"value": element.get("initial_value")},
    "number_input": lambda element: {"value": element.get("initial_value")},
    "datepicker": lambda element: {"selected_date": element.get("initial_date")},
    "users_select": lambda element: {"selected_user": element.get("initial_user")},
    "multi_users_select": lambda element: {"selected_users": element.get("initial_users", [])},
    "file_input": lambda _: {"files": [{"id": "F1"}, {"id": "F2"}]},
}
for kind in ("checkboxes", "multi_static_select", "multi_external_select"):
    HELD[kind] = lambda element: {"selected_options": element.get("initial_options", [])}
for kind in ("radio_buttons", "static_select", "external_select"):
    HELD[kind] = lambda element: {"selected_option": element.get("initial_option")}


def test_a_form_comes_back_as_it_was_filled_in():
    assert modals.values(untouched(modals.view(FORMS["formulier-klein"], "merk"))) == {
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
        "helpers": ("slack:U1",),
        "impact": "3",
        "cijfer": "10",
        "procent": "",
        "bedrag": "1200",
        "anoniem": "ja",
        "open": "",
        "bestand": ("F1", "F2"),
    }


@EVERY_FORM
def test_every_form_can_be_filled_in_again_with_what_came_back(form):
    view = modals.view(form, "merk")
    values = modals.values(untouched(view))
    again = modals.values(untouched(modals.view(form.refused(values, {}), "merk")))
    assert again == {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


@given(st.lists(VALUES, min_size=1, max_size=5, unique=True))
def test_any_option_can_be_chosen_the_empty_one_too(chosen):
    options = tuple(c.Option(value, "x") for value in chosen)
    many = f.Choose(name="a", label="a", options=options, value=tuple(chosen), many=True)
    one = f.Choose(name="b", label="b", options=options, value=tuple(chosen[:1]), required=True)
    values = modals.values(untouched(modals.view(f.Form("proef.vraag", "T", "S", (many, one)), "merk")))
    assert values == {"a": tuple(chosen), "b": tuple(chosen[:1])}


def elements(form: f.Form) -> dict[str, str]:
    view = modals.view(form, "merk")
    return {block["block_id"]: block["element"]["type"] for block in view["blocks"] if block["type"] == "input"}


def test_each_field_is_asked_at_its_richest():
    assert elements(FORMS["formulier-veel"]) == {
        "titel": "plain_text_input",
        "aanpak": "plain_text_input",
        "datum": "datepicker",
        "thema": "static_select",
        "weinig": "radio_buttons",
        "vrij": "static_select",
        "doelgroepen": "multi_static_select",
        "vinkjes": "checkboxes",
        "actie": "external_select",
        "acties": "multi_external_select",
        "eigenaar": "users_select",
        "helpers": "multi_users_select",
        "impact": "radio_buttons",
        "cijfer": "static_select",
        "procent": "number_input",
        "bedrag": "number_input",
        "anoniem": "checkboxes",
        "open": "checkboxes",
        "bestand": "file_input",
    }


def test_a_scale_says_a_word_at_each_end_and_how_not_to_judge():
    scale = f.Scale(name="a", label="Impact", low=1, high=3, low_label="klein", high_label="groot", abstain="weet niet")
    [block] = modals.view(f.Form("proef.vraag", "Titel", "Klaar", (scale,)), "merk")["blocks"]
    options = [(each["text"]["text"], each["value"]) for each in block["element"]["options"]]
    assert options == [("1 · klein", "1"), ("2", "2"), ("3 · groot", "3"), ("weet niet", f.ABSTAIN)]


def test_a_long_title_is_written_out_above_the_fields():
    view = modals.view(f.Form("proef.vraag", "Wat wil je scherp krijgen met deze ronde?", "Klaar", ()), "merk")
    assert view["title"]["text"] == "Tafelbot"
    assert view["blocks"][0]["text"]["text"] == "Wat wil je scherp krijgen met deze ronde?"


@pytest.mark.parametrize(
    "audience", ["Alleen de tafel Bouw leest het.", "Wie ziet dit? Alleen de tafel Bouw leest het."]
)
def test_a_form_says_who_will_read_it_before_anybody_types(audience):
    view = modals.view(f.Form("proef.vraag", "Titel", "Klaar", (f.Line(name="a", label="A"),), audience), "merk")
    assert view["blocks"][0]["elements"][0]["text"] == "Wie ziet dit? Alleen de tafel Bouw leest het."


def test_errors_stand_at_their_fields_and_loose_ones_at_the_first():
    asked = (f.Line(name="a", label="A"), f.Line(name="b", label="B"), f.Choose(name="c", label="C", options=()))
    wrong = {"b": "Dit is geen datum.", "c": "Er is niets.", "": "Dit lukte niet."}
    form = f.Form("proef.vraag", "Titel", "Klaar", asked, errors=wrong)
    assert modals.errors(form) == {"a": "Er is niets. Dit lukte niet.", "b": "Dit is geen datum."}
    assert modals.errors(f.Form("proef.vraag", "Titel", "Klaar", (), errors={"": "Dit lukte niet."})) == {}


def test_a_form_that_answers_no_submission_says_in_itself_what_was_wrong():
    form = f.Form(
        "proef.vraag", "Titel", "Klaar", (f.Day(name="a", label="A"),), errors={"a": "Geen datum", "": "Ander"}
    )
    said = [" ".join(strings(block)) for block in modals.view(form, "merk", show_errors=True)["blocks"]]
    assert ["Ander" in said[0], "Geen datum" in said[2]] == [True, True]
    assert "Geen datum" not in " ".join(strings(modals.view(form, "merk")))


def test_what_an_element_cannot_show_is_said_beside_it():
    asked = (
        f.Day(name="a", label="A", value="eind mei"),
        f.Number(name="b", label="B", value="veel"),
        f.Persons(name="c", label="C", value=("teams:29:a", "slack:U1"), many=True),
    )
    said = " ".join(strings(modals.view(f.Form("proef.vraag", "Titel", "Klaar", asked), "merk")))
    assert "Ingevuld was: eind mei" in said
    assert "Ingevuld was: veel" in said
    assert "Nu ook gekozen: 1 persoon zonder account in Slack." in said


@pytest.mark.parametrize("asked", [{"label": gallery.LONG + "."}, {"label": "A", "hint": gallery.LONG + "."}])
def test_a_label_or_hint_that_does_not_fit_is_written_out_above_its_field(asked):
    form = f.Form("proef.vraag", "Titel", "Klaar", (f.Line(name="a", **asked),))
    *above, field = modals.view(form, "merk")["blocks"]
    assert field["type"] == "input"
    assert missing(gallery.LONG + ".", above) == []


def test_a_form_that_no_modal_can_hold_is_refused_loudly():
    asked = tuple(f.Line(name=str(n), label="A") for n in range(101))
    with pytest.raises(modals.TooLarge):
        modals.view(f.Form("proef.vraag", "Titel", "Klaar", asked), "merk")


# --- how things look -------------------------------------------------------------------------------------------------


def kinds(*made: c.AnyElement) -> list[str]:
    return [block["type"] for block in drawn(*made)]


BARS = c.Chart("bar", "Vacatures", ("2023", "2024"), (c.Series("Bouw", (4.0, 5.5)),), "Bouw: 4 en 5,5", "x 1000")


def test_a_chart_is_native_and_says_its_values_in_words():
    [figure, alt] = drawn(BARS)
    assert figure["chart"]["series"][0]["data"] == [{"label": "2023", "value": 4.0}, {"label": "2024", "value": 5.5}]
    assert figure["chart"]["axis_config"] == {"categories": ["2023", "2024"], "y_label": "x 1000"}
    assert alt["elements"][0]["text"] == "Bouw: 4 en 5,5"


@pytest.mark.parametrize("name", ["gaten", "negatief", "oneindig", "kort", "reeksen", "dubbel"])
def test_a_chart_that_slack_cannot_draw_becomes_its_table(name):
    [payload] = slack.message(CARDS[f"grafiek-{name}"], link)
    assert "table" in {block["type"] for block in payload["blocks"]}


def test_a_missing_value_is_a_dash_and_never_zero():
    rows = [[cell["text"] for cell in row] for row in _table_of(CARDS["grafiek-gaten"])["rows"]]
    assert rows == [[" ", "Bouw (x 1000)"], ["2023", "4"], ["2024", "–"]]


def _table_of(card: Card) -> dict[str, Any]:
    [payload] = slack.message(card, link)
    return next(block for block in payload["blocks"] if block["type"] == "table")


def test_only_the_first_table_and_two_charts_are_native():
    [payload] = slack.message(CARDS["dubbel"], link)
    found = [block["type"] for block in payload["blocks"]]
    fixed = [part["type"] for block in payload["blocks"] if block["type"] == "rich_text" for part in block["elements"]]
    assert (found.count("table"), found.count("data_visualization")) == (1, 2)
    assert fixed.count("rich_text_preformatted") == 4


def test_a_home_has_no_native_table():
    view = slack.home(Card("thuis", "Mijn week", (gallery.table(gallery.short, 2, 2),)), link)
    [fixed] = [
        block for block in view["blocks"] if block.get("elements", [{}])[0].get("type") == "rich_text_preformatted"
    ]
    rows = fixed["elements"][0]["elements"][0]["text"].split("\n")
    assert rows[1] == "Stagepact tekenen (nr.…   Open dag bij zes bouwer…"


def test_numbers_in_a_table_stand_right():
    table_block = drawn(c.Table("T", (c.Column("Tafel"), c.Column("Open", numeric=True)), (("Bouw", "14"),)))[1]
    assert [each["align"] for each in table_block["column_settings"]] == ["left", "right"]


@pytest.mark.parametrize(
    ("percent", "bar"),
    [(60, "▓▓▓▓▓▓░░░░ 60%"), (0, "░░░░░░░░░░ 0%"), (100, "▓▓▓▓▓▓▓▓▓▓ 100%"), (140, "▓▓▓▓▓▓▓▓▓▓ 140%")],
)
def test_progress_is_a_bar_and_a_number(percent, bar):
    assert bar in " ".join(strings(drawn(c.Progress("Voortgang", percent))))


@pytest.mark.parametrize(
    ("kind", "word"), [("info", "Goed om te weten: "), ("warning", "Let op: "), ("error", "Fout: ")]
)
def test_a_notice_says_its_kind_in_words(kind, word):
    assert " ".join(strings(drawn(c.Notice(kind, line("x"))))).startswith(word)


def test_people_with_an_account_are_drawn_as_such_and_others_by_name():
    people = (c.Somebody("Karim", "FNV", ("teams:29:a", "slack:U7")), c.Somebody("Petra", accounts=("slack:<@U1>",)))
    [block] = drawn(c.People("Trekkers", people))
    found = block["elements"][0]["elements"]
    assert [leaf.get("user_id") or leaf["text"] for leaf in found] == ["Trekkers: ", "U7", " (FNV)", " · ", "Petra"]


def test_rows_without_a_button_share_a_block():
    plain_row, row = c.Item(line("a"), note=line("b")), c.Item(line("c"), button=c.Button("Open", "proef.open"))
    assert kinds(c.Items((plain_row, plain_row, row, plain_row))) == ["rich_text", "section", "rich_text"]


def test_a_picture_needs_an_address_that_slack_can_fetch():
    picture = Card("proef", "Titel", (c.Image("plaatje-1", "Tien richtingen", 10, 10),))
    assert slack.message(picture, link)[0]["blocks"][1]["image_url"] == "https://tafelbot.example/bestand/plaatje-1"
    for address in ("", "http://127.0.0.1:8000/bestand/1"):
        [payload] = slack.message(picture, {"plaatje-1": address}.__getitem__)
        assert payload["blocks"][1]["elements"][0]["text"] == "Afbeelding: Tien richtingen"


def test_a_dangerous_button_asks_first():
    asked = c.Confirm("Weggooien?", "Dan is BOUW-12 weg.", "Gooi weg")
    [block] = drawn(c.Buttons((c.Button("Weg", "proef.weg", "12", "danger", confirm=asked),)))
    made = block["elements"][0]
    assert (made["style"], made["confirm"]["deny"]["text"]) == ("danger", "Annuleren")


def test_a_refusal_is_a_sentence_and_not_a_title():
    assert slack.message(CARDS["weigering"], link)[0]["blocks"][0]["type"] == "rich_text"
    assert slack.message(CARDS["actie"], link)[0]["blocks"][0]["type"] == "header"


def test_a_drawing_made_by_hand_takes_the_place_of_the_usual_one(monkeypatch):
    monkeypatch.setitem(slack.DRAWINGS, "proef", lambda card, pen: [section(text=text(pen.link(card.title)))])
    [payload] = slack.message(Card("proef", "x"), link)
    assert payload == {"text": "x", "blocks": [section(text=text("https://tafelbot.example/bestand/x"))]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(37000, "37.000"), (4.25, "4,25"), (4.0, "4"), (-1234.5, "-1.234,5"), (None, "–"), (float("nan"), "–")],
)
def test_numbers_are_written_as_they_are_here(value, expected):
    assert dutch(value) == expected


def test_an_element_that_slack_cannot_draw_stops_the_tests():
    class Unknown(c.Element, frozen=True):
        """A member that somebody added to the vocabulary."""

    with pytest.raises(AssertionError):
        slack.draw(Unknown(), Pen(link))  # type: ignore[arg-type]


def test_the_room_of_a_message_is_counted_over_all_its_blocks():
    sizes = [limits.weight(section(text=text("a" * n))) for n in (10, 20)]
    assert [after - before for before, after in pairwise(sizes)] == [10]
    assert sizes[0] > 10
