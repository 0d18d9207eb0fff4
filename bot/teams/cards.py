"""A card as Adaptive Cards: `message` draws it, `pressed` and `searched` read what a person did with it.

A card is one message. Where it is too long for that the rest follows in further ones, and what even then does not fit
is counted in words. A drawing made by hand for one card registers itself in `DRAWINGS` under the card's name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

import msgspec

from bot.teams import figures, limits
from bot.teams.escape import (
    Block,
    clean,
    clipped,
    flat,
    heading,
    in_full,
    menu,
    option,
    paragraphs,
    picked,
    query,
    received,
    shown,
    small,
    titled,
    unlike,
    web,
    worded,
)
from bot.teams.figures import fitting, more
from bot.teams.limits import TooLarge, size
from handlers import cards
from handlers.cards import line, strong

DocumentLink: TypeAlias = Callable[[str], str]

KINDS = {"info": "Goed om te weten: ", "warning": "Let op: ", "error": "Fout: "}
GROUNDS = {"info": "accent", "warning": "warning", "error": "attention"}
STYLES: Mapping[str, Block] = {"normal": {}, "primary": {"style": "positive"}, "danger": {"style": "destructive"}}
MOST_MESSAGES = 4
FEW = 10  # choices that are seen at a glance
SPARE = 2600  # bytes for the sentence of a card, and for what is said about the other ones
LONG = 300  # bytes of a button's label, question and answers, from where they do not stand side by side
_RULE: Block = {"type": "rule"}  # a line above what follows; it never leaves this module


@dataclass
class Pen:
    """What a card is drawn with: the addresses of documents, and how many choices stand on it."""

    link: DocumentLink
    choices: int = 1
    inputs: int = 0

    def input_id(self) -> str:
        self.inputs += 1
        return f"keuze{self.inputs}"


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
            return _items(element.items)
        case cards.Table():
            return figures.table(element)
        case cards.Chart():
            return figures.chart(element)
        case cards.Image():
            return _image(element, pen)
        case cards.File():
            return _file(element, pen)
        case cards.Progress():
            return figures.progress(element)
        case cards.People():
            return figures.people(element)
        case cards.Buttons():
            return _buttons(element.buttons, pen)
        case cards.Choice():
            return _choice(element, pen)
        case cards.Divider():
            return [_RULE]
        case _:
            assert_never(element)


def _image(image: cards.Image, pen: Pen) -> list[Block]:
    address = web(pen.link(image.document))
    if not address.startswith("https:"):  # Teams fetches pictures itself, and only over https
        return small(line("Afbeelding: ", image.alt))
    alt = clipped(shown(image.alt), limits.ALT)
    drawn = {"type": "Image", "url": address, "altText": alt, "size": "Stretch", "msteams": {"allowExpand": True}}
    return [drawn, *in_full([image.alt], limits.ALT)]


def _file(file: cards.File, pen: Pen) -> list[Block]:
    words = [*paragraphs(line(strong(flat(file.name) or "Bestand"))), *small(line(file.note), spacing="None")]
    address = web(pen.link(file.document))
    return _beside(words, {"type": "Action.OpenUrl", "title": "Openen", "url": address}) if address else words


def _items(items: Sequence[cards.Item]) -> list[Block]:
    rows = [_item(item) for item in (map(_calm, items) if sum(map(_is_loud, items)) > 1 else items)]
    kept = rows[: fitting(map(size, rows))]
    return [*(block for row in kept for block in row), *more(len(rows) - len(kept), "regel", "regels")]


def _is_loud(item: cards.Item) -> bool:
    return item.button is not None and item.button.style == "primary"


def _calm(item: cards.Item) -> cards.Item:
    """In a column of buttons none stands out by being like the others."""
    button = item.button and msgspec.structs.replace(item.button, style="normal")
    return msgspec.structs.replace(item, button=button if _is_loud(item) else item.button)


def _item(item: cards.Item) -> list[Block]:
    """A row, with its button beside it."""
    words = [*paragraphs(item.line, spacing="Small"), *small(item.note, spacing="None")]
    if item.button is None:
        return words
    drawn = _button(item.button)
    told = [drawn] if drawn["type"] == "Action.ShowCard" else []
    beside = [*words, *_sets(told)] if told else _beside(words, drawn)
    return [*beside, *_in_full([item.button])]


def _beside(words: list[Block], action: Block) -> list[Block]:
    """Words with something to press beside them."""
    *above, last = words or paragraphs(line("–"))
    above, inside = ([], [*above, last]) if size(words) <= limits.PIECE else (above, [last])
    button = {"type": "Column", "width": "auto", "verticalContentAlignment": "Center", "items": _sets([action])}
    told = {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": inside}
    return [*above, {"type": "ColumnSet", "columns": [told, button], "spacing": "Small"}]


# --- what can be pressed ---------------------------------------------------------------------------------------------


def _buttons(buttons: Sequence[cards.Button | cards.Link], pen: Pen) -> list[Block]:
    lost = [each for each in buttons if isinstance(each, cards.Link) and not web(each.at(pen.link))]
    kept = [each for each in buttons if each not in lost]
    drawn = [_link(each, pen) if isinstance(each, cards.Link) else _button(each) for each in kept]
    told = [block for each in lost for block in paragraphs(line(each.lost))]
    return [*_sets(drawn), *_in_full(buttons), *told]


def _sets(actions: Sequence[Block]) -> list[Block]:
    """Actions in as many rows as they need."""
    rows: list[list[Block]] = []
    for action in actions:
        if not rows or len(rows[-1]) == limits.ACTIONS or size([*rows[-1], action]) > figures.ROOM:
            rows.append([])
        rows[-1].append(action)
    return [{"type": "ActionSet", "actions": row} for row in rows]


def _link(link: cards.Link, pen: Pen) -> Block:
    title = clipped(shown(link.label), limits.BUTTON_TEXT)
    return {"type": "Action.OpenUrl", "title": title, "url": web(link.at(pen.link))}


def _button(button: cards.Button) -> Block:
    title = clipped(shown(button.label), limits.BUTTON_TEXT)
    if len(button.value.encode("utf-8", "replace")) > (limits.DIALOG_VALUE if button.opens else limits.BUTTON_VALUE):
        msg = f"the value of {button.action} is too long: {button.value[:40]!r}"
        raise TooLarge(msg)
    if button.confirm:
        return {
            "type": "Action.ShowCard",
            "title": title,
            **STYLES[button.style],
            "card": _asked(button, button.confirm),
        }
    return _press(title, button)


def _press(title: str, button: cards.Button) -> Block:
    data: Block = {"action": button.action, "value": button.value}
    if button.opens:
        data |= {"msteams": {"type": "task/fetch"}}
        return {
            "type": "Action.Submit",
            "title": title,
            "data": data,
            "associatedInputs": "none",
            **STYLES[button.style],
        }
    return {**execute(title, data, associatedInputs="none"), **STYLES[button.style]}


def execute(title: str, data: Block, **also: object) -> Block:
    """A press, with the same press for clients that know only the older kind."""
    pressed_by = {"title": title, "data": data, **also}
    return {
        "type": "Action.Execute",
        "verb": data["action"],
        **pressed_by,
        "fallback": {"type": "Action.Submit", **pressed_by},
    }


def _asked(button: cards.Button, asked: cards.Confirm) -> Block:
    """The question before a press. Teams has no way back but the button itself, so that is said."""
    label = clipped(shown(button.label), limits.BUTTON_TEXT)
    back = f"{clipped(shown(asked.no), limits.BUTTON_TEXT)}? Druk dan nog eens op ‘{label}’."
    words = [
        *paragraphs(line(strong(clipped(flat(asked.title), LONG)))),
        *paragraphs(line(clipped(clean(asked.text), LONG))),
    ]
    yes = _press(clipped(shown(asked.yes), limits.BUTTON_TEXT), button)
    return {"type": "AdaptiveCard", "version": limits.VERSION, "body": [*words, *small(line(back))], "actions": [yes]}


def _in_full(buttons: Sequence[cards.Button | cards.Link]) -> list[Block]:
    asked = [each.confirm for each in buttons if isinstance(each, cards.Button) and each.confirm]
    return [
        *in_full((each.label for each in buttons), limits.BUTTON_TEXT),
        *in_full((text for each in asked for text in (each.title, each.text)), LONG),
        *in_full((text for each in asked for text in (each.yes, each.no)), limits.BUTTON_TEXT),
    ]


def _choice(choice: cards.Choice, pen: Pen) -> list[Block]:
    """A list with its own button, together so that they are never parted."""
    if not choice.options and not choice.search:
        return paragraphs(line(choice.label, ": er is niets om te kiezen."))
    kept = menu(choice.options, [choice.value], figures.ROOM)
    name = pen.input_id()
    drawn: Block = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": titled(choice.label, limits.LABEL),
        "style": "filtered" if choice.search or len(kept) > FEW else "compact",
        "placeholder": "Typ om te zoeken" if choice.search else "Kies",
        "choices": list(map(option, kept)),
        **picked(kept, [choice.value]),
        **(query(choice.search, associatedInputs="none") if choice.search else {}),
    }
    if pen.choices == 1:  # with more of them each would have to be filled in before one can be sent
        drawn |= {"isRequired": True, "errorMessage": "Kies eerst iets uit de lijst."}
    send = execute("Kies", {"action": choice.action, "choice": name})
    return [
        {"type": "Container", "items": [drawn, *_sets([send])]},
        *in_full([choice.label], limits.LABEL),
        *in_full(map(worded, kept), limits.OPTION_TEXT),
        *(more(len(unlike(choice.options)) - len(kept), "keuze", "keuzes") if not choice.search else []),
    ]
