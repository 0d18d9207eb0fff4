"""The agenda's queries: a long one is read along its order, and gives what a short one gives."""

from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest
from sqlalchemy.dialects import sqlite

from storage import actions, agenda, tafels
from storage.actions import Draft
from storage.agenda import Query
from storage.database import Database, Session
from storage.tafels import Tafel
from tests.databases import opened
from tests.world import MONDAY

NOW, TODAY = MONDAY.astimezone(UTC), MONDAY.date()
LISTS: dict[str, Callable[[Query], Query]] = {
    "alles": lambda query: query,
    "open": agenda.open_ones,
    "laat": lambda query: agenda.late(query, TODAY),
    "stil": lambda query: agenda.silent(query, NOW - timedelta(days=21)),
    "zoek": lambda query: agenda.matching(query, "nummer 1"),
}


def filled(session: Session) -> list[Tafel]:
    """Two tafels with sixty items each: five themes, with and without a date, late, silent and closed ones."""
    region = tafels.add_region(session, "Proef", demo=False)
    for key in ("bouw", "zorg"):
        tafels.add(session, region, key=key, prefix=key.upper(), name=key, colour="#000000", organisations=(), now=NOW)
    made = tafels.all_tafels(session)
    for number in range(120):
        due: date | None = TODAY + timedelta(days=number * 37 % 60 - 30) if number % 7 else None
        draft = Draft(title=f"Nummer {number}", theme=f"Thema {number % 5}", due=due,
                      status="klaar" if number % 4 == 0 else "open")  # fmt: skip
        actions.create(session, made[number % 2], draft, now=NOW - timedelta(days=number % 40), by=None)
    return made


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_read_along_the_agenda_is_the_same_list(db: Database, name: str) -> None:
    with db.transaction() as session:
        for tafel in filled(session):
            query = LISTS[name](agenda.of_tafel(tafel.id))
            whole = agenda.listed(session, query)
            assert 5 < len(whole) <= 60
            assert agenda.listed(session, agenda.walked(query)) == whole
            assert agenda.listed(session, agenda.walked(query), skip=3, most=2) == whole[3:5]


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_is_not_sorted_for_its_first_page(sqlite_url: str, name: str) -> None:
    with opened(sqlite_url) as db, db.transaction() as session:
        query = agenda.walked(LISTS[name](agenda.of_tafel(filled(session)[0].id))).limit(8)
        compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
        parameters = compiled.construct_params()
        statement = session.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", tuple(str(parameters[each]) for each in compiled.positiontup or ())
        )
        plan = " ".join(row[3] for row in statement)
    assert "ix_actions_" in plan
    assert "TEMP B-TREE" not in plan
