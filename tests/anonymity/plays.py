"""How a feature with anonymous actions is played: what the kit needs to let people vote, on a door or without one.

A feature that declares anonymous actions adds its `Play` to `PLAYS`, and every test of the kit runs on it too.
"""

import asyncio
import itertools
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import insert

from bot.app import App
from bot.background.unlinking import Unlinking
from handlers import versnellingskamer
from handlers.answer import Ask
from handlers.delivery import Reply
from handlers.feature import Account, Address, Feature, Place, Request
from handlers.forms import Form, Value
from handlers.versnellingskamer import lookup, phases
from handlers.versnellingskamer.callbacks import VOTE_PRESS
from handlers.versnellingskamer.templates import CRITERIA
from handlers.versnellingskamer.votes import REST, Ballot, Direction, Vote, encode
from storage import kamer_people, kamers, people, tafels
from storage.ballots import Ballots
from storage.database import Database
from storage.kamer_ballots import BALLOTS, packed
from tests import kamer
from tests.anonymity import peiling
from tests.anonymity.attackers import VOTERS
from tests.platforms import Chat, Seen
from tests.world import MONDAY

T = TypeVar("T")


class Play(Protocol):
    """One feature, played."""

    @property
    def feature(self) -> Feature: ...

    @property
    def contents(self) -> tuple[str, ...]:
        """At least thirty different ballots, all of the same length."""
        ...

    @property
    def ballots(self) -> Ballots: ...

    def create(self, db: Database) -> None:
        """Make the tables that no migration makes."""
        ...

    def begin(self, db: Database) -> str:
        """Open a subject; gives its name."""
        ...

    def opening(self, subject: str) -> tuple[str, str]:
        """The press that opens the form: its action and its value."""
        ...

    def filled(self, content: str) -> Mapping[str, Value]:
        """The form as it is filled in."""
        ...

    def end(self, db: Database, subject: str, at: datetime) -> None:
        """Say that the time of a subject is over."""
        ...

    # on a door

    def ask(self, chat: Chat) -> None:
        """Let petra open a subject in the channel of Bouw."""
        ...

    def vote(self, chat: Chat, by: str, content: str) -> Seen | None: ...

    def close(self, chat: Chat) -> None:
        """Let petra close it."""
        ...


@dataclass(frozen=True)
class PeilingPlay:
    """The toy feature, around any kind of ballots."""

    feature: Feature = peiling.FEATURE
    contents: tuple[str, ...] = peiling.OPTIONS
    question: str = "Waar komen we de volgende keer bij elkaar?"

    @property
    def ballots(self) -> Ballots:
        assert self.feature.around.anonymous is not None
        return self.feature.around.anonymous.ballots

    def create(self, db: Database) -> None:
        peiling.create(db, self.ballots)

    def begin(self, db: Database) -> str:
        with db.transaction() as session:
            made = session.execute(insert(peiling.questions).values(question=self.question))
            [number] = made.inserted_primary_key or (0,)
        return str(number)

    def opening(self, subject: str) -> tuple[str, str]:
        return "peiling.stem", subject

    def filled(self, content: str) -> Mapping[str, Value]:
        return {"keuze": (content,)}

    def end(self, db: Database, subject: str, at: datetime) -> None:
        with db.transaction() as session:
            session.execute(peiling.questions.update().values(ends_at=at))

    def ask(self, chat: Chat) -> None:
        chat.say(f"/peiling {self.question}", by="petra", at="bouw")

    def card(self, chat: Chat) -> Seen:
        [card] = [each for each in chat.channel("bouw") if each.title == self.question]
        return card

    def vote(self, chat: Chat, by: str, content: str) -> Seen | None:
        chat.press("Stem", by=by, on=self.card(chat))
        return chat.submit(by=by, keuze=(content,))

    def close(self, chat: Chat) -> None:
        chat.press("Sluit", by="petra", on=self.card(chat))


@dataclass(frozen=True)
class OrdinaryPlay(PeilingPlay):
    """The toy feature with ordinary handlers; the tables are those of its ballots."""

    known: Ballots = peiling.BALLOTS

    @property
    def ballots(self) -> Ballots:
        return self.known


@dataclass(frozen=True)
class KamerPlay:
    """A poll of a Versnellingskamer, told from three votes on."""

    feature: Feature = versnellingskamer.FEATURE
    question: str = "Welk plan doen we als eerste?"
    options: tuple[str, ...] = tuple(f"Plan {number:02}" for number in range(1, 31))

    @property
    def asked(self) -> Vote:
        directions = tuple(Direction(number, text) for number, text in enumerate(self.options, 1))
        return Vote(key="", question=self.question, method="peiling", level="anoniem", directions=directions, k=3)

    @property
    def contents(self) -> tuple[str, ...]:
        """Ballots as they are stored: behind the opening and the group that they belong to."""
        chosen = (Ballot(chosen=(number,)) for number in range(1, len(self.options) + 1))
        return tuple(packed(OPENING, "", encode(each, self.asked)) for each in chosen)

    @property
    def ballots(self) -> Ballots:
        return BALLOTS

    def create(self, db: Database) -> None:
        """The migrations make them."""

    def begin(self, db: Database) -> str:
        with db.transaction() as session:
            tafel = tafels.by_key(session, "bouw")
            assert tafel is not None
            first = phases.begin(now=MONDAY, by=None)
            vote = lookup.encode_vote(self.asked)
            number = kamers.make(
                session, tafel.id, template="peiling", question=self.question, vote=vote, first=first
            )  # fmt: skip
            kamers.append(session, number, phases.opened(first, closes_at=None, now=MONDAY, by=None))
        return str(number)

    def opening(self, subject: str) -> tuple[str, str]:
        return VOTE_PRESS, subject

    def filled(self, content: str) -> Mapping[str, Value]:
        return {"keuze": (str(self._number(content)),)}

    def _number(self, content: str) -> int:
        return self.contents.index(content) + 1

    def end(self, db: Database, subject: str, at: datetime) -> None:
        with db.transaction() as session:
            found = kamers.get(session, int(subject))
            assert found is not None
            kamers.append(session, found.id, phases.closed(found.step, now=at, by=None))

    def ask(self, chat: Chat) -> None:
        lines = "\n".join(self.options)
        made = kamer.begin(
            chat, vorm=("Peiling",), vraag=self.question, richtingen=lines, niveau=("Anoniem",), k=("3 mensen",)
        )  # fmt: skip
        chat.press("Open de stemming", by="petra", on=made)

    def vote(self, chat: Chat, by: str, content: str) -> Seen | None:
        return kamer.vote(chat, by, self.question, keuze=(self.options[self._number(content) - 1],))

    def close(self, chat: Chat) -> None:
        closed = kamer.press(chat, "Sluit")
        if "Ja, sluit nu" in closed.buttons:  # not everybody is in
            chat.press("Ja, sluit nu", by="petra", on=closed)


@dataclass(frozen=True)
class ListedPlay(KamerPlay):
    """A room with a list, in which directions are graded and a ballot keeps the group of its voter."""

    question: str = "Welke richting dragen we samen?"
    options: tuple[str, ...] = ("Stagepact", "Loket", "Open dag")

    @property
    def asked(self) -> Vote:
        directions = tuple(Direction(number, text) for number, text in enumerate(self.options, 1))
        return Vote(
            key="", question=self.question, method="score", level="groep", directions=directions, criteria=CRITERIA,
            k=3, groups=(REST,), listed=VOTERS,
        )  # fmt: skip

    @property
    def contents(self) -> tuple[str, ...]:
        ballots = (
            Ballot(grades={place: (grade,) * len(CRITERIA) for place, grade in enumerate(grades, 1)}, group=REST)
            for grades in _GRADES
        )
        return tuple(packed(OPENING, REST, encode(each, self.asked)) for each in ballots)

    def begin(self, db: Database) -> str:
        subject = super().begin(db)
        with db.transaction() as session:
            kamers.change(session, int(subject), template="wegen")
            region = tafels.region(session)
            assert region is not None
            for number in range(VOTERS):
                person = people.add(session, region[0], name=f"Uv{number:02}", now=MONDAY)
                people.identify(session, person.id, f"slack:UV{number:02}")
                kamer_people.put_listed(session, int(subject), [(person.id, "deelnemer", "", REST)])
        return subject

    def filled(self, content: str) -> Mapping[str, Value]:
        grades = _GRADES[self.contents.index(content)]
        criteria = range(1, len(CRITERIA) + 1)
        return {f"richting_{place}_{each}": str(grade) for place, grade in enumerate(grades, 1) for each in criteria}

    def ask(self, chat: Chat) -> None:
        made = kamer.begin(
            chat, vraag=self.question, richtingen="\n".join(self.options), niveau=("Anoniem, met je O",),
            manier=("Cijfers van 1 tot 5 op criteria",), k=("3 mensen",),
        )  # fmt: skip
        chat.press("Kondig aan", by="petra", on=made)
        for by in ("fatima", "bram"):
            chat.press("Ik doe mee", by=by, on=kamer.card(chat, self.question))
        kamer.press(chat, "Open de stemming")

    def vote(self, chat: Chat, by: str, content: str) -> Seen | None:
        return kamer.vote(chat, by, self.question, **{name: str(value) for name, value in self.filled(content).items()})


_GRADES: Final = tuple(itertools.islice(itertools.product(range(1, 6), repeat=3), VOTERS))
OPENING: Final = 2
"""The step that opens a room: the one behind its making."""
PLAYS: Final[Mapping[str, Play]] = {
    peiling.NAME: PeilingPlay(), versnellingskamer.FEATURE.name: KamerPlay(), "kamer met een lijst": ListedPlay(),
}  # fmt: skip
"""By the name of the feature: the toy, and every feature of the product that declares anonymous actions."""


class Voters:
    """People whom the bot meets for the first time, one after another, without a door."""

    def __init__(self, app: App, play: Play) -> None:
        self._app, self._play, self._numbers = app, play, 0

    def open_form(self, subject: str, account: str) -> Form:
        """Press the button; gives the form that opens."""
        [form] = [each.form for each in self.send(self.opened(subject, account)).inline if isinstance(each, Ask)]
        return form

    def opened(self, subject: str, account: str) -> Request:
        action, value = self._play.opening(subject)
        return Request(
            "press", self._fresh(), self._address(account), self._app.clock().instant, action=action, value=value,
            inline=("Ask", "Post"),
        )  # fmt: skip

    def submit(self, form: Form, account: str, content: str) -> Reply:
        return self.send(self.filled(form, account, content))

    def filled(self, form: Form, account: str, content: str) -> Request:
        return Request(
            "submit", self._fresh(), self._address(account), self._app.clock().instant, action=form.action,
            value=form.state, values=self._play.filled(content), inline=("Ask",),
        )  # fmt: skip

    def vote(self, subject: str, account: str, content: str) -> Reply:
        return self.submit(self.open_form(subject, account), account, content)

    def send(self, request: Request) -> Reply:
        return _run(self._app.answer(request))

    def close(self, subject: str) -> None:
        """End a subject, and let the worker do all that follows."""
        self._play.end(self._app.db, subject, self._app.clock().instant)
        self.unlink()

    def unlink(self) -> None:
        async def work() -> None:
            unlinking = Unlinking(self._app)
            await unlinking.work()
            await unlinking.stop()

        _run(work())

    def _fresh(self) -> str:
        self._numbers += 1
        return f"slack:request-{self._numbers}"

    @staticmethod
    def _address(account: str) -> Address:
        name = account.partition(":")[2].title()
        return Address(Place("slack", "CBOUW", "channel", "bouw"), Account(account, name))


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner() as runner:
        return runner.run(work)
