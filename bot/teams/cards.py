"""A card as Adaptive Cards: `message` draws it, `pressed` and `searched` read what a person did with it.

A card is one message. Where it is too long for that the rest follows in further ones, and what even then does not fit
is counted in words. A drawing made by hand for one card registers itself in `DRAWINGS` under the card's name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, assert_never

from bot.doors.texts import clipped
from bot.teams import figures, limits
from bot.teams.controls import draw_buttons, draw_choice, draw_file, draw_items
from bot.teams.escape import Block, heading, in_full, paragraphs, received, shown, small
from bot.teams.limits import TEAMS, size
from bot.teams.pen import DocumentLink, Pen
from handlers import cards
from handlers.cards import line, strong

KINDS = {"info": "Goed om te weten: ", "warning": "Let op: ", "error": "Fout: "}
GROUNDS = {"info": "accent", "warning": "warning", "error": "attention"}
MOST_MESSAGES = 4
SPARE = 2600  # bytes for the sentence of a card, and for what is said about the other ones
_RULE: Block = {"type": "rule"}  # a line above what follows; it never leaves this module

Drawing: TypeAlias = Callable[[cards.Card, Pen], list[Block]]
DRAWINGS: dict[str, Drawing] = {}


def message(card: cards.Card, link: DocumentLink) -> list[Block]:
    """The Adaptive Cards of a card: almost always one, and the rest in further ones."""
    pen = Pen(link, sum(isinstance(element, cards.Choice) for element in card.elements))
    drawn = list(_ruled(DRAWINGS.get(card.name, _usual)(card, pen))) or paragraphs(line(shown(card.title)))
    sheets = list(_sheets(drawn, limits.SIZE - SPARE))
    kept = sheets[:MOST_MESSAGES]
    if len(sheets) > len(kept):
        kept[-1] += small(line("De rest past hier niet en is weggelaten."))
    return [_adaptive(card, sheet, place, len(kept)) for place, sheet in enumerate(kept, 1)]


def _usual(card: cards.Card, pen: Pen) -> list[Block]:
    return [*_title(card), *(block for element in card.elements for block in draw(element, pen))]


def _title(card: cards.Card) -> list[Block]:
    """A title to look for, in a band where the tafel has a colour. A refusal and a bare answer are sentences."""
    if card.name == "refusal" or not card.elements:
        return paragraphs(line(card.title))
    drawn = heading(card.title, "Large")
    return [_container("accent", each, bleed=True) for each in drawn] if card.colour else drawn


def _container(style: str, *items: Block, **more_of_it: object) -> Block:
    return {"type": "Container", "style": style, "items": list(items), **more_of_it}


def _ruled(blocks: Sequence[Block]) -> Iterator[Block]:
    """A line between two parts belongs to the part below it."""
    above = False
    for block in blocks:
        if block is not _RULE:
            yield {**block, "separator": True, "spacing": "Medium"} if above else block
        above = block is _RULE


def _sheets(blocks: list[Block], room: int) -> Iterator[list[Block]]:
    sheet: list[Block] = []
    load = 0
    for block in blocks:
        cost = size(block) + 1
        if sheet and load + cost > room:
            yield sheet
            sheet, load = [], 0
        sheet.append(block)
        load += cost
    yield sheet


def _adaptive(card: cards.Card, sheet: list[Block], place: int, total: int) -> Block:
    page = f" ({place} van {total})" if total > 1 else ""
    return {
        "type": "AdaptiveCard",
        "version": limits.VERSION,
        "fallbackText": clipped(shown(card.sentence), limits.FALLBACK_TEXT - len(page)) + page,
        "body": [*(small(line(f"Vervolg{page}")) if place > 1 else []), *sheet],
        **({"msteams": {"width": "full"}} if any(map(figures.is_wide, sheet)) else {}),
    }


# --- what a person did -----------------------------------------------------------------------------------------------


def pressed(data: Mapping[str, object]) -> tuple[str, str]:
    """Our action and value in the data of a press; anybody may have sent anything, and then it is nothing."""
    action, value, chosen = (data.get(key) for key in ("action", "value", "choice"))
    if isinstance(chosen, str):
        value = received(answer) if isinstance(answer := data.get(chosen), str) else ""
    return (action, value) if isinstance(action, str) and isinstance(value, str) else ("", "")


def searched(value: Mapping[str, object]) -> tuple[str, str]:
    """The action to ask for options, and what was typed, of a search (`application/search`)."""
    dataset, typed = value.get("dataset"), value.get("queryText")
    return dataset if isinstance(dataset, str) else "", typed if isinstance(typed, str) else ""


# --- elements --------------------------------------------------------------------------------------------------------


def draw(element: cards.AnyElement, pen: Pen) -> list[Block]:  # noqa: C901, PLR0911, PLR0912 - one line for each member
    match element:
        case cards.Text():
            return paragraphs(element.line)
        case cards.Heading():
            return [{**block, "spacing": "Medium"} for block in heading(element.text, "Medium")]
        case cards.Note():
            return small(element.line)
        case cards.Notice():
            spoken = (strong(KINDS[element.kind]), *element.line)
            return [_container(GROUNDS[element.kind], each) for each in paragraphs(spoken)]
        case cards.Quote():
            quoted = [_container("emphasis", each) for each in paragraphs(line(element.text), {"italic": True})]
            return [*quoted, *(small(line("– ", element.by), spacing="Small") if element.by else [])]
        case cards.Facts():
            return figures.facts(element.facts)
        case cards.Items():
            return draw_items(element.items)
        case cards.Table():
            return figures.table(element)
        case cards.Chart():
            return figures.chart(element)
        case cards.Image():
            return _image(element, pen)
        case cards.File():
            return draw_file(element, pen)
        case cards.Progress():
            return figures.progress(element)
        case cards.People():
            return figures.people(element)
        case cards.Buttons():
            return draw_buttons(element.buttons, pen)
        case cards.Choice():
            return draw_choice(element, pen)
        case cards.Divider():
            return [_RULE]
        case _:
            assert_never(element)


def _image(image: cards.Image, pen: Pen) -> list[Block]:
    fits = max(image.width, image.height) <= limits.PICTURE
    address = TEAMS.web(pen.link(image.document if fits else image.small or image.document))
    if not address.startswith("https:"):  # Teams fetches pictures itself, and only over https
        return small(line("Afbeelding: ", image.alt))
    if not fits and not image.small:
        return draw_file(cards.File(image.document, "Afbeelding", image.alt), pen)
    alt = clipped(shown(image.alt), TEAMS.alt)
    drawn = {"type": "Image", "url": address, "altText": alt, "size": "Stretch", "msteams": {"allowExpand": True}}
    return [drawn, *in_full([image.alt], TEAMS.alt)]
