"""What `page.html` needs to draw the workspace for whoever looks: `Look` is the address, `Page` reads the rest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal, TypeAlias
from urllib.parse import urlencode

import msgspec

from bot.browser.cards import card_html
from bot.lokaal.clock import clock_text, day_text, recent_text
from handlers.cards import Card, Chart, Image, Line, Span, Table, strong
from handlers.dutch import capped, listed
from handlers.feature import Now
from handlers.registry import ROOT, Registry
from storage import agenda, demo, documents, people, tafels
from storage.database import Session
from storage.demo import DIRECT, Said
from storage.people import Person
from storage.tafels import Tafel

PLATFORM = "lokaal"
BOT, BOT_NAME = "tafelbot", "Tafelbot"
PRESS, HOME = "/lokaal/druk", "start"
MENTION = re.compile(r"(?<![\w@/.])@([A-Za-z0-9][A-Za-z0-9_-]*)")
_MOST = 50
_TOGETHER = timedelta(minutes=5)
_WIDE, _LONG = (Table, Chart, Image), 6

Part: TypeAlias = dict[str, Any]
"""A piece of the page, with the names that the template reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks, and at what. `key` is a tafel's, or the bot's in direct messages."""

    account: str
    kind: Literal["channel", "direct"] = "channel"
    key: str = ""
    thread: str = ""
    opened: str = ""
    document: str = ""
    editing: str = ""
    before: str = ""
    draft: str = ""
    notice: str = ""
    ribbon: bool = False
    fragment: bool = False

    @property
    def channel(self) -> str:
        """What posts carry: "bouw", "direct/tafelbot"."""
        return self.key if self.kind == "channel" else f"{DIRECT}{self.key}"

    @property
    def conversation(self) -> str:
        return self.key if self.kind == "channel" else direct_of(self.account)

    @property
    def url(self) -> str:
        return address(self.channel)

    def at(self, **query: str | int) -> str:
        """This page with something open; what is said twice stays as it was where that makes sense."""
        return f"{self.url}?{urlencode({name: value for name, value in query.items() if value})}"


def address(channel: str, **query: str | int) -> str:
    """The page of a channel as posts carry it, or of the bot's direct messages."""
    path = f"/lokaal/{channel}" if channel.startswith(DIRECT) else f"/lokaal/kanaal/{channel}"
    return f"{path}?{urlencode(query)}" if query else path


def direct_of(account: str) -> str:
    """Somebody's conversation with the bot."""
    return DIRECT + account.removeprefix(f"{PLATFORM}:")


def visible(said: Said | None, account: str) -> bool:
    """Whether somebody may see a message at all."""
    if said is None or said.private_for not in ("", account):
        return False
    return not said.conversation.startswith(DIRECT) or said.conversation == direct_of(account)


def may_open(document: documents.Document | None, person: Person | None) -> bool:
    """Whether somebody may open a kept document: it is there, and not somebody else's."""
    return document is not None and (document.person_id is None or (person or Person(0, "")).id == document.person_id)


def document_url(key: str) -> str:
    return f"/lokaal/document/{key}"


def number_of(message: str) -> int:
    """The id of a message as it came in; 0 is nobody's."""
    return int(message) if message.isascii() and message.isdecimal() and len(message) < 16 else 0  # noqa: PLR2004


def decoded(card: str) -> Card:
    """A card as it was kept; one of an older version of the program says so."""
    try:
        return msgspec.json.decode(card, type=Card)
    except msgspec.ValidationError:
        return Card("old", "Deze kaart is van een oudere versie van Tafelbot. Vraag hem opnieuw op.")


def size_text(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB".replace(".", ",")  # noqa: PLR2004


# --- the page --------------------------------------------------------------------------------------------------------


@dataclass
class Page:
    """One page for one person, read in one transaction."""

    session: Session
    look: Look
    now: Now
    registry: Registry
    home: Card | None = None

    def context(self) -> Part | None:
        """Everything the template reads; None where there is no such channel or person."""
        if self.look.account not in self.everybody or not (self.look.kind == "direct" or self.tafel):
            return None
        return {
            "fragment": self.look.fragment, "me": self._whom(self.look.account), "notice": self._notice(),
            "people": [self._whom(account) for account in self.everybody], "clock": self._clock(),
            "bell": {"count": self.unread.get(direct_of(self.look.account), 0), "url": address(DIRECT + BOT)},
            "tables": [self._table(tafel) for tafel in self.tafels], "directs": self._directs(),
            "channel": self._channel(), "draft": self.look.draft, "editing": self.look.editing,
            "panel": self._panel(), "commands": commands(self.registry), "ribbon": self._ribbon(),
            "shortcuts": [{"label": each.label, "action": each.action} for each in self.registry.shortcuts],
            **self._stream(),
        }  # fmt: skip

    @cached_property
    def everybody(self) -> dict[str, Person]:
        return dict(demo.accounts(self.session))

    @cached_property
    def tafels(self) -> list[Tafel]:
        return tafels.all_tafels(self.session)

    @cached_property
    def tafel(self) -> Tafel | None:
        wanted = self.look.key if self.look.kind == "channel" else ""
        return next((tafel for tafel in self.tafels if tafel.key == wanted), None)

    @cached_property
    def unread(self) -> dict[str, int]:
        return demo.unread(self.session, self.look.account, direct_of(self.look.account))

    @cached_property
    def _today(self) -> datetime:
        return self.now.local

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.now.zone)

    def _clock(self) -> Part:
        return {"text": clock_text(self._today), "iso": self._today.isoformat(timespec="seconds")}

    def _notice(self) -> str:
        """What to say after something that shows nothing by itself."""
        return f"Het is nu {clock_text(self._today)}." if self.look.notice == "klok" else ""

    # --- people and channels -----------------------------------------------------------------------------------------

    def _whom(self, account: str) -> Part:
        person = self.everybody[account]
        return {"key": account.removeprefix(f"{PLATFORM}:"), "name": person.name, "does": self._does(person)}

    def _does(self, person: Person) -> str:
        """ "projectleider Bouw" or "programmateam"."""
        if person.administrator:
            return "programmateam"
        mine = people.roles_of(self.session, person.id)
        at: dict[str, list[str]] = {}
        for tafel in self.tafels:
            if tafel.id in mine:
                at.setdefault(mine[tafel.id], []).append(tafel.name)
        return ", ".join(f"{role} {listed(names)}" for role, names in at.items())

    def _does_here(self, account: str) -> str:
        person = self.everybody[account]
        here = people.roles_of(self.session, person.id).get(self.tafel.id) if self.tafel else None
        return here or self._does(person)

    def _table(self, tafel: Tafel) -> Part:
        unread, url = self.unread.get(tafel.key, 0), address(tafel.key)
        return {"key": tafel.key, "name": tafel.name, "colour": tafel.colour, "unread": unread, "url": url}

    def _directs(self) -> list[Part]:
        url, unread = address(DIRECT + BOT), self.unread.get(direct_of(self.look.account), 0)
        bot = {"key": DIRECT + BOT, "name": BOT_NAME, "unread": unread, "url": url, "bot": True}
        start = {"key": HOME, "name": "Jouw overzicht", "unread": 0, "url": f"{url}?open={HOME}", "bot": True}
        return [bot, start]

    def _channel(self) -> Part:
        name = self.tafel.name if self.tafel else BOT_NAME
        colour = self.tafel.colour if self.tafel else ""
        look = {"key": self.look.channel, "kind": self.look.kind, "url": self.look.url}
        return {**look, "name": name, "colour": colour, "topic": self._topic(), "writable": True}

    def _topic(self) -> str:
        if self.tafel is None:
            return "Alleen jij en Tafelbot lezen dit"
        leads = [each.name for each, role in people.members(self.session, self.tafel.id) if role in _LEADS]
        amount = agenda.counted(self.session, agenda.open_ones(agenda.of_tafel(self.tafel.id)))
        number = capped(amount, agenda.COUNTED) if amount else "nog geen"
        return " · ".join(filter(None, (", ".join(leads), f"{number} open {'actie' if amount == 1 else 'acties'}")))

    # --- messages ----------------------------------------------------------------------------------------------------

    def _stream(self) -> Part:
        before = number_of(self.look.before)
        found = demo.latest(self.session, self.look.conversation, self.look.account, before=before, most=_MOST + 1)
        shown = found[-_MOST:]
        older = self.look.at(voor=shown[0].id) if len(found) > _MOST else ""
        return {"messages": self._messages(shown), "older": older}

    def _messages(self, shown: Sequence[Said]) -> list[Part]:
        ids = [said.id for said in shown]
        about = _About(
            demo.replies(self.session, ids, self.look.account), demo.reactions_of(self.session, ids),
            demo.files_of(self.session, ids),
        )  # fmt: skip
        pairs = zip([None, *shown], shown, strict=False)
        return [self._message(said, about, self._follows(last, said)) for last, said in pairs]

    def _follows(self, last: Said | None, said: Said) -> bool:
        if last is None or (last.account, last.private_for) != (said.account, said.private_for):
            return False
        return said.at - last.at < _TOGETHER and self._local(last.at).date() == self._local(said.at).date()

    def _message(self, said: Said, about: "_About", follows: bool) -> Part:  # noqa: FBT001
        local, answers = self._local(said.at), about.replies.get(said.id)
        card = decoded(said.card) if said.card else None
        return {
            "id": str(said.id), "author": self._author(said.account), "time": f"{local:%H:%M}",
            "iso": local.isoformat(timespec="seconds"), "day": day_text(local, self._today), "follows": follows,
            "text": said.text if str(said.id) == self.look.editing else self._words(said.text),
            "card": card and card_html(card, document_url, PRESS, self._hidden(said)),
            "has_panel": card is not None and _is_wide(card),
            "files": [self._file(file) for file in about.files.get(said.id, ())],
            "reactions": [{"sign": sign, "by": BOT_NAME} for sign in about.reactions.get(said.id, ())],
            "private": bool(said.private_for), "edited": said.edited_at is not None, "deleted": said.deleted,
            "mine": said.account == self.look.account and not said.deleted,
            "replies": answers.count if answers else 0,
            "last_reply": recent_text(self._local(answers.last), self._today) if answers else "",
            **self._ways(said),
        }  # fmt: skip

    def _ways(self, said: Said) -> Part:
        """Where the message leads to; nothing where that is not offered."""
        root = said.thread or said.id
        return {
            "thread_url": "" if said.private_for else self.look.at(draad=root),
            "open_url": self.look.at(open=said.id) if said.card else "",
            "edit_url": self.look.at(draad=said.thread or self.look.thread, bewerk=said.id) if said.text else "",
        }

    def _hidden(self, said: Said) -> Mapping[str, str]:
        """What a press on a card carries along."""
        back = self.look.at(draad=self.look.thread) if self.look.thread else self.look.url
        thread = str(said.thread or "")
        return {"channel": self.look.channel, "message": str(said.id), "thread": thread, "back": back}

    def _author(self, account: str) -> Part:
        if not account:
            return {"name": BOT_NAME, "does": "", "bot": True}
        if account not in self.everybody:
            return {"name": "voormalig lid", "does": "", "bot": False}
        return {"name": self.everybody[account].name, "does": self._does_here(account), "bot": False}

    def _file(self, file: demo.File) -> Part:
        return {"name": file.name, "url": f"/lokaal/bestand/{file.id}", "note": size_text(file.size)}

    def _words(self, text: str) -> str | Line:
        """What somebody typed, with the names of people who are mentioned standing out."""
        names = {account.removeprefix(f"{PLATFORM}:"): person.name for account, person in self.everybody.items()}
        spans, at = [], 0
        for match in MENTION.finditer(text):
            if name := {**names, BOT: BOT_NAME}.get(match[1].lower()):
                spans += [Span(text[at : match.start()]), strong(f"@{name}")]
                at = match.end()
        return tuple(filter(_says_something, [*spans, Span(text[at:])])) if spans else text

    # --- beside the channel ------------------------------------------------------------------------------------------

    def _panel(self) -> Part | None:
        if self.look.opened == HOME and self.home:
            hidden = {"channel": self.look.channel, "message": "", "thread": ""}
            drawn = card_html(self.home, document_url, PRESS, hidden)
            return self._beside("card", "Jouw overzicht", message={"card": drawn})
        if self.look.opened:
            return self._card_panel(demo.get(self.session, number_of(self.look.opened)))
        if self.look.document:
            return self._document_panel()
        return self._thread_panel(demo.get(self.session, number_of(self.look.thread))) if self.look.thread else None

    def _beside(self, kind: str, title: str, **more: object) -> Part:
        return {"kind": kind, "title": title, "close": self.look.url, **more}

    def _is_here(self, said: Said | None) -> bool:
        return said is not None and said.conversation == self.look.conversation and visible(said, self.look.account)

    def _card_panel(self, said: Said | None) -> Part | None:
        if said is None or not self._is_here(said) or not said.card:
            return None
        return self._beside("card", decoded(said.card).title, message=self._messages([said])[0])

    def _thread_panel(self, said: Said | None) -> Part | None:
        if said is None or not self._is_here(said) or said.thread or said.private_for:
            return None
        answers = self._messages(demo.answers_to(self.session, said.id, self.look.account))
        root = self._messages([said])[0]
        return self._beside("thread", "Draad", root=root, messages=answers, thread=str(said.id))

    def _document_panel(self) -> Part | None:
        document = documents.get(self.session, self.look.document, self.now.instant)
        if document is None or not may_open(document, self.everybody[self.look.account]):
            return None
        kinds = {"image": "image", "application/pdf": "pdf"}
        kind = kinds.get(document.mime) or kinds.get(document.mime.partition("/")[0], "other")
        about = {"url": document_url(document.key), "note": size_text(len(document.body)), "alt": document.name}
        return self._beside("document", document.name, type=kind, **about)

    # --- for who is new ----------------------------------------------------------------------------------------------

    def _ribbon(self) -> list[Part]:
        return list(_TO_TRY) if self.look.ribbon else []


@dataclass(frozen=True, slots=True)
class _About:
    """What hangs on messages, by their id."""

    replies: Mapping[int, demo.Replies]
    reactions: Mapping[int, list[str]]
    files: Mapping[int, list[demo.File]]


_LEADS = ("kartrekker", "projectleider")
_NEWS = "TECH-5: bijeenkomst over het Young Potentials-programma is gepland"
_CAPTURE = "/actie nieuw Open dag bij drie bouwers @karim eind mei"
_TO_TRY: tuple[Part, ...] = (
    {
        "title": "Deel nieuws als kartrekker",
        "text": f"Je bent dan Bram, en stuurt “{_NEWS}”.",
        "url": address("tech", als="bram", concept=_NEWS),
    },
    {
        "title": "Zet een actie op de agenda",
        "text": f"Je bent dan Petra, en stuurt “{_CAPTURE}”.",
        "url": address("bouw", als="petra", concept=_CAPTURE),
    },
    {
        "title": "Laat een week voorbijgaan",
        "text": "Kies bovenaan “een week later”. Dan komen de herinneringen en het weekbericht.",
        "url": address("bouw"),
    },
)


def _says_something(span: Span) -> bool:
    return bool(span.text)


def _is_wide(card: Card) -> bool:
    return len(card.elements) >= _LONG or any(isinstance(element, _WIDE) for element in card.elements)


def commands(registry: Registry) -> list[Part]:
    """Everything that can be typed after a slash: the commands first, then their words."""
    named = [(f"/{each.word}" if each.slash else f"/{ROOT} {each.word}", each) for each in registry.commands.values()]
    bare = [{"text": name, "usage": "", "help": each.help} for name, each in named]
    worded = [(f"{name} {verb.word}", verb) for name, command in named for verb in command.verbs]
    return bare + [{"text": name, "usage": verb.usage, "help": verb.help} for name, verb in worded]
