"""The data of `page.html` for one visitor: `Page` reads it in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.browser.cards import card_html
from bot.lokaal import tips
from bot.lokaal.addresses import (
    BOT,
    BOT_NAME,
    GONE,
    HOME,
    NEWEST,
    NEWEST_ANSWER,
    PRESS,
    Look,
    address,
    direct_of,
    document_url,
    may_open,
    number_of,
    visible,
)
from bot.lokaal.clock import clock_text
from bot.lokaal.everybody import Everybody, Part
from bot.lokaal.messages import Messages, decoded, size_text
from handlers import floor
from handlers.cards import Card, plain
from handlers.feature import ROOT, Now, Registry, Work
from storage import demo, demo_reads, documents, memberships, tafels
from storage.database import Session
from storage.demo import DIRECT, Said
from storage.tafels import Tafel


@dataclass
class Page:
    """One page for one person, read in one transaction."""

    session: Session
    look: Look
    now: Now
    registry: Registry
    home: Card | None = None

    def context(self) -> Part | None:
        """The data of the template; None where there is no such channel or person."""
        if self.look.account not in self.everybody.persons or not (self.look.kind == "direct" or self.tafel):
            return None
        return {
            "fragment": self.look.fragment, "me": self.everybody.whom(self.look.account), "notice": self._notice(),
            "people": [self.everybody.whom(account) for account in self.everybody.persons], "clock": self._clock(),
            "bell": {"count": self.unread.get(direct_of(self.look.account), 0), "url": address(DIRECT + BOT)},
            "tables": [self._table(tafel) for tafel in self.tafels], "directs": self._directs(),
            "channel": self._channel(), "draft": self.look.draft, "editing": self.look.editing,
            "panel": self._panel(), "commands": commands(self.registry), "ribbon": self._ribbon(),
            "shortcuts": [{"label": each.label, "action": each.action} for each in self.registry.shortcuts],
            "newest": NEWEST, "newest_answer": NEWEST_ANSWER, **self.messages.stream(),
        }  # fmt: skip

    @cached_property
    def everybody(self) -> Everybody:
        return Everybody(self.session, self.tafels, self.tafel)

    @cached_property
    def messages(self) -> Messages:
        return Messages(self.session, self.look, self.now, self.everybody)

    @cached_property
    def tafels(self) -> list[Tafel]:
        return tafels.all_tafels(self.session)

    @cached_property
    def tafel(self) -> Tafel | None:
        wanted = self.look.key if self.look.kind == "channel" else ""
        return next((tafel for tafel in self.tafels if tafel.key == wanted), None)

    @cached_property
    def unread(self) -> dict[str, int]:
        return demo_reads.unread(self.session, self.look.account, direct_of(self.look.account))

    @cached_property
    def _today(self) -> datetime:
        return self.now.local

    def _clock(self) -> Part:
        return {"text": clock_text(self._today), "iso": self._today.isoformat(timespec="seconds")}

    def _notice(self) -> str:
        """What to say after something that shows nothing by itself."""
        me = self.everybody.persons[self.look.account].name
        sentences = {
            "klok": f"Het is nu {clock_text(self._today)}.",
            GONE: f"Die persoon is er niet meer. Je bent nu {me}.",
        }
        return sentences.get(self.look.notice, "")

    # --- channels ----------------------------------------------------------------------------------------------------

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
        leads = [each.person.name for each in memberships.members(self.session, self.tafel.id) if each.role in _LEADS]
        work = Work(session=self.session, now=self.now, registry=self.registry)
        return " · ".join(filter(None, (", ".join(leads), plain(floor.summary(work, self.tafel)))))

    # --- beside the channel ------------------------------------------------------------------------------------------

    def _panel(self) -> Part | None:
        if self.look.opened == HOME and self.home:
            hidden = {"person": self.look.person, "channel": self.look.channel, "message": "", "thread": ""}
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
        return self._beside("card", decoded(said.card).title, message=self.messages.drawn([said])[0])

    def _thread_panel(self, said: Said | None) -> Part | None:
        if said is None or not self._is_here(said) or said.thread or said.private_for:
            return None
        answers = self.messages.drawn(demo.answers_to(self.session, said.id, self.look.account))
        root = {**self.messages.drawn([said])[0], "time": self.messages.moment(said.at)}
        return self._beside("thread", "Draad", root=root, messages=answers, thread=str(said.id))

    def _document_panel(self) -> Part | None:
        document = documents.get(self.session, self.look.document, self.now.instant)
        if document is None or not may_open(document, self.everybody.persons[self.look.account]):
            return None
        kinds = {"image": "image", "application/pdf": "pdf"}
        kind = kinds.get(document.mime) or kinds.get(document.mime.partition("/")[0], "other")
        about = {"url": document_url(document.key), "note": size_text(len(document.body)), "alt": document.name}
        return self._beside("document", document.name, type=kind, **about)

    # --- for who is new ----------------------------------------------------------------------------------------------

    def _ribbon(self) -> list[tips.Shown]:
        return tips.left(self.session, self.everybody.persons, self.registry) if self.look.ribbon else []


_LEADS = ("kartrekker", "projectleider")


def commands(registry: Registry) -> list[Part]:
    """Everything that can be typed after a slash: the commands first, then their words."""
    named = [(f"/{each.word}" if each.slash else f"/{ROOT} {each.word}", each) for each in registry.commands.values()]
    bare = [{"text": name, "usage": "", "help": each.help} for name, each in named]
    worded = [(f"{name} {verb.word}", verb) for name, command in named for verb in command.verbs]
    return bare + [{"text": name, "usage": verb.usage, "help": verb.help} for name, verb in worded]
