"""A card in Block Kit: `message` and `home` draw it, `pressed` and `searched` read what a person did with it.

A card is one message. Where it is too long for that the rest follows in further messages, and what even then does not
fit is counted in words. A drawing made by hand for one card registers itself in `DRAWINGS` under the card's name.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, assert_never

from bot.doors.texts import clipped, flat
from bot.slack import limits
from bot.slack.controls import LINK, draw_buttons, draw_choice, draw_file, draw_items
from bot.slack.escape import Block, Mention, context, headline, in_full, mrkdwn, paragraphs, shown, user_id
from bot.slack.figures import draw_chart, draw_table
from bot.slack.forms import received
from bot.slack.limits import SLACK, weight
from bot.slack.pen import ROOM, DocumentLink, Pen, fitting, more, size, stacked
from handlers import cards
from handlers.cards import Span, joined, line, strong

Payload: TypeAlias = dict[str, Any]

KINDS = {"info": "Goed om te weten: ", "warning": "Let op: ", "error": "Fout: "}
SENTENCE = 600
MOST_MESSAGES = 4
SPARE_BLOCKS, SPARE_WEIGHT = 2, 500  # for what is said about the other messages
BAR = 10

Drawing: TypeAlias = Callable[[cards.Card, Pen], list[Block]]
DRAWINGS: dict[str, Drawing] = {}


def message(card: cards.Card, link: DocumentLink, *, uploads: bool = False) -> list[Payload]:
    """The text and blocks of a card: almost always one message, and the rest in further ones.

    With `uploads` its pictures and files follow below.
    """
    room = limits.BLOCKS["message"] - SPARE_BLOCKS, limits.WEIGHT - SPARE_WEIGHT
    sheets = list(_sheets(_drawn(card, Pen(link, uploads=uploads)), *room))
    kept = sheets[:MOST_MESSAGES]
    if len(sheets) > len(kept):
        kept[-1] += _left_out()
    return [_payload(card, sheet, place, len(kept)) for place, sheet in enumerate(kept, 1)]


def home(card: cards.Card, link: DocumentLink) -> Block:
    """The home view of a card: one page, with a note where something was left out."""
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
            return draw_items(element.items, pen)
        case cards.Table():
            return draw_table(element, pen)
        case cards.Chart():
            return draw_chart(element, pen)
        case cards.Image():
            return _image(element, pen)
        case cards.File():
            return draw_file(element, pen)
        case cards.Progress():
            return paragraphs(line(element.label, f" {_bar(element.percent)} {element.percent}%"))
        case cards.People():
            return _people(element)
        case cards.Buttons():
            return draw_buttons(element.buttons, pen)
        case cards.Choice():
            return draw_choice(element, pen)
        case cards.Divider():
            return [{"type": "divider"}]
        case _:
            assert_never(element)


def _image(image: cards.Image, pen: Pen) -> list[Block]:
    if pen.uploads:
        return [*context(line("De afbeelding staat hieronder.")), *in_full([image.alt], limits.FILE_ALT)]
    address = SLACK.web(pen.link(image.document))
    if not address.startswith("https:"):  # Slack fetches pictures itself, and only over https
        return context(line("Afbeelding: ", image.alt))
    alt = clipped(shown(flat(image.alt)), SLACK.alt)
    return [{"type": "image", "image_url": address, "alt_text": alt}, *in_full([image.alt], SLACK.alt)]


def _bar(percent: int) -> str:
    full = min(max(percent * BAR // 100, 0), BAR)
    return "▓" * full + "░" * (BAR - full)


def _facts(facts: Sequence[cards.Fact]) -> list[Block]:
    lines = [(strong(f"{fact.label}: "), *fact.line) for fact in facts]
    kept = lines[: fitting(map(size, lines), ROOM)]
    return [*stacked(kept), *more(len(lines) - len(kept), "regel", "regels")]


def _people(people: cards.People) -> list[Block]:
    lines = [line(_name(each), f" ({each.role})" if each.role else None) for each in people.people]
    kept = lines[: fitting(map(size, lines), ROOM)]
    named = paragraphs((strong(f"{people.label}: "), *(joined(kept) or line("niemand"))))
    return [*named, *more(len(lines) - len(kept), "persoon", "mensen")]


def _name(somebody: cards.Somebody) -> Span:
    name = flat(somebody.name) or "Iemand"
    user = next(filter(None, map(user_id, somebody.accounts)), "")
    return Mention(name, user=user) if user else Span(name)
