"""A card in Block Kit: `message` and `home` draw it, `pressed` and `searched` read what a person did with it.

A card is one message. Where it is too long for that the rest follows in further messages, and what even then does not
fit is counted in words. A drawing made by hand for one card registers itself in `DRAWINGS` under the card's name.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby, zip_longest
from typing import Any, TypeAlias, assert_never

from bot.slack import limits
from bot.slack.escape import (
    Block,
    Mention,
    clipped,
    context,
    flat,
    headline,
    in_full,
    mrkdwn,
    objects,
    paragraphs,
    plain_text,
    said,
    shown,
    user_id,
    web,
)
from bot.slack.forms import TooLarge, menu, option, received
from bot.slack.limits import length, weight
from handlers import cards
from handlers.cards import Line, Span, joined, line, plain, soft, strong

DocumentLink: TypeAlias = Callable[[str], str]
Payload: TypeAlias = dict[str, Any]

LINK = "link"  # the action of buttons that only open an address: Slack reports the press, and there is nothing to do
KINDS = {"info": "Goed om te weten: ", "warning": "Let op: ", "error": "Fout: "}
SENTENCE = 600
MOST_MESSAGES = 4
SPARE_BLOCKS, SPARE_WEIGHT = 2, 500  # for what is said about the other messages
ROOM, MENU_ROOM, FIXED_ROOM = 7000, 8000, 3000  # what one element takes of a message at most
ROW_COST = 200  # a row with a button, beside its words
HEADER_CELL, NARROW_CELL = 100, 24
LARGEST = 1e15  # beyond that a float is no figure any more
BAR = 10


@dataclass
class Pen:
    """What a card is drawn with: the addresses of documents, and the blocks that may stand there only so often."""

    link: DocumentLink
    tables: int = limits.TABLES
    charts: int = limits.CHARTS
    used: Counter[str] = field(default_factory=Counter)

    def action_id(self, action: str) -> str:
        """The action as an id that is not there yet; `pressed` reads it back."""
        self.used[action] += 1
        made = action if self.used[action] == 1 else f"{action}#{self.used[action]}"
        if length(made) > limits.IDENTIFIER:
            msg = f"the action is too long: {action[:40]!r}"
            raise TooLarge(msg)
        return made


Drawing: TypeAlias = Callable[[cards.Card, Pen], list[Block]]
DRAWINGS: dict[str, Drawing] = {}


def message(card: cards.Card, link: DocumentLink) -> list[Payload]:
    """The text and blocks of a card: almost always one message, and the rest in further ones."""
    room = limits.BLOCKS["message"] - SPARE_BLOCKS, limits.WEIGHT - SPARE_WEIGHT
    sheets = list(_sheets(_drawn(card, Pen(link)), *room))
    kept = sheets[:MOST_MESSAGES]
    if len(sheets) > len(kept):
        kept[-1] += _left_out()
    return [_payload(card, sheet, place, len(kept)) for place, sheet in enumerate(kept, 1)]


def home(card: cards.Card, link: DocumentLink) -> Block:
    """The home view of a card. It is one page: what does not fit is said to be left out."""
    drawn = _drawn(card, Pen(link, tables=0))
    room = limits.BLOCKS["home"] - SPARE_BLOCKS, limits.VIEW_BYTES // 4
    first, *rest = _sheets(drawn, *room)
    return {"type": "home", "blocks": [*first, *(_left_out() if rest else [])]}


def _drawn(card: cards.Card, pen: Pen) -> list[Block]:
    drawing = DRAWINGS.get(card.name, _usual)
    return drawing(card, pen) or paragraphs(line(shown(card.title)))


def _usual(card: cards.Card, pen: Pen) -> list[Block]:
    # A refusal and a bare answer are sentences, not titles.
    sentence = card.name == "refusal" or not card.elements
    title = paragraphs(line(card.title)) if sentence else headline(card.title)
    return [*title, *(block for element in card.elements for block in draw(element, pen))]


def _sheets(blocks: list[Block], most: int, heaviest: int) -> Iterator[list[Block]]:
    sheet: list[Block] = []
    load = 0
    for block in blocks:
        cost = weight(block)
        if sheet and (len(sheet) == most or load + cost > heaviest):
            yield sheet
            sheet, load = [], 0
        sheet.append(block)
        load += cost
    yield sheet


def _payload(card: cards.Card, sheet: list[Block], place: int, total: int) -> Payload:
    page = f" ({place} van {total})" if total > 1 else ""
    heading = context(line(f"Vervolg{page}")) if place > 1 else []
    sentence = mrkdwn(clipped(shown(flat(card.sentence)), SENTENCE))
    return {"text": f"{sentence}{page}", "blocks": [*heading, *sheet]}


def _left_out() -> list[Block]:
    return context(line("De rest past hier niet en is weggelaten."))


# --- what a person did -----------------------------------------------------------------------------------------------


def pressed(action: Mapping[str, Any]) -> tuple[str, str]:
    """Our action and value of one of a payload's actions; the action is empty when there is nothing to do."""
    name = _action(action)[0]
    if name == LINK:
        return "", ""
    chosen = action.get("selected_option")
    return name, received(chosen["value"]) if chosen else action.get("value") or ""


def searched(suggestion: Mapping[str, Any]) -> tuple[str, str]:
    """The action to ask for options, and what was typed, of a payload that asks for suggestions."""
    return _action(suggestion)[1], suggestion.get("value") or ""


def _action(payload: Mapping[str, Any]) -> tuple[str, str]:
    name, _, search = re.sub(r"#\d+$", "", str(payload.get("action_id") or "")).partition("?")
    return name, search


# --- elements --------------------------------------------------------------------------------------------------------


def draw(element: cards.AnyElement, pen: Pen) -> list[Block]:  # noqa: C901, PLR0911, PLR0912 - one line for each member
    match element:
        case cards.Text():
            return paragraphs(element.line)
        case cards.Heading():
            return paragraphs(line(strong(flat(element.text))))
        case cards.Note():
            return context(element.line)
        case cards.Notice():
            return paragraphs((strong(KINDS[element.kind]), *element.line))
        case cards.Quote():
            by = context(line("– ", element.by)) if element.by else []
            return [*paragraphs(line(element.text), "rich_text_quote"), *by]
        case cards.Facts():
            return _facts(element.facts)
        case cards.Items():
            return _items(element.items, pen)
        case cards.Table():
            return _table(element, pen)
        case cards.Chart():
            return _chart(element, pen)
        case cards.Image():
            return _image(element, pen)
        case cards.File():
            return _file(element, pen)
        case cards.Progress():
            return paragraphs(line(element.label, f" {_bar(element.percent)} {element.percent}%"))
        case cards.People():
            return _people(element)
        case cards.Buttons():
            return _buttons(element.buttons, pen)
        case cards.Choice():
            return _choice(element, pen)
        case cards.Divider():
            return [{"type": "divider"}]
        case _:
            assert_never(element)


def _rows(lines: Sequence[Line]) -> list[Block]:
    return paragraphs(joined(list(lines), "\n"))


def _image(image: cards.Image, pen: Pen) -> list[Block]:
    address = web(pen.link(image.document))
    if not address.startswith("https:"):  # Slack fetches pictures itself, and only over https
        return context(line("Afbeelding: ", image.alt))
    alt = clipped(shown(flat(image.alt)), limits.ALT)
    return [{"type": "image", "image_url": address, "alt_text": alt}, *in_full([image.alt], limits.ALT)]


def _file(file: cards.File, pen: Pen) -> list[Block]:
    spoken = line(strong(flat(file.name) or "Bestand"), "\n" if file.note else None, soft(file.note))
    address = web(pen.link(file.document))
    if not address:
        return paragraphs(spoken)
    return _section(spoken, {"type": "button", "text": plain_text("Openen"), "url": address, **_id(pen, LINK)})


def _bar(percent: int) -> str:
    full = min(max(percent * BAR // 100, 0), BAR)
    return "▓" * full + "░" * (BAR - full)


def _facts(facts: Sequence[cards.Fact]) -> list[Block]:
    lines = [(strong(f"{fact.label}: "), *fact.line) for fact in facts]
    fitting = lines[: _fitting(map(_size, lines), ROOM)]
    return [*_rows(fitting), *_more(len(lines) - len(fitting), "regel", "regels")]


def _people(people: cards.People) -> list[Block]:
    lines = [line(_name(each), f" ({each.role})" if each.role else None) for each in people.people]
    fitting = lines[: _fitting(map(_size, lines), ROOM)]
    named = paragraphs((strong(f"{people.label}: "), *(joined(fitting) or line("niemand"))))
    return [*named, *_more(len(lines) - len(fitting), "persoon", "mensen")]


def _name(somebody: cards.Somebody) -> Span:
    name = flat(somebody.name) or "Iemand"
    user = next(filter(None, map(user_id, somebody.accounts)), "")
    return Mention(name, user=user) if user else Span(name)


def _section(spoken: Line, accessory: Block) -> list[Block]:
    """Words with something to press beside them."""
    *parts, last = ({"type": "section", "text": part} for part in objects(spoken if said(spoken) else line("–")))
    return [*parts, {**last, "accessory": accessory}]


# --- what can be pressed ---------------------------------------------------------------------------------------------


def _id(pen: Pen, action: str) -> Block:
    return {"action_id": pen.action_id(action)}


def _buttons(buttons: Sequence[cards.Button | cards.Link], pen: Pen) -> list[Block]:
    lost = [each for each in buttons if isinstance(each, cards.Link) and not web(each.url)]
    drawn = [_button(each, pen) for each in buttons if each not in lost]
    most = limits.ACTIONS
    return [
        *({"type": "actions", "elements": drawn[start : start + most]} for start in range(0, len(drawn), most)),
        *_in_full(buttons),
        *_rows([line(f"{each.label}: {each.url}") for each in lost]),
    ]


def _button(button: cards.Button | cards.Link, pen: Pen) -> Block:
    drawn = {"type": "button", "text": plain_text(flat(button.label), limits.BUTTON_TEXT)}
    if isinstance(button, cards.Link):
        return {**drawn, **_id(pen, LINK), "url": web(button.url)}
    if length(button.value) > limits.BUTTON_VALUE:
        msg = f"the value of {button.action} is too long: {button.value[:40]!r}"
        raise TooLarge(msg)
    style = {} if button.style == "normal" else {"style": button.style}
    value = {"value": button.value} if button.value else {}
    return {**drawn, **_id(pen, button.action), **value, **style, **_confirm(button.confirm)}


def _in_full(buttons: Sequence[cards.Button | cards.Link]) -> list[Block]:
    asked = [each.confirm for each in buttons if isinstance(each, cards.Button) and each.confirm]
    return [
        *in_full((each.label for each in buttons), limits.BUTTON_TEXT),
        *in_full((each.title for each in asked), limits.CONFIRM_TITLE),
        *in_full((each.text for each in asked), limits.CONFIRM_TEXT),
        *in_full((text for each in asked for text in (each.yes, each.no)), limits.CONFIRM_BUTTON),
    ]


def _confirm(asked: cards.Confirm | None) -> Block:
    if asked is None:
        return {}
    most = limits.CONFIRM_BUTTON
    dialogue = {"confirm": plain_text(flat(asked.yes), most), "deny": plain_text(flat(asked.no), most)}
    title, text = plain_text(flat(asked.title), limits.CONFIRM_TITLE), plain_text(asked.text, limits.CONFIRM_TEXT)
    return {"confirm": {"title": title, "text": text, **dialogue}}


def _choice(choice: cards.Choice, pen: Pen) -> list[Block]:
    if choice.search:
        return _section(line(choice.label), _select(choice, choice.options, pen))
    if not choice.options:
        return paragraphs(line(choice.label, ": er is niets om te kiezen."))
    fitting = choice.options[: _fitting(map(_option_cost, choice.options), MENU_ROOM)]
    return [
        *_section(line(choice.label), _select(choice, fitting, pen)),
        *in_full((text for each in fitting for text in (each.label, each.note)), limits.OPTION_TEXT),
        *_more(len(choice.options) - len(fitting), "keuze", "keuzes"),
    ]


def _option_cost(choice: cards.Option) -> int:
    return length(choice.value) + sum(min(length(text), limits.OPTION_TEXT) for text in (choice.label, choice.note))


def _select(choice: cards.Choice, fitting: Sequence[cards.Option], pen: Pen) -> Block:
    picked = [option(each) for each in fitting if each.value == choice.value]
    drawn: Block = {"placeholder": plain_text("Kies"), **({"initial_option": picked[0]} if picked else {})}
    if choice.search:
        action = f"{choice.action}?{choice.search}"
        return {"type": "external_select", **_id(pen, action), **drawn, "min_query_length": 0}
    return {"type": "static_select", **_id(pen, choice.action), **drawn, **menu(fitting)}


def _items(items: Sequence[cards.Item], pen: Pen) -> list[Block]:
    """Rows without a button share a block; a row with one takes a block of its own."""
    blocks: list[Block] = []
    fitting = items[: _fitting(map(_cost, items), ROOM)]
    for pressable, group in groupby(fitting, key=lambda item: item.button is not None):
        rows = list(group)
        blocks += (
            [part for row in rows for part in _row(row, pen)] if pressable else _rows([_item(row) for row in rows])
        )
    return [*blocks, *_more(len(items) - len(fitting), "regel", "regels")]


def _cost(item: cards.Item) -> int:
    return _size(item.line + item.note) + (ROW_COST if item.button else 0)


def _size(spoken: Line) -> int:
    return length(plain(spoken)) + limits.LEAF_COST * (len(spoken) + 1)


def _item(item: cards.Item) -> Line:
    quiet = (Span(span.text, "soft" if span.tone == "plain" else span.tone, span.url) for span in item.note)
    return line(*item.line, "\n" if item.note else None, *quiet)


def _row(item: cards.Item, pen: Pen) -> list[Block]:
    if item.button is None:
        return []
    return [*_section(_item(item), _button(item.button, pen)), *_in_full([item.button])]


def _fitting(costs: Iterable[int], room: int) -> int:
    """How many have room: the first always, and then as far as it goes."""
    return max(1, sum(1 for total in accumulate(costs) if total <= room))


def _more(left: int, one: str, many: str) -> list[Block]:
    return context(line(f"en nog {dutch(left)} {one if left == 1 else many}")) if left > 0 else []


# --- tables and charts -----------------------------------------------------------------------------------------------


def _table(table: cards.Table, pen: Pen) -> list[Block]:
    """The first table natively; Slack takes one in a message, so the others stand in letters of one width."""
    native, pen.tables = pen.tables > 0, pen.tables - 1
    columns, others = table.columns[: limits.TABLE_COLUMNS], table.columns[limits.TABLE_COLUMNS :]
    whole = [_row_of([column.header for column in columns], columns), *(_row_of(row, columns) for row in table.rows)]
    grid = _shortened(whole, native=native)
    fitting = grid[: _native_rows(grid) if native else _fixed_rows(grid)]
    remarks = [
        "" if table.rows else "Er staat nog niets in deze tabel.",
        "" if grid == whole else "Lange teksten in de tabel zijn ingekort.",
        f"Niet getoond: {', '.join(clipped(flat(each.header), HEADER_CELL) for each in others)}." if others else "",
    ]
    return [
        *paragraphs(line(strong(flat(table.caption)))),
        *(_native(fitting, columns) if native else _fixed(fitting, columns)),
        *_more(len(grid) - len(fitting), "rij", "rijen"),
        *context(line(" ".join(filter(None, remarks)))),
    ]


def _row_of(cells: Sequence[str], columns: Sequence[cards.Column]) -> list[str]:
    return [flat(cell) for cell, _ in zip_longest(cells[: len(columns)], columns, fillvalue="")]


def _shortened(grid: list[list[str]], *, native: bool) -> list[list[str]]:
    """Cells so short that a row always has room, in the table and in a message."""
    widest = ROOM // 2 // max(len(grid[0]), 1) if native else NARROW_CELL
    header, *rows = grid
    top = [clipped(cell, min(widest, HEADER_CELL)) for cell in header]
    return [top, *([clipped(cell, widest) for cell in row] for row in rows)]


def _native_rows(grid: list[list[str]]) -> int:
    return min(_fitting((sum(map(length, row)) for row in grid), ROOM), limits.TABLE_ROWS)


def _native(grid: list[list[str]], columns: Sequence[cards.Column]) -> list[Block]:
    rows = [[{"type": "raw_text", "text": cell or " "} for cell in row] for row in grid]
    settings = [{"align": "right" if column.numeric else "left", "is_wrapped": True} for column in columns]
    return [{"type": "table", "rows": rows, "column_settings": settings}] if columns else []


def _fixed_rows(grid: list[list[str]]) -> int:
    return max(2, FIXED_ROOM // (sum(_widths(grid)) + 2 * len(grid[0]) + 1))


def _fixed(grid: list[list[str]], columns: Sequence[cards.Column]) -> list[Block]:
    sides = [(">" if column.numeric else "<", width) for column, width in zip(columns, _widths(grid), strict=True)]
    rows = ["  ".join(f"{cell:{side}{width}}" for cell, (side, width) in zip(row, sides, strict=True)) for row in grid]
    return paragraphs(line("\n".join(row.rstrip() for row in rows)), "rich_text_preformatted")


def _widths(grid: list[list[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*grid, strict=True)]


def _chart(chart: cards.Chart, pen: Pen) -> list[Block]:
    """Natively where Slack can draw it, and otherwise as the table behind it."""
    visual = _visual(chart) if pen.charts > 0 else {}
    alt = context(line(_legend(chart) if chart.kind == "share" else None, chart.alt))
    if not visual:
        return [*_table(_figures(chart), pen), *alt]
    pen.charts -= 1
    title = clipped(shown(flat(chart.title)), limits.CHART_TITLE)
    labels = [*chart.categories, *(series.name for series in chart.series)]
    return [
        *in_full([chart.title], limits.CHART_TITLE),
        {"type": "data_visualization", "title": title, "chart": visual},
        *in_full(labels, limits.CHART_LABEL),
        *in_full([chart.unit], limits.CHART_AXIS),
        *alt,
    ]


def _legend(chart: cards.Chart) -> str:
    """What a pie does not say itself."""
    told = [part for part in (*(series.name for series in chart.series[:1]), chart.unit) if part]
    return f"{', '.join(told)}: " if told else ""


def _visual(chart: cards.Chart) -> Block:
    """The chart as Slack draws it, or nothing where its rules (no gaps, no labels twice) do not allow that."""
    categories, names = _labels(chart.categories), _labels([series.name for series in chart.series])
    whole = all(len(series.values) == len(categories) and all(map(_drawable, series.values)) for series in chart.series)
    if not categories or not names or not whole:
        return {}
    drawn = [_points(categories, series) for series in chart.series]
    if chart.kind == "share":
        fits = len(drawn) == 1 and len(categories) <= limits.CHART_SERIES and all(chart.series[0].values)
        return {"type": "pie", "segments": drawn[0]} if fits else {}
    if len(categories) > limits.CHART_POINTS or len(names) > limits.CHART_SERIES:
        return {}
    series = [{"name": name, "data": data} for name, data in zip(names, drawn, strict=True)]
    unit = {"y_label": clipped(flat(chart.unit), limits.CHART_AXIS)} if flat(chart.unit) else {}
    return {"type": chart.kind, "series": series, "axis_config": {"categories": categories, **unit}}


def _points(categories: list[str], series: cards.Series) -> list[Block]:
    return [{"label": label, "value": value} for label, value in zip(categories, series.values, strict=True)]


def _drawable(value: float | None) -> bool:
    return value is not None and math.isfinite(value) and 0 <= value <= LARGEST


def _labels(names: Sequence[str]) -> list[str]:
    """Labels short enough for a chart, or none when some would then be the same."""
    made = [clipped(shown(flat(name)), limits.CHART_LABEL) for name in names]
    return made if len(set(made)) == len(made) else []


def _figures(chart: cards.Chart) -> cards.Table:
    unit = f" ({chart.unit})" if chart.unit else ""
    columns = (cards.Column(""), *(cards.Column(f"{series.name}{unit}", numeric=True) for series in chart.series))
    rows = [(name, *(_value(series, place) for series in chart.series)) for place, name in enumerate(chart.categories)]
    return cards.Table(chart.title, columns, tuple(rows))


def _value(series: cards.Series, place: int) -> str:
    return dutch(series.values[place] if place < len(series.values) else None)


def dutch(value: float | None) -> str:
    """A number as it is written here, and a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{round(value, 3):,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
