"""Where a sheet is posted: in a channel once a day while its figures are the same, or in direct messages."""

from dataclasses import dataclass

import msgspec

from handlers.cards import Card
from handlers.factsheet import words
from handlers.factsheet.callbacks import Whose
from handlers.feature import HERE, Answer, Direct, Now, Post, Turn
from storage import figures, sheets, tafels
from storage.database import Session


def month(now: Now) -> str:
    """A sheet tells how old its figures are in months, so it is drawn anew each month."""
    return f"{now.today:%Y-%m}"


def drawn(session: Session, key: str, now: Now) -> Card | None:
    """The card of the sheet as it was drawn of these figures."""
    found = sheets.drawn(session, key, figures.state(session), month(now), now.instant)
    return msgspec.json.decode(found, type=Card) if found else None


def all_drawn(session: Session, now: Now) -> dict[str, Card]:
    """Every sheet that was drawn of these figures, by the key of its tafel."""
    found = sheets.all_drawn(session, figures.state(session), month(now), now.instant)
    return {key: msgspec.json.decode(card, type=Card) for key, card in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """The key of a sheet, and where it was asked; `person` is set for direct messages."""

    key: str
    name: str
    platform: str
    channel: str
    person: int = 0

    @property
    def direct(self) -> bool:
        return self.person > 0

    @property
    def whose(self) -> Whose:
        """The same, as a task carries it."""
        return Whose(self.key, self.platform, self.channel, self.person)

    def show(self, session: Session, card: Card, now: Now) -> Answer:
        """Post the sheet, or point to where it was posted within a day."""
        if self.direct:
            return Post(card, Direct(self.person))
        at = figures.state(session)
        since = sheets.show_once(session, self.key, self.platform, self.channel, at, now.instant)
        return Post(words.stands_here(self.key, self.name, since, now)) if since else Post(card, HERE)


def of(turn: Turn, key: str, *, alone: bool) -> To:
    place = turn.request.place
    person = turn.person.id if alone or place.kind in ("direct", "home") else 0
    name = named(turn.session, key)
    return To(key=key, name=name, platform=place.platform, channel=place.channel, person=person)


def asked(session: Session, whose: Whose) -> To:
    """The same, as a job got it."""
    return To(key=whose.key, name=named(session, whose.key), platform=whose.platform, channel=whose.channel,
              person=whose.person)  # fmt: skip


def named(session: Session, key: str) -> str:
    tafel = tafels.by_key(session, key)
    return tafel.name if tafel else words.WHOLE_NAME
