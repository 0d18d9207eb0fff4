"""What falls due, and that it happens once: the weekly rule against a brute-force oracle, and the tick itself."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings, strategies as st

from bot.app import App
from bot.background import schedule
from bot.background.schedule import Schedule
from bot.settings import Settings
from handlers import weekly
from handlers.cards import Card
from handlers.feature import Answer, Channels, Due, Now, Post, Work
from handlers.registry import build_registry
from handlers.weekly import Occurrence
from storage import documents, jobs, outbox, seen, tafels
from storage.database import Database, metadata
from tests.searches import examples
from tests.small_feature import small_feature
from tests.waiting import until

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(weeks=1)

# --- the weekly rule -------------------------------------------------------------------------------------------------


@cache
def walk(day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Every minute that people call this day, as an instant and as what their clocks show."""
    return list(_walk(day, zone))


def _walk(day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    for _ in range(3 * 24 * 60):
        shown = instant.astimezone(zone).replace(tzinfo=None, fold=0)
        if shown.date() == day:
            yield instant, shown
        instant += MINUTE


def oracle(monday: date, weekday: int, time: str, zone: ZoneInfo) -> datetime:
    """The moment of a week, found by looking at a clock on the wall minute after minute."""
    day = monday + (weekday - 1) * DAY
    wanted = datetime.fromisoformat(f"{day}T{time}")
    minutes = walk(day, zone)
    for instant, shown in minutes:
        if shown == wanted:
            return instant
    for (_, before), (instant, after) in pairwise(minutes):
        if before < wanted < after:  # the clock jumped over it: as long after the jump as it is after the last minute
            return instant + (wanted - before - MINUTE)
    pytest.fail(f"{wanted} is nowhere in {zone}")


def around(day: date) -> st.SearchStrategy[date]:
    return st.integers(-1, 1).map(lambda weeks: day - day.weekday() * DAY + weeks * WEEK)


CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2030, 3, 31)]
MONDAYS = st.one_of(
    *(around(change) for change in CHANGES),
    st.integers(0, 600).map(lambda weeks: date(2024, 1, 1) + weeks * WEEK),
)
TIMES = st.one_of(
    st.tuples(st.integers(0, 4), st.integers(0, 59)), st.tuples(st.integers(0, 23), st.integers(0, 59))
).map(lambda at: f"{at[0]:02}:{at[1]:02}")
ZONES = st.sampled_from(["Europe/Amsterdam", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC"])


@settings(max_examples=examples(120), deadline=None)
@given(monday=MONDAYS, weekday=st.integers(1, 7), time=TIMES, zone=ZONES.map(ZoneInfo), after=st.integers(0, 10079))
@example(monday=date(2026, 10, 19), weekday=7, time="02:30", zone=AMSTERDAM, after=30)  # exists twice
@example(monday=date(2027, 3, 22), weekday=7, time="02:30", zone=AMSTERDAM, after=0)  # does not exist
@example(monday=date(2027, 3, 29), weekday=1, time="00:30", zone=AMSTERDAM, after=0)  # the night after
def test_a_week_falls_due_once_at_the_time_on_the_clock(monday, weekday, time, zone, after):
    at = oracle(monday, weekday, time, zone)
    now = Now(at + after * MINUTE, zone)
    week = f"{monday.isocalendar().year}-W{monday.isocalendar().week:02}"

    found = weekly.newest_due(now, weekday, time, LONG_AGO)
    next_at = oracle(monday + WEEK, weekday, time, zone)

    if after * MINUTE <= timedelta(days=6):
        assert found == Occurrence(week, at)
    elif now.instant < next_at:
        assert found is None
    if now.instant < next_at:
        assert next(weekly.upcoming(now, weekday, time)).at == next_at
    just_before = weekly.newest_due(Now(at - timedelta(seconds=1), zone), weekday, time, LONG_AGO)
    assert just_before is None or just_before.period < week


@settings(max_examples=examples(40), deadline=None)
@given(
    monday=MONDAYS, weekday=st.integers(1, 7), time=TIMES, since_weeks=st.integers(0, 14),
    since_hours=st.integers(0, 167), now_hours=st.integers(0, 167),
)  # fmt: skip
def test_what_was_missed_is_everything_since_the_rule_was_made(
    monday, weekday, time, since_weeks, since_hours, now_hours
):
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=AMSTERDAM).astimezone(UTC)
    now = Now(midnight + timedelta(hours=now_hours), AMSTERDAM)
    since = midnight - since_weeks * WEEK + timedelta(hours=since_hours)
    moments = [oracle(monday - back * WEEK, weekday, time, AMSTERDAM) for back in range(15, -1, -1)]
    between = [at for at in moments if since <= at <= now.instant]
    fresh = [at for at in between[-1:] if now.instant - at <= timedelta(days=6)]

    newest = weekly.newest_due(now, weekday, time, since)
    missed = weekly.missed(now, weekday, time, since)

    assert ([newest.at] if newest else []) == fresh
    assert [each.at for each in missed] == between[: len(between) - len(fresh)][-10:]


def test_a_year_of_half_minutes_fires_every_week_once():
    periods: dict[str, list[datetime]] = {}
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    while instant < datetime(2027, 1, 1, tzinfo=UTC):
        found = weekly.newest_due(Now(instant, AMSTERDAM), 7, "02:30", LONG_AGO)
        if found:
            periods.setdefault(found.period, []).append(found.at)
        instant += timedelta(minutes=17)

    assert len(periods) == 53
    assert all(len(set(moments)) == 1 for moments in periods.values())
    assert {at.astimezone(AMSTERDAM).strftime("%H:%M") for [at, *_] in periods.values()} == {"02:30", "03:30"}


def test_a_rule_moved_to_another_day_keeps_the_name_of_the_week():
    wednesday = Now(datetime(2026, 11, 25, 12, tzinfo=AMSTERDAM).astimezone(UTC), AMSTERDAM)

    monday, tuesday = (weekly.newest_due(wednesday, day, "08:00", LONG_AGO) for day in (1, 2))

    assert monday
    assert tuesday
    assert monday.period == tuesday.period == "2026-W48"


# --- the tick --------------------------------------------------------------------------------------------------------


class Weekly:
    """A feature with one weekly message per tafel, that can be told to fail."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.built: list[str] = []
        self.feature = small_feature("proef", timed=(self.due, self.happens))

    def due(self, work: Work) -> Iterable[Due]:
        session, now = work.session, work.now
        for tafel in tafels.all_tafels(session):
            missed = weekly.missed(now, 1, "08:00", tafel.created_at)
            newest = weekly.newest_due(now, 1, "08:00", tafel.created_at)
            for skipped, found in [*((True, each) for each in missed), (False, newest)]:
                if found:
                    yield Due(tafel=tafel.key, period=found.period, at=found.at, skipped=skipped)

    def happens(self, work: Work, due: Due) -> Answer:
        session = work.session
        tafel = tafels.by_key(session, due.tafel)
        assert tafel
        tafels.next_number(session, tafel.id)  # a trace, that has to be undone when it fails
        if due.tafel in self.failing:
            raise RuntimeError(due.tafel + " van Petra")
        self.built.append(due.tafel)
        once = f"proef:{due.tafel}:{due.period}"
        return Post(Card("proef", f"Week {due.period}"), Channels(tafel.id), once=once)


@pytest.fixture
def rule() -> Weekly:
    return Weekly()


@pytest.fixture
def app(db: Database, clock, rule: Weekly) -> App:
    metadata.create_all(db.engine)
    clock.at("2026-11-20T12:00")
    with db.transaction() as session:
        region = tafels.add_region(session, "Proef", demo=True)
        for key in ("bouw", "zorg", "teelt"):
            tafel = tafels.add(
                session, region, key=key, prefix=key.upper(), name=key, colour="#123456", organisations=(),
                now=clock.instant,
            )  # fmt: skip
            tafels.link(session, tafel, "nep", f"C-{key}", key, clock.instant)
    return App(Settings(), db, build_registry((rule.feature,)), clock)


def sent(db: Database) -> list[str]:
    with db.transaction() as session:
        return sorted(row.key or "" for row in outbox.waiting(session))


def states(db: Database, tafel: str = "bouw") -> list[tuple[str, str]]:
    with db.transaction() as session:
        return [(run.period, run.state) for run in jobs.runs_of(session, "proef", tafel, most=99)]


def tick(app: App) -> bool:
    return asyncio.run(schedule.tick(app))


def test_every_tafel_gets_its_week_once_however_often_it_ticks(app, db, clock, rule):
    clock.at("2026-11-23T07:59")
    assert tick(app)
    assert sent(db) == []

    clock.at("2026-11-23T08:00")
    for _ in range(5):
        assert tick(app)

    assert sent(db) == [f"proef:{key}:2026-W48:nep:C-{key}" for key in ("bouw", "teelt", "zorg")]
    assert states(db) == [("2026-W48", "gedaan")]


def test_several_workers_tick_at_the_same_moment(app, db, url, clock, rule):
    clock.at("2026-11-23T08:00")
    other = Database(url)
    twin = App(app.settings, other, app.registry, clock)

    async def together() -> None:
        await asyncio.gather(*(schedule.tick(each) for each in (app, twin) * 4))

    asyncio.run(together())
    other.close()

    assert len(sent(db)) == 3
    assert sorted(rule.built) == ["bouw", "teelt", "zorg"] or not db.is_sqlite
    assert states(db) == [("2026-W48", "gedaan")]


def test_what_fails_stops_nothing_else_and_is_tried_again(app, db, clock, rule):
    clock.at("2026-11-23T08:00")
    rule.failing = {"bouw"}

    assert not tick(app)

    assert sent(db) == ["proef:teelt:2026-W48:nep:C-teelt", "proef:zorg:2026-W48:nep:C-zorg"]
    assert states(db) == []
    with db.transaction() as session:
        bouw = tafels.by_key(session, "bouw")
        assert bouw
        assert tafels.last_number(session, bouw.id) == 0

    rule.failing = set()
    assert tick(app)
    assert "proef:bouw:2026-W48:nep:C-bouw" in sent(db)


def test_a_feature_that_cannot_say_what_is_due_stops_no_other(app, db, clock, rule):
    def broken(_work: Work) -> Iterable[Due]:
        raise RuntimeError

    app.registry = build_registry((small_feature("stuk", timed=(broken, lambda _work, _due: None)), rule.feature))
    clock.at("2026-11-23T08:00")

    assert not tick(app)

    assert len(sent(db)) == 3


@pytest.mark.parametrize(
    ("back", "done", "skipped"),
    [
        ("2026-11-26T12:00", ["2026-W48"], []),
        ("2026-11-29T07:59", ["2026-W48"], []),
        ("2026-11-29T08:01", [], ["2026-W48"]),
        ("2026-12-16T12:00", ["2026-W51"], ["2026-W48", "2026-W49", "2026-W50"]),
        ("2027-03-31T12:00", ["2027-W13"], [f"2027-W{week:02}" for week in range(3, 13)]),
    ],
)
def test_after_standing_still_only_the_newest_week_is_sent(app, db, clock, back, done, skipped):
    clock.at(back)

    tick(app)

    assert sorted(states(db)) == sorted(
        [(week, "overgeslagen") for week in skipped] + [(week, "gedaan") for week in done]
    )
    assert [key for key in sent(db) if ":bouw:" in key] == [f"proef:bouw:{week}:nep:C-bouw" for week in done]


def test_nothing_personal_is_logged_when_something_fails(app, clock, rule, capsys):
    clock.at("2026-11-23T08:00")
    rule.failing = {"bouw"}

    tick(app)

    written = capsys.readouterr()
    assert "RuntimeError" in written.out + written.err
    assert "Petra" not in written.out + written.err


def test_the_ticker_ticks_at_once_and_again_and_says_when(app, db, clock):
    clock.at("2026-11-23T07:00")

    async def live() -> None:
        ticker = Schedule(app, timedelta(seconds=0.1))
        ticker.start()
        await until(lambda: ticker.last_tick is not None, "the first tick")
        assert sent(db) == []
        clock.at("2026-11-23T08:00")
        await until(lambda: len(sent(db)) == 3, "a tick for what has fallen due meanwhile")
        await ticker.stop()
        assert ticker.last_tick == clock.instant

    asyncio.run(live())
    with db.transaction() as session:
        assert jobs.last_beat(session, schedule.HEARTBEAT) == clock.instant


def test_housekeeping_lets_go_of_what_is_old(app, db, clock):
    with db.transaction() as session:
        seen.first_time(session, "oud", clock.instant)
        documents.keep(session, "oud.pdf", "application/pdf", b"x", now=clock.instant, expires=clock.instant + DAY)
        values = {"platform": "nep", "lane": "C1", "address": "{}", "content": "{}"}
        outbox.put(session, "reply", **values, now=clock.instant, expires=clock.instant + DAY)
        jobs.finish(session, jobs.enqueue(session, "proef.werk", "{}", "null", clock.instant))
    clock.forward(days=31)
    with db.transaction() as session:
        seen.first_time(session, "nieuw", clock.instant)

    for _ in range(2):
        asyncio.run(schedule.keep_house(app))

    with db.transaction() as session:
        assert seen.first_time(session, "oud", clock.instant)
        assert not seen.first_time(session, "nieuw", clock.instant)
        for table in (documents.documents, outbox.outbox, jobs.jobs):
            assert session.execute(table.select()).all() == []
