"""Build a digest for one channel and send it; the preview, the weekly one and the requested one are the same card."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from handlers import dates, floor, parts
from handlers.cards import AnyElement, Card, Note, line
from handlers.feature import Channels, Now, Post, Section, Week, Work
from handlers.parts import Missing
from storage import digests, outbox, tafels
from storage.database import Session
from storage.digests import Digest
from storage.facts import Fact
from storage.tafels import ChannelLink, Tafel

LATE = timedelta(hours=2)
"""After so much delay a digest says that it is late."""
_WEEK, _REPLACED_AFTER = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A digest for one channel: its week, the sections of the features, and the last one that arrived there.

    A digest that is not `whole` lacks the section of a feature that failed. It counts as telling nothing, so its facts
    come again in the next one.
    """

    week: Week
    sections: tuple[Section, ...]
    last: Digest | None
    whole: bool = True

    @property
    def told(self) -> tuple[Fact, ...]:
        """The facts that whoever read it has heard; what there was no room for comes in the next one."""
        unshown = frozenset().union(*(section.unshown for section in self.sections))
        return tuple(fact for fact in self.week.facts if fact.id not in unshown) if self.whole else ()

    @property
    def is_quiet(self) -> bool:
        """Nothing happened and nothing is due: not worth a message."""
        return not any(section.stirs for section in self.sections)


def draft(work: Work, tafel: Tafel, now: Now, link: ChannelLink | None) -> Draft:
    """The digest as it would be in a channel at this moment; without a channel it tells about the last week."""
    session = work.session
    if link is None:
        week, last = Week(tafel=tafel, now=now, since=now.instant - _WEEK), None
    else:
        begin = digests.beginning(session, link)
        made = digests.of_channel(session, link.tafel_id, link.platform, link.channel)
        last = next((each for each in made if each.state == "verzonden"), None)
        found = tuple(digests.untold(session, link, begin, now.instant))
        before = tuple(digests.told_in(session, last)) if last else None
        week = Week(tafel=tafel, now=now, since=last.made_at if last else begin, facts=found, told_before=before)
    asks = ((each.name, partial(each.shown.digest, work, week)) for each in work.registry.features if each.shown.digest)
    said = parts.gather(session, "digest", asks)
    whole = not any(isinstance(each, Missing) for each in said)
    return Draft(week, tuple(parts.sections(said)), last, whole)


def card(work: Work, made: Draft, *notes: str) -> Card:
    """The digest as it is at this moment."""
    elements: list[AnyElement] = [Note(line(note)) for note in notes if note]
    for section in made.sections:
        elements.extend(section.elements)
    elements.extend(floor.invitations(work.registry, made.week.tafel))
    title, colour = _title(work, made.week), made.week.tafel.colour
    return Card("weekbericht", title, tuple(elements), colour=colour, invites_reply=True)


def _title(work: Work, week: Week) -> str:
    """ "Bouw, week 22 · 14 open · 2 te laat · 3 klaar, 2 meer dan de vorige keer": the features say how it stands."""
    shown = ((each.name, each.shown.headline) for each in work.registry.features)
    asks = ((name, partial(headline, work, week)) for name, headline in shown if headline)
    stands = [part for part in parts.gather(work.session, "headline", asks) if not isinstance(part, Missing)]
    return " · ".join([f"{week.tafel.name}, week {week.now.today.isocalendar().week}", *stands])


# --- sending ---------------------------------------------------------------------------------------------------------


def send(
    work: Work, tafel: Tafel, now: Now, *, once: str, period: str, due_at: datetime,
    note: str = "", also_quiet: bool = False,
) -> Iterator[Post]:  # fmt: skip
    """A digest for every channel of a tafel, each with what that channel has not heard; `once` is its key."""
    session = work.session
    for link in tafels.links_of(session, tafel.id):
        earlier = digests.of_channel(session, link.tafel_id, link.platform, link.channel)
        _drop(session, [each for each in earlier if _is_stale(each, now)])
        made = draft(work, tafel, now, link)
        if made.is_quiet and not also_quiet:
            continue
        if digests.make(session, link, once, made.told, period=period, due_at=due_at, now=now.instant):
            _drop(session, [each for each in earlier if each.state in ("dood", "onzeker")])
            doubt = next((_doubt(each, now) for each in earlier if each.state == "onzeker"), "")
            yield Post(card(work, made, note, doubt), Channels(tafel.id, link.id), once=once)


def _drop(session: Session, some: Iterable[Digest]) -> None:
    """Close digests that did not arrive and whose facts a newer one tells."""
    for each in some:
        outbox.supersede(session, each.key)


def _is_stale(digest: Digest, now: Now) -> bool:
    """Whether nobody tried to send it since yesterday: a platform that returns must not be sent a pile of old ones."""
    return digest.state == "wacht" and digest.attempts == 0 and now.instant - digest.made_at > _REPLACED_AFTER


def _doubt(digest: Digest, now: Now) -> str:
    day = dates.spoken(digest.made_at.astimezone(now.zone).date(), now.today)
    return f"Of het weekbericht van {day} hier aankwam weet ik niet. Wat erin stond, staat er daarom nog eens bij."


def quiet_posts(work: Work, tafel: Tafel, now: Now, since: str, *, once: str, period: str, due_at: datetime
) -> Iterable[Post]:  # fmt: skip
    """One line after every fourth silent week, so that people know that the bot still works."""
    session, hints = work.session, tuple(floor.invitations(work.registry, tafel))
    said = Card("rustig", f"{tafel.name}: rustig sinds {since}", hints, colour=tafel.colour)
    for link in tafels.links_of(session, tafel.id):
        if digests.make(session, link, once, (), period=period, due_at=due_at, now=now.instant):
            yield Post(said, Channels(tafel.id, link.id), once=once)


def late_note(due: str) -> str:
    return f"Vertraagd: dit weekbericht hoorde te komen op {due}."


def here(session: Session, tafel: Tafel, platform: str, channel: str) -> ChannelLink | None:
    """The channel whose digest is meant: the one where it was asked, else the first of the tafel."""
    found: Sequence[ChannelLink] = tafels.links_of(session, tafel.id)
    near = (link for link in found if (link.platform, link.channel) == (platform, channel))
    return next(near, next(iter(found), None))
