"""Read what somebody wrote in Teams as pieces: from the HTML of a message where it has that, else from its text.

Teams says a message up to three times: as text with `<at>` around mentions, as entities that say who those are, and as
HTML in which links, code and quotes are typed. An action on a message gets the HTML alone, with a list of its mentions.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.teams.html import read_html
from bot.teams.payloads import Activity, Entity, Mentioned, User, Written
from handlers.pieces import BREAK, Break, Mention, Piece, Pieces, Quote, Text, joined, plain, trimmed
from handlers.typed import cleaned, read_marks

BOT_NAME: Final = "@Tafelbot"
_HTML: Final = "text/html"
_PERSON: Final = re.compile(r"29:.+|8:orgid:.+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TAG: Final = re.compile(r"<at\b[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
_QUOTED: Final = re.compile(r"<quoted\b[^>]*/?>(?:</quoted>)?", re.IGNORECASE)
_LOOSE: Final = re.compile(r"</?at\b[^>]*>", re.IGNORECASE)


def storable(text: str) -> str:
    """Text that every database takes."""
    return text.replace("\x00", "")


def read_activity(activity: Activity) -> Pieces:
    """The pieces of a message or its edit."""
    bot = activity.recipient.id if activity.recipient else ""
    team = (activity.data.team.id if activity.data.team else None) or ""
    named = [_named(each, bot, team) for each in activity.entities or () if each.type == "mention"]
    if (markup := _markup(activity)) is not None:
        return _tidied(cleaned(read_html(markup, _in_order(named))))
    return read_marks(_from_text(activity.text or "", activity.entities or (), named))


def read_written(written: Written, bot: str) -> Pieces:
    """The pieces of a message that an action was chosen on."""
    body = written.body
    content = (body.content or "") if body else ""
    if body and body.content_type == "text":
        return read_marks((Text(content),))
    mentions = {str(each.id): _mentioned(each, bot) for each in written.mentions or ()}
    return _tidied(cleaned(read_html(content, lambda key, name: mentions.get(key) or Mention("unknown", name=name))))


def decoded(text: str, entities: Iterable[Entity], bot: str) -> str:
    """The words that a person typed, with mentions as accounts and without the bot's own name."""
    listed = [each for each in entities if each.type == "mention"]
    pieces = _from_text(text, listed, [_named(each, bot, "") for each in listed])
    return storable(plain(each for each in pieces if not (isinstance(each, Mention) and each.kind == "bot"))).strip()


def spoken(markup: str) -> str:
    """The words of a message that Teams hands over as HTML."""
    return plain(_tidied(read_html(markup, lambda _key, name: Mention("unknown", name=name))))


# --- who is named ----------------------------------------------------------------------------------------------------


def _named(entity: Entity, bot: str, team: str) -> Mention:
    """What a mention in a text refers to."""
    name = _TAG.sub(r"\1", entity.text or "").strip()
    who = entity.mentioned
    return mention(who, bot, team) if who else Mention("unknown", name=html.unescape(name))


def mention(who: User, bot: str, team: str = "") -> Mention:
    """A person, or whatever else can be named: Teams tells them apart by the shape of the id."""
    name = storable(who.name or "").strip()
    if who.id == bot:
        return Mention("bot", name=BOT_NAME)
    if who.id.startswith("28:"):
        return Mention("bot", name=f"@{name}")
    if (who.mention_type or who.type or "").casefold() in ("tag", "teamworktag"):
        return Mention("tag", name=f"@{name}")
    if who.id.startswith("19:"):
        is_group = who.id == team or who.id.endswith(("@thread.v2", "@unq.gbl.spaces"))
        return Mention("group", name=f"@{name}") if is_group else Mention("channel", name=f"#{name}")
    if _PERSON.fullmatch(who.id):
        return Mention("person", f"teams:{who.id}", name)
    return Mention("unknown", name=f"@{name}")


def _mentioned(found: Mentioned, bot: str) -> Mention:
    """The same, as the list of a message's mentions says it."""
    about, name = found.mentioned, storable(found.mention_text or "").strip()
    if about is None:
        return Mention("unknown", name=name)
    if about.user and about.user.id:
        return Mention("person", f"teams:{about.user.id}", storable(about.user.display_name or "") or name)
    if about.application:
        is_ours = (about.application.id or "") in bot
        return Mention("bot", name=BOT_NAME if is_ours and about.application.id else f"@{name}")
    if about.conversation:
        is_channel = (about.conversation.kind or "channel") == "channel"
        return Mention("channel", name=f"#{name}") if is_channel else Mention("group", name=f"@{name}")
    return Mention("tag" if about.tag else "unknown", name=f"@{name}")


# --- from text -------------------------------------------------------------------------------------------------------


def _from_text(text: str, entities: Iterable[Entity], named: Sequence[Mention]) -> Pieces:
    """The words between mentions, with Teams' own tags and escapes undone."""
    parts: list[str | Piece] = [text.replace("\r\n", "\n")]
    mentions = [each for each in entities if each.type == "mention"]
    for entity, found in zip(mentions, named, strict=True):
        parts = _put(parts, entity.text or "", found)
    return joined(piece for part in parts for piece in ((part,) if not isinstance(part, str) else _words(part)))


def _put(parts: list[str | Piece], shown: str, found: Mention) -> list[str | Piece]:
    """A mention in the place where its text stands first."""
    for number, part in enumerate(parts):
        if shown and isinstance(part, str) and shown in part:
            before, _, behind = part.partition(shown)
            return [*parts[:number], before, found, behind, *parts[number + 1 :]]
    return parts


def _words(text: str) -> Iterable[Piece]:
    """Words, with a mention of nobody in particular where a tag is left, and a quote where one is only named."""
    at = 0
    for tag in re.finditer(f"{_TAG.pattern}|({_QUOTED.pattern})", text, re.IGNORECASE | re.DOTALL):
        yield Text(_unescaped(text[at : tag.start()]))
        yield Quote("") if tag[2] else Mention("unknown", name=_unescaped(tag[1]))
        at = tag.end()
    yield Text(_unescaped(text[at:]))


def _unescaped(text: str) -> str:
    return html.unescape(_LOOSE.sub("", text)).replace("\N{NO-BREAK SPACE}", " ")


# --- from HTML -------------------------------------------------------------------------------------------------------


def _markup(activity: Activity) -> str | None:
    found = (each.content for each in activity.attachments or () if each.content_type == _HTML)
    return next((each for each in found if isinstance(each, str) and each.strip()), None)


def _in_order(named: Sequence[Mention]) -> Callable[[str, str], Mention]:
    """Who a mention in HTML stands for: by its number, which is its place among the entities, or by its name."""
    left = list(named)

    def find(key: str, name: str) -> Mention:
        shown = name.strip().lstrip("@#").casefold()
        same = [each for each in left if each.name.lstrip("@#").casefold() == shown]
        numbered = named[int(key)] if key.isdecimal() and int(key) < len(named) else None
        found = numbered if numbered in same or (numbered and not same) else next(iter(same), None)
        if found in left:
            left.remove(found)
        return found or Mention("unknown", name=name.strip())

    return find


def _tidied(pieces: Iterable[Piece]) -> Pieces:
    """HTML's blanks as they are seen: no blanks around lines, no empty lines."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if isinstance(piece, Break):
            lines.append([])
        else:
            lines[-1].append(piece)
    shown = [line for line in (trimmed(line) for line in lines) if line]
    return tuple(piece for number, line in enumerate(shown) for piece in ([BREAK] * bool(number) + list(line)))
