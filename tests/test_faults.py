"""What goes wrong gets an honest answer, in Dutch and in time, and afterwards nothing is half stored or lost.

Slack waits three seconds and a held database costs half of that, so "in time" is: waited for once. That nobody waits
for Slack meanwhile is checked by the driver itself.

Old buttons, forms that are sent twice, a database that is held, read-only, full or broken at any statement, and errors
with somebody's words in them, each through the whole app.
"""

import asyncio
import io
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import psycopg
import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import OperationalError

from bot.app import App
from bot.background import schedule
from handlers import FEATURES, delivery
from handlers.feature import (
    Account,
    Address,
    Answers,
    Ask,
    Command,
    Message,
    Other,
    Place,
    Post,
    Request,
    Turn,
)
from handlers.registry import build_registry
from storage import facts, news, seen
from storage.database import Database, Session, Unavailable, metadata
from tests.databases import Postgres, disk_error
from tests.platforms import Chat
from tests.platforms.slack import SlackDriver
from tests.platforms.slack_payloads import as_body
from tests.programs import at
from tests.small_feature import small_feature
from tests.world import World, open_actions

LONG = "Bij drie bouwers. " * 160
pytestmark = pytest.mark.every_database
only_slack = pytest.mark.parametrize("platform", ["slack"], indirect=True)
Json = dict[str, Any]
T = TypeVar("T")


def open_titles(world: World) -> list[str]:
    with world.db.transaction() as session:
        return [each.title for each in open_actions(session, "bouw")]


def rows(db: Database, *, but: str = "") -> dict[str, int]:
    """How much there is of everything."""
    tables = [table for table in metadata.sorted_tables if table.name != but]
    counted = [select(func.count()).select_from(table) for table in tables]
    return db.read(
        lambda session: {
            table.name: session.execute(count).scalar_one() for table, count in zip(tables, counted, strict=True)
        }
    ).result()


def asked(words: str, at: datetime, number: int = 1) -> Request:
    """A command of Petra's in the channel of Bouw."""
    address = Address(Place("slack", "CBOUW"), Account("slack:UPETRA", "Petra"))
    return Request("say", f"slack:{number}", address, at, words, addressed=True, inline=("Post",))


def said(words: str, at: datetime, number: int = 2) -> Request:
    """A message of Petra's there."""
    made = asked(words, at, number)
    about = msgspec.structs.replace(made.address, message=f"{number}.0")
    return msgspec.structs.replace(
        made, address=about, addressed=False, inline=(), message=Message(f"{number}.0", words)
    )


def filled_in(at: datetime, **values: str) -> Request:
    """The form for a new action, sent by Petra."""
    made = asked("", at, 3)
    return msgspec.structs.replace(
        made, kind="submit", action="actieagenda.nieuw", value='{"tafel":"bouw"}', values=values, inline=("Ask",)
    )


def answered(world: World, request: Request) -> str:
    """What the response says; "" when it says nothing."""
    return words_of(asyncio.run(world.app.answer(request)))


def words_of(reply: delivery.Reply) -> str:
    match reply.inline:
        case (Post(card),):
            return card.title
        case (Ask(form),):
            return f"{form.title}: {form.audience}"
        case _:
            return ""


# --- buttons and forms of before -------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Ik pak hem op", "Bijwerken", "Geschiedenis", "Deel in kanaal"])
def test_a_button_on_a_message_of_last_month_says_that_the_action_is_gone(chat: Chat, world: World, label: str) -> None:
    captured = chat.say("/actie nieuw Verkeerd getypt")
    shown = chat.say("/actie BOUW-1")
    chat.press("Ongedaan maken", on=captured)
    world.clock.forward(days=31)
    asyncio.run(schedule.keep_house(world.app))

    answer = chat.press(label, on=shown)
    assert answer
    assert "Deze actie bestaat niet meer." in answer.text
    assert open_titles(world) == []


def test_a_button_on_a_card_in_the_channel_of_last_month_does_too(chat: Chat, world: World) -> None:
    captured = chat.say("/actie nieuw Verkeerd getypt")
    chat.press("Deel in kanaal", on=chat.say("/actie BOUW-1"))
    chat.settle()
    shared = chat.channel("bouw")[-1]
    chat.press("Ongedaan maken", on=captured)
    world.clock.forward(days=31)
    asyncio.run(schedule.keep_house(world.app))

    answer = chat.press("Ik pak hem op", by="karim", on=shared)
    assert answer
    assert "Deze actie bestaat niet meer." in answer.text


@only_slack
@pytest.mark.parametrize(("kind", "part"), [("press", "Deze knop werkt niet meer"), ("submit", "werkt niet meer")])
def test_what_a_feature_of_before_had_put_there_says_that_it_is_over(world: World, kind: str, part: str) -> None:
    request = asked("", world.clock().instant)
    request = msgspec.structs.replace(request, kind=kind, action="kwis.antwoord", inline=("Post", "Ask"))
    assert part in answered(world, request)


@only_slack
def test_a_form_that_is_sent_twice_makes_one_action(chat: SlackDriver, world: World) -> None:
    sent = recorded(chat)
    chat.say("/actie nieuw")
    chat.submit(titel="Open dag")
    [payload] = [each for each in sent if each.get("type") == "view_submission"]
    for _ in range(2):
        chat.deliver(payload, repeated=True)
    assert open_titles(world) == ["Open dag"]


@only_slack
def test_a_form_that_was_refused_is_refused_again_in_the_same_words(chat: SlackDriver, world: World) -> None:
    sent = recorded(chat)
    chat.say("/actie nieuw")
    refused = chat.submit(titel="Open dag", datum="2020-01-01")
    assert refused
    assert refused.form
    [payload] = [each for each in sent if each.get("type") == "view_submission"]
    again = chat.deliver(payload, repeated=True)
    assert again
    assert list(again["errors"].values()) == list(refused.form.errors.values())
    assert open_titles(world) == []


@only_slack
def test_a_double_click_on_send_makes_one_action_with_one_answer(world: World) -> None:
    async def both() -> list[delivery.Reply]:
        request = filled_in(world.clock().instant, titel="Open dag")
        return await asyncio.gather(*(world.app.answer(request) for _ in range(5)))

    replies = asyncio.run(both())
    assert [reply.inline for reply in replies] == [()] * 5
    assert [len(reply.rows) for reply in replies] == [1, 0, 0, 0, 0] or world.db.url.get_backend_name() != "sqlite"
    assert sum(bool(reply.rows) for reply in replies) == 1
    assert open_titles(world) == ["Open dag"]


def recorded(chat: SlackDriver) -> list[Json]:
    """Everything that is delivered from now on."""
    sent: list[Json] = []
    deliver = chat.deliver

    def delivered(payload: Json, *, repeated: bool = False) -> Json | None:
        sent.append(payload)
        return deliver(payload, repeated=repeated)

    chat.deliver = delivered  # type: ignore[method-assign]
    return sent


# --- a database that does not do what it should ----------------------------------------------------------------------

Fault = Callable[[], AbstractContextManager[None]]


@pytest.fixture(params=["locked", "readonly", "full"])
def fault(request: pytest.FixtureRequest, url: str, db: Database) -> Fault:
    """Something that is wrong with the database of this test for a while. The program notices when it is over."""
    if db.is_sqlite:
        return {"locked": lambda: _held_file(db), "readonly": lambda: _readonly_file(db),
                "full": lambda: _full_file(db)}[request.param]  # fmt: skip
    server: Postgres = request.getfixturevalue("postgres")
    return {"locked": lambda: _held_table(db), "readonly": lambda: _readonly(server, db),
            "full": lambda: _no_space(db)}[request.param]  # fmt: skip


@pytest.fixture
def why(request: pytest.FixtureRequest) -> str:
    """What people hear about it."""
    kind = request.node.callspec.params["fault"]
    return {"locked": "even te druk", "readonly": "niets opslaan, alleen lezen", "full": "schijf van Tafelbot is vol"}[
        kind
    ]


@contextmanager
def counted_writes(db: Database) -> Iterator[list[object]]:
    """What asks for the right to write, which is what a database that is held makes people wait for."""
    asked, write = list[object](), db.write

    def written(work: Callable[[Session], T]) -> Future[T]:
        asked.append(work)
        return write(work)

    db.write = written  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        db.write = write  # type: ignore[method-assign]


@contextmanager
def _held_file(db: Database) -> Iterator[None]:
    other = sqlite3.connect(str(db.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def _held_table(db: Database) -> Iterator[None]:
    with psycopg.connect(db.url.render_as_string(hide_password=False)) as other:
        other.execute("LOCK TABLE seen_requests IN EXCLUSIVE MODE")
        yield


@contextmanager
def _readonly_file(db: Database) -> Iterator[None]:
    pragma(db, "query_only = ON")
    yield
    pragma(db, "query_only = OFF")


@contextmanager
def _full_file(db: Database) -> Iterator[None]:
    """SQLite makes a size that is too small that of the file; what is left inside is filled up."""
    pragma(db, "max_page_count = 1")
    for size in (2000, 1):
        with suppress(Unavailable):
            for number in itertools.count():
                with db.transaction() as session:
                    seen.first_time(session, f"vol:{size}:{number}", at.now())
                    seen.remember(session, f"vol:{size}:{number}", "x" * size)
    yield
    pragma(db, "max_page_count = 1000000")


def pragma(db: Database, setting: str) -> None:
    """On the connection that writes, outside of any transaction."""
    connection = db.engine.raw_connection()
    connection.cursor().execute(f"PRAGMA {setting}")
    connection.close()


@contextmanager
def _readonly(server: Postgres, db: Database) -> Iterator[None]:
    """As after a failover to a server that only reads, and back."""
    for change in ("SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
        server.admin.execute(f'ALTER DATABASE "{db.url.database}" {change}'.encode())
        server.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [db.url.database]
        )
        if change.startswith("SET"):
            yield


@contextmanager
def _no_space(db: Database) -> Iterator[None]:
    """The server's own error, at the last thing that is written about a new action, and at an update."""
    with db.transaction() as session:
        session.execute(text(
            "CREATE FUNCTION vol() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        ))  # fmt: skip
        for table in (facts.facts, news.updates):
            session.execute(text(f"CREATE TRIGGER vol BEFORE INSERT ON {table.name} EXECUTE FUNCTION vol()"))
    yield
    with db.transaction() as session:
        session.execute(text("DROP FUNCTION vol CASCADE"))


@only_slack
def test_who_sends_a_form_hears_what_is_wrong_and_can_send_it_again(
    chat: SlackDriver, world: World, fault: Fault, why: str
) -> None:
    chat.say("/actie nieuw")
    chat.submit(titel="Een lang verhaal", toelichting=LONG)
    chat.say("/actie nieuw")
    with fault():
        before = rows(world.db)
        with counted_writes(world.db) as writes:
            refused = chat.submit(titel="Open dag", toelichting=LONG)
        assert len(writes) == 1
        assert refused
        assert refused.form
        assert why in f"{refused.text} {refused.form.errors}"
        assert rows(world.db) == before
    assert refused.form.fields["titel"].value == "Open dag"  # what was typed is still there
    chat.submit()
    assert open_titles(world) == ["Een lang verhaal", "Open dag"]


@only_slack
@pytest.mark.parametrize("fault", ["locked", "readonly"], indirect=True)
def test_who_types_a_command_hears_what_is_wrong_and_can_type_it_again(
    chat: SlackDriver, world: World, fault: Fault, why: str
) -> None:
    before = rows(world.db)
    with fault():
        with counted_writes(world.db) as writes:
            refused = chat.say("/actie nieuw Open dag @karim", id="same")
        assert len(writes) == 1
        assert refused
        assert why in refused.text
        assert "opgeslagen" in refused.text or "veranderd" in refused.text
        assert rows(world.db) == before
    answer = chat.say("/actie nieuw Open dag @karim", id="same")
    assert answer
    assert answer.title == "BOUW-1 · Open dag"


@only_slack
@pytest.mark.parametrize("fault", ["locked", "readonly"], indirect=True)
def test_who_presses_a_button_hears_what_is_wrong_and_can_press_it_again(
    chat: SlackDriver, world: World, fault: Fault, why: str
) -> None:
    chat.say("/actie nieuw Open dag")
    shown = chat.say("/actie BOUW-1")
    before = rows(world.db)
    with fault():
        with chat.nothing_can_be_stored(), counted_writes(world.db) as writes:
            refused = chat.press("Ik pak hem op", by="karim", on=shown)
        assert len(writes) == 1
        assert refused
        assert why in refused.text
        assert rows(world.db) == before
    taken = chat.press("Ik pak hem op", by="karim", on=shown)
    assert taken
    assert taken.title.startswith("BOUW-1 is nu van Karim")


@only_slack
def test_an_update_that_cannot_be_stored_is_not_acknowledged_and_comes_again(
    chat: SlackDriver, world: World, fault: Fault
) -> None:
    chat.say("/actie nieuw Open dag @karim")
    words = f"BOUW-1: {LONG * 3}"
    [payload], message = chat.payloads.message(words, "karim", chat.slack.channels["CBOUW"])
    with fault():
        before = rows(world.db)
        with counted_writes(world.db) as writes:
            assert chat.run(chat.post(*as_body(payload))).status_code == 503
        assert len(writes) == 1
        assert rows(world.db) == before
    for _ in range(2):
        chat.deliver(payload, repeated=True)
    with world.db.transaction() as session:
        assert len(news.of_message(session, "slack", "CBOUW", message)) == 1


@only_slack
def test_what_needs_no_writing_goes_on(chat: SlackDriver, world: World, fault: Fault) -> None:
    chat.say("/actie nieuw Open dag @karim")
    expected = {
        "/actie": "BOUW-1", "/actie mijn": "", "/tafel": "Sectortafel Bouw",
        "/tafel hulp": "/actie", "/actie laat": "Niets te laat", "/tafel leden": "Karim",
        "/tafel rechten": "Een actie maken", "/actie BOUW-1": "Open dag", "/actie bouw": "BOUW-1",
        "/actie BOUW-99": "bestaat niet",
    }  # fmt: skip
    with fault():
        for words, part in expected.items():
            with counted_writes(world.db) as writes:
                answer = chat.say(words)
            assert answer, words
            assert part in answer.text, words
            assert "opgeslagen" not in answer.text, words
            assert writes == [], words


REQUESTS: dict[str, Callable[[datetime], Request]] = {
    "a command": lambda at: asked("/actie nieuw Stagepact tekenen @karim eind mei", at),
    "a form": lambda at: filled_in(at, titel="Stagepact tekenen", datum="2026-05-29", toelichting="Met drie scholen."),
    "a message": lambda at: said("BOUW-1: vijf bedrijven doen mee", at),
}


@only_slack
@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_whichever_statement_fails_nothing_is_half_stored(
    world: World, request_of: Callable[[datetime], Request]
) -> None:
    assert answered(world, asked("/actie nieuw Open dag", world.clock().instant, 100))
    before, request = rows(world.db, but="outbox"), request_of(world.clock().instant)
    for number in itertools.count(1):
        with failing(world.db, number) as failed:
            reply = asyncio.run(world.app.answer(request))
        if not failed:
            break
        assert rows(world.db, but="outbox") == before
        assert "Ik kan nu niet bij de gegevens" in words_of(reply)
    assert number > 5
    assert rows(world.db, but="outbox") != before


@only_slack
@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_when_the_commit_fails_nobody_hears_that_it_was_stored(
    world: World, request_of: Callable[[datetime], Request]
) -> None:
    assert answered(world, asked("/actie nieuw Open dag", world.clock().instant, 100))
    before, request = rows(world.db, but="outbox"), request_of(world.clock().instant)
    with failing(world.db, 1, "commit"):
        reply = asyncio.run(world.app.answer(request))
    assert rows(world.db, but="outbox") == before
    assert "Ik kan nu niet bij de gegevens" in words_of(reply)
    asyncio.run(world.app.answer(request))
    assert rows(world.db, but="outbox") != before


@contextmanager
def failing(db: Database, number: int, what: str = "before_cursor_execute") -> Iterator[list[str]]:
    """Let the so-manieth statement fail as a broken disk makes it fail; gives what failed."""
    failed: list[str] = []
    count = itertools.count(1)

    def broken(*_: object) -> None:
        if next(count) == number:
            failed.append(what)
            raise OperationalError(what, None, disk_error())

    event.listen(db.engine, what, broken)
    try:
        yield failed
    finally:
        event.remove(db.engine, what, broken)


# --- nobody's words in the log ---------------------------------------------------------------------------------------

CANARY = "kanariepiet"


def raises(turn: Turn, words: str) -> Answers:
    try:
        return dict[str, Post]()[words]
    except KeyError as error:
        error.add_note(words)
        raise ValueError(words) from error


def breaks_a_key(turn: Turn, words: str) -> Answers:
    for _ in range(2):
        turn.session.execute(insert(seen.seen).values(id=words, answer=words, at=turn.now.instant))
    return None


def gives_a_wrong_value(turn: Turn, words: str) -> Answers:
    turn.session.execute(insert(seen.seen).values(id=words, answer=words, at=words))
    return None


def misses_a_table(turn: Turn, words: str) -> Answers:
    turn.session.execute(text("INSERT INTO bestaat_niet VALUES (:words)"), {"words": words})
    return None


def several(turn: Turn, words: str) -> Answers:
    raise ExceptionGroup(words, [ValueError(words), OSError(words)])


BROKEN = (raises, breaks_a_key, gives_a_wrong_value, misses_a_table, several)


@only_slack
@pytest.mark.parametrize("handler", BROKEN)
def test_an_error_is_logged_without_anybodys_words(
    world: World, log: io.StringIO, handler: Callable[[Turn, str], Answers]
) -> None:
    broken = small_feature(
        "proef", commands=(Command(word="proef", help="Proef", bare=handler, other=Other(does=handler)),)
    )
    app = App(world.app.settings, world.db, build_registry((*FEATURES, broken)), world.clock)
    answer = words_of(asyncio.run(app.answer(asked(f"/proef {CANARY}", world.clock().instant))))

    lines = log.getvalue()
    assert "Er ging iets mis" in answer
    assert answer.split()[-1].rstrip(".") in lines  # the code that people are given
    assert handler.__name__ in lines
    assert "test_faults.py" in lines
    assert CANARY not in lines


@only_slack
def test_a_search_that_fails_is_logged_without_what_was_typed(
    chat: SlackDriver, world: World, log: io.StringIO
) -> None:
    chat.say("/actie nieuw")

    def fails(turn: Turn, words: str) -> tuple[()]:
        raise ValueError(words)

    world.app.registry = build_registry((*FEATURES, small_feature("proef", searches={"zoek": fails})))
    channel = {"channel": {"id": "CBOUW", "name": "bouw"}, "action_id": "x?proef.zoek", "value": CANARY}
    answer = chat.deliver({**chat.payloads.gesture("block_suggestion", "petra"), **channel})
    assert answer == {"options": []}
    assert "search failed" in log.getvalue()
    assert CANARY not in log.getvalue()


@pytest.mark.every_door
def test_a_day_of_work_leaves_none_of_its_words_in_the_log(chat: Chat, world: World, log: io.StringIO) -> None:
    for words in (
        f"/actie nieuw {CANARY} tekenen @karim", f"BOUW-1: {CANARY} doet mee", f"update: {CANARY}",
        f"/actie zoek {CANARY}", f"/{CANARY}", f"/actie nieuw {CANARY} uiterlijk 1-5-2020", f"BOUW-99: {CANARY}",
        f"/actie {CANARY}", f"/actie BOUW-1 klaar {CANARY}", "/tafel mijn gegevens",
    ):  # fmt: skip
        chat.say(words, by="petra")
        chat.settle()
    chat.edit("", f"BOUW-1: {CANARY} nog eens")
    chat.home()
    chat.say("/weekbericht voorbeeld")
    assert "delivery" in log.getvalue()
    assert CANARY not in log.getvalue()


@only_slack
def test_a_database_that_fails_leaves_no_words_in_the_log(
    chat: SlackDriver, world: World, log: io.StringIO, fault: Fault
) -> None:
    chat.say("/actie nieuw")
    chat.submit(titel="Een lang verhaal", toelichting=LONG)
    chat.say("/actie nieuw")
    with fault():
        chat.submit(titel=CANARY, toelichting=f"{CANARY} " * 230)
    assert "database unavailable" in log.getvalue()
    assert CANARY not in log.getvalue()
