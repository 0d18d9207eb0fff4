"""What can be pressed or opened on a card: buttons, choices, rows with a button, and files."""

from collections.abc import Sequence
from itertools import groupby

from bot.doors.texts import flat, length
from bot.slack import limits
from bot.slack.escape import Block, in_full, paragraphs, plain_text
from bot.slack.forms import TooLarge, menu, option
from bot.slack.limits import SLACK
from bot.slack.pen import ROOM, Pen, fitting, more, section, size, stacked
from handlers import cards
from handlers.cards import Line, Span, line, soft, strong

LINK = "link"  # the action of buttons that only open an address: Slack reports the press, and there is nothing to do
MENU_ROOM = 8000  # what a menu takes of a message at most
ROW_COST = 200  # a row with a button, beside its words


def _id(pen: Pen, action: str) -> Block:
    return {"action_id": pen.action_id(action)}


def draw_buttons(buttons: Sequence[cards.Button | cards.Link], pen: Pen) -> list[Block]:
    lost = [each for each in buttons if isinstance(each, cards.Link) and not SLACK.web(each.at(pen.link))]
    drawn = [_button(each, pen) for each in buttons if each not in lost]
    most = SLACK.buttons
    return [
        *({"type": "actions", "elements": drawn[start : start + most]} for start in range(0, len(drawn), most)),
        *_in_full(buttons),
        *stacked([line(each.lost) for each in lost]),
    ]


def _button(button: cards.Button | cards.Link, pen: Pen) -> Block:
    drawn = {"type": "button", "text": plain_text(flat(button.label), SLACK.button_text)}
    if isinstance(button, cards.Link):
        return {**drawn, **_id(pen, LINK), "url": SLACK.web(button.at(pen.link))}
    if length(button.value) > SLACK.button_value:
        msg = f"the value of {button.action} is too long: {button.value[:40]!r}"
        raise TooLarge(msg)
    style = {} if button.style == "normal" else {"style": button.style}
    value = {"value": button.value} if button.value else {}
    return {**drawn, **_id(pen, button.action), **value, **style, **_confirm(button.confirm)}


def _in_full(buttons: Sequence[cards.Button | cards.Link]) -> list[Block]:
    asked = [each.confirm for each in buttons if isinstance(each, cards.Button) and each.confirm]
    return [
        *in_full((each.label for each in buttons), SLACK.button_text),
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


def draw_choice(choice: cards.Choice, pen: Pen) -> list[Block]:
    if choice.search:
        return section(line(choice.label), _select(choice, choice.options, pen))
    if not choice.options:
        return paragraphs(line(choice.label, ": er is niets om te kiezen."))
    kept = choice.options[: fitting(map(_option_cost, choice.options), MENU_ROOM)]
    return [
        *section(line(choice.label), _select(choice, kept, pen)),
        *in_full((text for each in kept for text in (each.label, each.note)), SLACK.option_text),
        *more(len(choice.options) - len(kept), "keuze", "keuzes"),
    ]


def _option_cost(choice: cards.Option) -> int:
    return length(choice.value) + sum(min(length(text), SLACK.option_text) for text in (choice.label, choice.note))


def _select(choice: cards.Choice, kept: Sequence[cards.Option], pen: Pen) -> Block:
    picked = [option(each) for each in kept if each.value == choice.value]
    drawn: Block = {"placeholder": plain_text("Kies"), **({"initial_option": picked[0]} if picked else {})}
    if choice.search:
        action = f"{choice.action}?{choice.search}"
        return {"type": "external_select", **_id(pen, action), **drawn, "min_query_length": 0}
    return {"type": "static_select", **_id(pen, choice.action), **drawn, **menu(kept)}


def draw_items(items: Sequence[cards.Item], pen: Pen) -> list[Block]:
    """Rows without a button share a block; a row with one takes a block of its own."""
    blocks: list[Block] = []
    kept = items[: fitting(map(_cost, items), ROOM)]
    for pressable, group in groupby(kept, key=lambda item: item.button is not None):
        rows = list(group)
        blocks += (
            [part for row in rows for part in _row(row, pen)] if pressable else stacked([_item(row) for row in rows])
        )
    return [*blocks, *more(len(items) - len(kept), "regel", "regels")]


def _cost(item: cards.Item) -> int:
    return size(item.line + item.note) + (ROW_COST if item.button else 0)


def _item(item: cards.Item) -> Line:
    quiet = (Span(span.text, "soft" if span.tone == "plain" else span.tone, span.url) for span in item.note)
    return line(*item.line, "\n" if item.note else None, *quiet)


def _row(item: cards.Item, pen: Pen) -> list[Block]:
    if item.button is None:
        return []
    return [*section(_item(item), _button(item.button, pen)), *_in_full([item.button])]


def draw_file(file: cards.File, pen: Pen) -> list[Block]:
    below = " (hieronder)" if pen.uploads else None
    spoken = line(strong(flat(file.name) or "Bestand"), below, "\n" if file.note else None, soft(file.note))
    if pen.uploads:
        return paragraphs(spoken)
    address = SLACK.web(pen.link(file.document))
    if not address:
        return paragraphs(spoken)
    return section(spoken, {"type": "button", "text": plain_text("Openen"), "url": address, **_id(pen, LINK)})
