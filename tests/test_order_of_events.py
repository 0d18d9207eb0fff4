"""Events about a message come late, twice and in any order: what counts in the end is what was said last.

Every example is a handful of events with the moments at which they happened, delivered in some order. What must stand
afterwards follows from the moments alone: `meant` says it in five lines.
"""

import itertools
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, example, given, settings as effort, strategies as st

from handlers import delivery
from handlers.actieagenda.callbacks import Belonging
from handlers.callbacks import encode
from handlers.dispatch import dispatch
from handlers.feature import Account, Address, Message, Place, Post, React, Refusal, Request
from storage import actions, messages, news, outbox, people, tafels
from storage.actions import Draft
from storage.database import Session
from tests.platforms.slack import SlackDriver
from tests.platforms.slack_payloads import encoded
from tests.world import World

STORM = bool(os.environ.get("STORM"))
pytestmark = pytest.mark.parametrize("platform", ["slack"], indirect=True)

FIRST, SECOND = "BOUW-1: vijf bedrijven doen mee", "BOUW-2: zes bedrijven doen mee"
CHAT, ASKS, BOTH = "Goedemorgen allemaal", "update: de gemeente doet mee", "BOUW-1 en BOUW-2 gaan samen"
WRONG, FOREIGN = "BOUW-99: dit nummer is er niet", "CREA-1: dit is van een andere tafel"
MEANS: dict[str, tuple[int | None, str] | None] = {
    FIRST: (1, "vijf bedrijven doen mee"),
    SECOND: (2, "zes bedrijven doen mee"),
    CHAT: None,
    ASKS: (None, "de gemeente doet mee"),
    BOTH: (None, BOTH),
}
"""What a text says: the number of the action (None where it has to be asked) and the news; nothing at all; or, where
it is not in this table, a refusal that leaves everything as it was."""

Kind: TypeAlias = Literal["say", "edit", "delete"]


@dataclass(frozen=True)
class Event:
    """Something that happened to a message at a moment, and that is delivered whenever it is."""

    kind: Kind
    at: int
    words: str = ""
    message: str = "m1"

    @property
    def id(self) -> str:
        """Every delivery of the same event has the same id."""
        return f"slack:{self.message}:{self.kind}:{self.at}"


@dataclass(frozen=True)
class State:
    """What became of a message: the action's number and the news, the signs at it, and how often was asked about it."""

    kept: tuple[tuple[int | None, str], ...]
    signs: frozenset[str]
    asked: int


def meant(events: Iterable[Event]) -> tuple[tuple[int | None, str], ...]:
    """What must stand, whatever the order of delivery: nothing of what was deleted, else what was said last."""
    told = sorted((each for each in events if each.words in MEANS or each.kind == "delete"), key=lambda each: each.at)
    if not told or any(each.kind == "delete" for each in told):
        return ()
    means = MEANS[told[-1].words]
    return (means,) if means else ()


def signs(kept: tuple[tuple[int | None, str], ...]) -> frozenset[str]:
    return frozenset("gezien" if number else "vraag" for number, _ in kept)


# --- delivering ------------------------------------------------------------------------------------------------------


class Room:
    """A linked channel with two open actions, in which events arrive; afterwards it is as it was."""

    def __init__(self, world: World, session: Session) -> None:
        self._world, self._session = world, session
        tafel = tafels.by_key(session, "bouw")
        assert tafel
        karim = people.by_account(session, "slack:UKARIM")
        assert karim
        self._numbers: dict[int | None, int | None] = {None: None}
        for title in ("Stagepact tekenen", "Open dag"):
            action = actions.create(
                session, tafel, Draft(title=title, owner=karim), now=world.clock().instant, by=karim.id
            )
            self._numbers[action.id] = action.number

    def deliver(self, event: Event) -> None:
        with suppress(Refusal), self._session.begin_nested():
            dispatch(self._session, asked(self._world, event), self._world.app.registry, self._world.clock())

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is delivered inside was never told afterwards."""
        point = self._session.begin_nested()
        yield
        point.rollback()

    def choose(self, number: int, message: str = "m1") -> None:
        """Answer the question in the thread."""
        [action_id] = [each for each, known in self._numbers.items() if known == number and each]
        address = Address(Place("slack", "CBOUW"), Account("slack:UKARIM", "Karim"), "question", message)
        pressed = Request(
            "press", f"chosen:{number}", address, self._world.clock().instant, action="actieagenda.hoort_bij",
            value=encode(Belonging(message, (action_id,))),
        )  # fmt: skip
        dispatch(self._session, pressed, self._world.app.registry, self._world.clock())

    def news_at(self) -> dict[int, int]:
        """Per action the seconds after the beginning at which it last had news."""
        found = [actions.by_number(self._session, "BOUW", number) for number in (1, 2)]
        start = self._world.clock().instant
        return {each.number: int((each.news_at - start).total_seconds()) for each in found if each}

    def state(self, message: str = "m1") -> State:
        stored = news.of_message(self._session, "slack", "CBOUW", message)
        kept = tuple((self._numbers[each.action_id], each.text) for each in stored)
        shown: set[str] = set()
        questions = 0
        for row in outbox.waiting(self._session, ["wacht"]):
            content = delivery.decode_content(row.content)
            if isinstance(content, React) and content.message == message:
                (shown.add if content.on else shown.discard)(content.sign)
            about = delivery.decode_address(row.address).message
            questions += isinstance(content, Post) and content.card.name == "welke" and about == message
        return State(kept, frozenset(shown), questions)


def asked(world: World, event: Event) -> Request:
    at = world.clock().instant + timedelta(seconds=event.at)
    address = Address(Place("slack", "CBOUW"), Account("slack:UKARIM", "Karim"), event.message)
    said = Message(event.message, event.words, account=address.account)
    return Request(event.kind, event.id, address, at, event.words, message=said)


@contextmanager
def room(world: World) -> Iterator[Room]:
    with suppress(_Undo), world.db.transaction() as session:
        yield Room(world, session)
        raise _Undo


class _Undo(Exception):
    """Nothing of an example stays."""


def check_every_order(world: World, events: Sequence[Event]) -> None:
    """Deliver these in every order; a repeated event is the same either time."""
    with room(world) as here:
        _deliver_the_rest(here, (), events)


def _deliver_the_rest(here: Room, before: tuple[Event, ...], rest: Sequence[Event]) -> None:
    """Orders that begin alike share their beginning."""
    if not rest:
        check(here.state(), before)
    for event in dict.fromkeys(rest):
        left = list(rest)
        left.remove(event)
        with here.undone():
            here.deliver(event)
            _deliver_the_rest(here, (*before, event), left)


def check(state: State, order: Sequence[Event]) -> None:
    wanted = meant(order)
    assert state.kept == wanted, order
    if not any(event.kind == "delete" for event in order):
        assert state.signs == signs(wanted), order
        assert state.asked or (None not in dict(wanted)), order


# --- every order -----------------------------------------------------------------------------------------------------

STORIES = {
    "one action, then another": (FIRST, FIRST.replace("vijf", "vijf of"), SECOND),
    "there and back": (FIRST, SECOND, FIRST),
    "no update any more": (FIRST, SECOND, CHAT),
    "no update for a while": (FIRST, CHAT, SECOND),
    "an update in the end": (CHAT, CHAT + "!", FIRST),
    "unclear in the end": (FIRST, CHAT, ASKS),
    "unclear for a while": (ASKS, BOTH, SECOND),
    "never clear": (ASKS, BOTH, ASKS),
    "refused for a while": (FIRST, WRONG, SECOND),
    "refused in the end": (ASKS, FIRST, FOREIGN),
}
MEANS[FIRST.replace("vijf", "vijf of")] = (1, "vijf of bedrijven doen mee")
MEANS[CHAT + "!"] = None


def story(words: Sequence[str]) -> list[Event]:
    said, *changes = words
    return [Event("say", 0, said), *(Event("edit", 60 * (n + 1), each) for n, each in enumerate(changes))]


@pytest.mark.parametrize("words", STORIES.values(), ids=STORIES)
def test_whatever_the_order_the_last_words_count(world: World, words: Sequence[str]) -> None:
    check_every_order(world, [*story(words), Event("say", 0, words[0])])


@pytest.mark.parametrize("words", [STORIES["one action, then another"], STORIES["never clear"]])
def test_whatever_the_order_a_deletion_wins(world: World, words: Sequence[str]) -> None:
    check_every_order(world, [*story(words), Event("say", 0, words[0]), Event("delete", 300)])


def test_whatever_three_texts_follow_each_other(world: World) -> None:
    every = list(itertools.product([FIRST, CHAT, ASKS, WRONG], repeat=3))
    some = random.Random(7).sample(every, 16)  # noqa: S311 - always the same ones
    for words in every if STORM or world.db.is_sqlite else some:
        check_every_order(world, story(words))


# --- longer stories about two messages -------------------------------------------------------------------------------

_TEXTS = st.sampled_from([FIRST, SECOND, CHAT, ASKS, BOTH, WRONG, FOREIGN])
_MESSAGES = st.sampled_from(["m1", "m2"])


@st.composite
def deliveries(draw: st.DrawFn) -> list[Event]:
    """What happens to two messages, each event once or more, in any order."""
    happened: list[Event] = []
    for message in ("m1", "m2"):
        moments = draw(st.lists(st.integers(1, 99), max_size=5, unique=True))
        happened.append(Event("say", 0, draw(_TEXTS), message))
        happened += [Event("edit", at, draw(_TEXTS), message) for at in moments]
        if draw(st.integers(0, 3)) == 0:
            happened.append(Event("delete", 100, "", message))
    again = draw(st.lists(st.sampled_from(happened), max_size=6))
    return draw(st.permutations(happened + again))


@effort(
    max_examples=1500 if STORM else 30, deadline=None, derandomize=not STORM,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(order=deliveries())
@example(order=[Event("say", 0, FIRST), Event("edit", 9, FIRST), Event("edit", 5, SECOND), Event("say", 0, CHAT, "m2")])
def test_two_messages_end_as_they_were_said_last(world: World, order: list[Event]) -> None:
    with room(world) as here:
        for event in order:
            here.deliver(event)
        states = {message: here.state(message) for message in ("m1", "m2")}
    for message, state in states.items():
        mine = [event for event in order if event.message == message]
        assert state.kept == meant(mine)
        if not any(event.kind == "delete" for event in mine):
            assert state.signs == signs(state.kept)


# --- what a person chose ---------------------------------------------------------------------------------------------


def test_what_somebody_chose_stays_when_the_words_change(world: World) -> None:
    with room(world) as here:
        here.deliver(Event("say", 0, ASKS))
        here.choose(2)
        here.deliver(Event("edit", 60, ASKS + " nu ook"))
        assert here.state() == State(((2, "de gemeente doet mee nu ook"),), frozenset({"gezien"}), 1)
        here.deliver(Event("edit", 90, BOTH))
        assert here.state() == State(((2, BOTH),), frozenset({"gezien"}), 1)
        here.deliver(Event("edit", 120, FIRST))
        assert here.state().kept == ((1, "vijf bedrijven doen mee"),)


def test_an_action_that_gets_an_update_by_choice_or_by_edit_is_not_silent(world: World) -> None:
    with room(world) as here:
        here.deliver(Event("say", 500, ASKS))
        here.choose(2)
        here.deliver(Event("say", 600, SECOND, "m2"))
        here.deliver(Event("edit", 700, FIRST, "m2"))
        assert here.news_at() == {1: 700, 2: 600}


# --- at the same moment ----------------------------------------------------------------------------------------------


@pytest.mark.every_database
def test_events_about_one_message_that_come_at_the_same_moment_make_one_update(world: World) -> None:
    with world.db.transaction() as session:
        Room(world, session)
    for number in range(150 if STORM else 10):
        message = f"m{number}"
        happened = [Event("say", 0, FIRST, message), Event("edit", 9, SECOND, message), Event("edit", 5, ASKS, message)]
        futures = [at_once(world, event) for event in [*happened, happened[number % 3]]]
        for future in futures:
            future.result()
        with world.db.transaction() as session:
            stored = news.of_message(session, "slack", "CBOUW", message)
        assert [each.text for each in stored] == ["zes bedrijven doen mee"]


def at_once(world: World, event: Event) -> "Future[delivery.Reply]":
    app = world.app
    return app.db.write(lambda session: dispatch(session, asked(world, event), app.registry, world.clock()))


# --- through the door ------------------------------------------------------------------------------------------------


def happened(chat: SlackDriver, words: Sequence[str]) -> tuple[list[dict[str, object]], str]:
    """A message and its edits as Slack tells them, in the order in which they happened; nothing is delivered yet."""
    channel = chat.slack.channels["CBOUW"]
    told, message = chat.payloads.message(words[0], "karim", channel)
    written = chat.written_by_id(message)
    for text in words[1:]:
        old = written.json()
        written.text, written.edited = encoded(text), True
        changed = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id,
                   "channel_type": channel.kind, "ts": chat.slack.ts(), "message": written.json()}  # fmt: skip
        told.append(chat.payloads.event({**changed, "previous_message": old, "event_ts": changed["ts"]}))
    return told, message


@pytest.mark.parametrize("words", [STORIES["one action, then another"], STORIES["no update any more"]])
def test_slack_may_tell_it_in_any_order(chat: SlackDriver, world: World, words: Sequence[str]) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("/actie nieuw Open dag @karim")
    every = list(itertools.permutations([0, 1, 2, 0]))
    for order in every if STORM else random.Random(7).sample(every, 6):  # noqa: S311 - always the same ones
        told, message = happened(chat, words)
        for place, number in enumerate(order):
            chat.deliver(told[number], repeated=number in order[:place])
        chat.settle()
        kept, wanted = [each[1] for each in meant(story(words))], signs(meant(story(words)))
        with world.db.transaction() as session:
            assert [each.text for each in news.of_message(session, "slack", "CBOUW", message)] == kept
        assert set(chat.reactions(message)) == wanted


def test_an_update_in_a_direct_message_goes_with_its_message(chat: SlackDriver, world: World) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    chat.say("BOUW-1: onder ons", by="karim", at="direct")
    message = chat.last_message
    chat.edit(message, "BOUW-1: onder ons gezegd", by="karim")
    assert updates(world) == ["onder ons gezegd"]
    chat.delete(message, by="karim")
    assert updates(world) == []


def test_what_is_changed_in_a_channel_that_is_not_linked_is_not_read(chat: SlackDriver, world: World) -> None:
    chat.say("/actie nieuw Stagepact tekenen @karim")
    with world.db.transaction() as session:
        tafels.unlink(session, "slack", "CZORG")
    chat.say("BOUW-1: gewoon een gesprek", by="karim", at="zorg")
    for words in ("BOUW-1: nog steeds een gesprek", WRONG):
        assert chat.edit(chat.last_message, words, by="karim") is None
    assert updates(world) == []


def updates(world: World) -> list[str]:
    with world.db.transaction() as session:
        found = world.action(session, "BOUW", 1)
        assert found
        return [each.text for each in world.news(session, found.id)]


def test_what_became_of_a_message_is_kept_from_the_last_moment_on_in_whatever_order_it_was_heard(world: World) -> None:
    first = world.clock().instant
    later = first + timedelta(days=5)
    for name, order in (("in order", (first, later)), ("late", (later, first))):
        with world.db.transaction() as session:
            for moment in order:
                kind = "deleted_at" if moment == first else "restored_at"
                messages.note_state(session, name, **{kind: moment})
            messages.clean(session, later)
            assert messages.find_state(session, name) == messages.MessageState(deleted_at=first, restored_at=later)
