"""What can be pressed or opened on a card: buttons, choices, rows with a button, and files."""

from collections.abc import Mapping, Sequence

import msgspec

from bot.doors.texts import clean, clipped, flat
from bot.teams import figures, limits
from bot.teams.escape import (
    Block,
    in_full,
    menu,
    option,
    paragraphs,
    picked,
    query,
    shown,
    small,
    titled,
    unlike,
    worded,
)
from bot.teams.figures import fitting, more
from bot.teams.limits import TEAMS, TooLarge, size
from bot.teams.pen import Pen
from handlers import cards
from handlers.cards import line, strong

STYLES: Mapping[str, Block] = {"normal": {}, "primary": {"style": "positive"}, "danger": {"style": "destructive"}}
FEW = 10  # choices that are seen at a glance
LONG = 300  # bytes of a button's label, question and answers, from where they do not stand side by side


def draw_file(file: cards.File, pen: Pen) -> list[Block]:
    words = [*paragraphs(line(strong(flat(file.name) or "Bestand"))), *small(line(file.note), spacing="None")]
    address = TEAMS.web(pen.link(file.document))
    return _beside(words, {"type": "Action.OpenUrl", "title": "Openen", "url": address}) if address else words


def draw_items(items: Sequence[cards.Item]) -> list[Block]:
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


def draw_buttons(buttons: Sequence[cards.Button | cards.Link], pen: Pen) -> list[Block]:
    lost = [each for each in buttons if isinstance(each, cards.Link) and not TEAMS.web(each.at(pen.link))]
    kept = [each for each in buttons if each not in lost]
    drawn = [_link(each, pen) if isinstance(each, cards.Link) else _button(each) for each in kept]
    told = [block for each in lost for block in paragraphs(line(each.lost))]
    return [*_sets(drawn), *_in_full(buttons), *told]


def _sets(actions: Sequence[Block]) -> list[Block]:
    """Actions in as many rows as they need."""
    rows: list[list[Block]] = []
    for action in actions:
        if not rows or len(rows[-1]) == TEAMS.buttons or size([*rows[-1], action]) > figures.ROOM:
            rows.append([])
        rows[-1].append(action)
    return [{"type": "ActionSet", "actions": row} for row in rows]


def _link(link: cards.Link, pen: Pen) -> Block:
    title = clipped(shown(link.label), TEAMS.button_text)
    return {"type": "Action.OpenUrl", "title": title, "url": TEAMS.web(link.at(pen.link))}


def _button(button: cards.Button) -> Block:
    title = clipped(shown(button.label), TEAMS.button_text)
    if len(button.value.encode("utf-8", "replace")) > (limits.DIALOG_VALUE if button.opens else TEAMS.button_value):
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
    """The question before a press. Teams has no button to close it, so it says to press the same button once more."""
    label = clipped(shown(button.label), TEAMS.button_text)
    back = f"{clipped(shown(asked.no), TEAMS.button_text)}? Druk dan nog eens op ‘{label}’."
    words = [
        *paragraphs(line(strong(clipped(flat(asked.title), LONG)))),
        *paragraphs(line(clipped(clean(asked.text), LONG))),
    ]
    yes = _press(clipped(shown(asked.yes), TEAMS.button_text), button)
    return {"type": "AdaptiveCard", "version": limits.VERSION, "body": [*words, *small(line(back))], "actions": [yes]}


def _in_full(buttons: Sequence[cards.Button | cards.Link]) -> list[Block]:
    asked = [each.confirm for each in buttons if isinstance(each, cards.Button) and each.confirm]
    return [
        *in_full((each.label for each in buttons), TEAMS.button_text),
        *in_full((text for each in asked for text in (each.title, each.text)), LONG),
        *in_full((text for each in asked for text in (each.yes, each.no)), TEAMS.button_text),
    ]


def draw_choice(choice: cards.Choice, pen: Pen) -> list[Block]:
    """A list with its own button, together so that they are never parted."""
    if not choice.options and not choice.search:
        return paragraphs(line(choice.label, ": er is niets om te kiezen."))
    kept = menu(choice.options, [choice.value], figures.ROOM)
    name = pen.input_id()
    drawn: Block = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": titled(choice.label, TEAMS.label),
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
        *in_full([choice.label], TEAMS.label),
        *in_full(map(worded, kept), TEAMS.option_text),
        *(more(len(unlike(choice.options)) - len(kept), "keuze", "keuzes") if not choice.search else []),
    ]
