"""The messages of a conversation, ready for the page: a stretch of the channel, a thread, or one by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from bot.browser.cards import card_html
from bot.lokaal.addresses import BOT_NAME, NEWEST, NEWEST_ANSWER, PRESS, Look, document_url, number_of
from bot.lokaal.clock import day_text, recent_text
from bot.lokaal.everybody import Everybody, Part
from handlers.cards import Card, Chart, Image, Table
from handlers.feature import Now
from storage import demo
from storage.database import Session
from storage.demo import Said

_MOST = 50
_TOGETHER = timedelta(minutes=5)
_WIDE, _LONG = (Table, Chart, Image), 6


@dataclass(frozen=True, slots=True)
class Messages:
    """What somebody who looks sees of messages."""

    session: Session
    look: Look
    now: Now
    everybody: Everybody

    def stream(self) -> Part:
        before = number_of(self.look.before)
        found = demo.latest(self.session, self.look.conversation, self.look.account, before=before, most=_MOST + 1)
        shown = found[-_MOST:]
        older = self.look.at(voor=shown[0].id) if len(found) > _MOST else ""
        return {"messages": self.drawn(shown), "older": older}

    def drawn(self, shown: Sequence[Said]) -> list[Part]:
        ids = [said.id for said in shown]
        about = _About(
            demo.replies(self.session, ids, self.look.account), demo.reactions_of(self.session, ids),
            demo.files_of(self.session, ids),
        )  # fmt: skip
        pairs = zip([None, *shown], shown, strict=False)
        return [self._message(said, about, self._follows(last, said)) for last, said in pairs]

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.now.zone)

    def moment(self, instant: datetime) -> str:
        return recent_text(self._local(instant), self.now.local)

    def _follows(self, last: Said | None, said: Said) -> bool:
        if last is None or (last.account, last.private_for) != (said.account, said.private_for):
            return False
        return said.at - last.at < _TOGETHER and self._local(last.at).date() == self._local(said.at).date()

    def _message(self, said: Said, about: "_About", follows: bool) -> Part:  # noqa: FBT001
        local, answers = self._local(said.at), about.replies.get(said.id)
        card = decoded(said.card) if said.card else None
        return {
            "id": str(said.id), "author": self.everybody.author(said.account), "time": f"{local:%H:%M}",
            "iso": local.isoformat(timespec="seconds"), "day": day_text(local, self.now.local), "follows": follows,
            "text": said.text if str(said.id) == self.look.editing else self.everybody.words(said.text),
            "card": card and card_html(card, document_url, PRESS, self._hidden(said)),
            "has_panel": card is not None and _is_wide(card),
            "files": [self._file(file) for file in about.files.get(said.id, ())],
            "reactions": [{"sign": sign, "by": BOT_NAME} for sign in about.reactions.get(said.id, ())],
            "private": bool(said.private_for), "edited": said.edited_at is not None, "deleted": said.deleted,
            "mine": said.account == self.look.account and not said.deleted,
            "replies": answers.count if answers else 0,
            "last_reply": self.moment(answers.last) if answers else "",
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
        """The hidden fields of a press on a card."""
        back = self.look.at(draad=self.look.thread) if self.look.thread else self.look.url
        thread = str(said.thread or "")
        here = {"person": self.look.person, "channel": self.look.channel}
        newest = NEWEST_ANSWER if self.look.thread else NEWEST
        return {**here, "message": str(said.id), "thread": thread, "back": f"{back}#{newest}"}

    def _file(self, file: demo.File) -> Part:
        return {"name": file.name, "url": f"/lokaal/bestand/{file.id}", "note": size_text(file.size)}


@dataclass(frozen=True, slots=True)
class _About:
    """What hangs on messages, by their id."""

    replies: Mapping[int, demo.Replies]
    reactions: Mapping[int, list[str]]
    files: Mapping[int, list[demo.File]]


def decoded(card: str) -> Card:
    """A card as it was kept; one of an older version of the program says so."""
    try:
        return msgspec.json.decode(card, type=Card)
    except msgspec.ValidationError:
        return Card("old", "Deze kaart is van een oudere versie van Tafelbot. Vraag hem opnieuw op.")


def size_text(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB".replace(".", ",")  # noqa: PLR2004


def _is_wide(card: Card) -> bool:
    return len(card.elements) >= _LONG or any(isinstance(element, _WIDE) for element in card.elements)
