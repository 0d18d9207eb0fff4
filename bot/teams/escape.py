"""Put words on a card so that they are read as they were written.

What a person typed never becomes a mention, a link or formatting here. `runs` and `paragraphs` make rich text, in which
text is only ever text. `marked` is for the places that Teams reads as Markdown (titles, facts, labels, choices).
`option`, `menu` and `suggestions` make the choices of a list, whose values come back with commas between them.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import Any, TypeAlias

from bot.doors.splitting import halves
from bot.doors.texts import clean, clipped, flat, said, shortened
from bot.teams import limits
from bot.teams.limits import SEAM, TEAMS, TooLarge, length, size
from handlers.cards import Line, Option, Span, line
from handlers.dutch import counted

Block: TypeAlias = dict[str, Any]

# Teams' clients do not agree on how Markdown is escaped. So a mark is replaced by a character that looks the same, and
# what only means something together is parted by a space without width.
LOOKALIKES = {"*": "∗", "~": "∼", "`": "ˋ", "_": "ˍ"}
_MARKS = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
_OPENERS = re.compile(
    r"[<&\\\]]|!(?=\[)|\b(?:https?|ftp|mailto|www)(?=[:.])|[\w.+-]+(?=@)|^(?=[#>|+=-])|^\d+(?=[.)])",
    re.IGNORECASE | re.MULTILINE,
)
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NOTHING = "∅-"  # the value of no choice at all
_EMPTY = "∅"  # a value may not be empty
_FUNCTION = re.compile(r"\{(?=\{)")  # {{DATE(...)}} is worked out everywhere, in rich text too

_STYLES: dict[str, Block] = {
    "strong": {"weight": "Bolder"},
    "soft": {"isSubtle": True},
    "code": {"fontType": "Monospace"},
}


def shown(text: str) -> str:
    """Clean text on one line that is never empty."""
    return flat(text) or "–"


def marked(text: str) -> str:
    """Text where Markdown is read, with nothing in it that Markdown would act on."""
    looking = _MARKS.sub(lambda mark: LOOKALIKES[mark[0]], still(clean(text)))
    return _OPENERS.sub(lambda opener: opener[0] + SEAM, looking)


def still(text: str) -> str:
    """Text in which no function of a card is worked out."""
    return _FUNCTION.sub("{" + SEAM, text)


def titled(text: str, most: int) -> str:
    """A title, label or choice: one line of at most `most` characters, never empty."""
    return marked(clipped(shown(text), most))


# --- rich text -------------------------------------------------------------------------------------------------------


def runs(spoken: Line, **style: object) -> list[Block]:
    """The spans of a line as runs of text, where text is only ever text."""
    return [{**_run(span), **style} for span in TEAMS.honest(spoken) if clean(span.text)]


def _run(span: Span) -> Block:
    drawn: Block = {"type": "TextRun", "text": still(clean(span.text)), **_STYLES.get(span.tone, {})}
    if span.url:
        drawn |= {"color": "Accent", "selectAction": {"type": "Action.OpenUrl", "url": span.url}}
    return drawn


def paragraphs(spoken: Line, style: Block | None = None, **more: object) -> list[Block]:
    """A line as rich text, in as many blocks as it needs; `style` is for its runs, `more` for the blocks."""
    spoken = TEAMS.honest(spoken)
    if not (text := said(spoken)):
        return []
    block = {"type": "RichTextBlock", "inlines": runs(spoken, **(style or {})), **more}
    if length(text) <= TEAMS.text and (size(block) <= limits.PIECE or len(text) == 1):
        return [block]
    return [each for half in halves(spoken) for each in paragraphs(half, style, **more)]


def small(spoken: Line, **more: object) -> list[Block]:
    """A small remark."""
    return paragraphs(spoken, {"size": "Small", "isSubtle": True}, **more)


def heading(title: str, text_size: str) -> list[Block]:
    """What everything below is about, also for who cannot see how large it is."""
    text = flat(title)
    if not 0 < length(text) <= TEAMS.header:
        return paragraphs((Span(text, "strong"),), {"size": text_size})
    style = {"style": "heading", "size": text_size, "weight": "Bolder", "wrap": True}
    return [{"type": "TextBlock", "text": titled(text, TEAMS.header), **style}]


def in_full(texts: Iterable[str], most: int, room: int = TEAMS.text) -> list[Block]:
    """What had to be shortened to `most`, written out as far as there is room, and how many more there are."""
    return small(line(shortened(texts, most, room)))


# --- options ---------------------------------------------------------------------------------------------------------


def worded(choice: Option) -> str:
    """An option in one line, with its note behind it."""
    return " · ".join(filter(None, map(flat, (choice.label, choice.note))))


def option(choice: Option, most: int = TEAMS.option_text) -> Block:
    return {"title": titled(worded(choice), most), "value": sent(choice.value)}


def unlike(options: Iterable[Option]) -> list[Option]:
    """The first option of each value: more of the same could not be told apart when they come back."""
    found: dict[str, Option] = {}
    for each in options:
        found.setdefault(each.value, each)
    return list(found.values())


def menu(options: Iterable[Option], chosen: Collection[str], room: int, most: int = TEAMS.option_text) -> list[Option]:
    """The options that fit, always including chosen ones."""
    offered = unlike(options)
    wanted = sorted(offered, key=lambda each: each.value not in chosen)
    costs = accumulate(size(option(each, most)) for each in wanted)
    kept = {each.value for each, cost in zip(wanted, costs, strict=True) if cost <= room or each.value in chosen}
    return [each for each in offered if each.value in kept] or offered[:1]


def picked(options: Sequence[Option], chosen: Iterable[str]) -> Block:
    """What a list starts with, where it starts with something."""
    known = {each.value for each in options}
    values = [sent(value) for value in dict.fromkeys(chosen) if value in known]
    return {"value": ",".join(values)} if values else {}


def query(dataset: str, **more: object) -> Block:
    """Where a list searches while a person types."""
    return {"choices.data": {"type": "Data.Query", "dataset": dataset, **more}}


def suggestions(options: Iterable[Option]) -> Block:
    """The answer to what was typed in a list that searches."""
    found = unlike(options)
    results = [option(each) for each in found[: limits.FOUND]]
    if len(found) > limits.FOUND:
        left = counted(len(found) - limits.FOUND + 1, "keuze", "keuzes")
        results[-1] = {"title": f"en nog {left}. Typ verder om te zoeken.", "value": NOTHING}
    return {"type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def sent(value: str) -> str:
    """An option's value as Teams gives it back: never empty, and without the comma that parts one from another."""
    made = value.replace("%", "%25").replace(",", "%2C")
    made = _EMPTY + made if not made or made.startswith(_EMPTY) else made
    if length(made) > TEAMS.option_value:
        msg = f"the option's value is too long: {value[:40]!r}"
        raise TooLarge(msg)
    return made


def received(value: str) -> str:
    if value == NOTHING:
        return ""
    return value.removeprefix(_EMPTY).replace("%2C", ",").replace("%25", "%")


# --- what comes back -------------------------------------------------------------------------------------------------


def words(given: object) -> str:
    """Text that came in; anybody may have sent any value."""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    if isinstance(given, str | int | float):
        return _UNSTORABLE.sub("", str(given)).replace("\r\n", "\n")
    return ""


def account(identity_of: str) -> str:
    """The id by which the people picker knows a person."""
    found = identity_of.removeprefix("teams:")
    return found if GUID.fullmatch(found) else sent(identity_of)


def identity(picked_one: str) -> str:
    """A picked person, as an identity of the handlers."""
    return f"teams:{picked_one}" if GUID.fullmatch(picked_one) else received(picked_one)
