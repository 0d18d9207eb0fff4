"""Organisation and O belong to a membership; who was forgotten or merged is a number of its own; logs and history name people by number.

Revision: 0009, after 0008. What an earlier merge had left with "voormalig lid" goes to the person they turned out to be.
"""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FORMER = "voormalig lid"
PERSON = re.compile(r"persoon (\d+)(?:: (.*))?", re.DOTALL)


def table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(each) for each in columns))


people = sa.table(
    "people",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("organisation", sa.String),
    sa.column("sphere", sa.String),
    sa.column("forgotten", sa.Boolean),
    sa.column("became", sa.Integer),
    sa.column("erased_at", database.Instant),
    sa.column("created_at", database.Instant),
)
former = sa.table(
    "former_people",
    sa.column("number", sa.Integer),
    sa.column("since", database.Instant),
    sa.column("became", sa.Integer),
    sa.column("erased_at", database.Instant),
)
memberships = table("memberships", "person_id", "tafel_id", "role", "organisation", "sphere")
helpers = table("action_helpers", "action_id", "person_id")
history = table("action_history", "id", "field", "old", "new", "old_person", "new_person", "person_id")
audit = table("audit", "id", "person_id", "about_id", "detail")
AUTHORS = (
    ("actions", "owner_id"),
    ("actions", "created_by"),
    ("action_history", "person_id"),
    ("action_updates", "person_id"),
    ("audit", "person_id"),
    ("goal_results", "person_id"),
    ("cockpit_links", "created_by"),
)  # rows that stay when their person is forgotten
OWNED = ("documents", "sent_files", "join_codes", "identities")  # rows that go


def upgrade() -> None:
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(sa.Column("organisation", sa.String(length=100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sphere", sa.String(length=20), nullable=False, server_default=""))
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.alter_column("organisation", server_default=None)
        batch_op.alter_column("sphere", server_default=None)
    for name in ("organisation", "sphere"):
        theirs = sa.select(people.c[name]).where(people.c.id == memberships.c.person_id).scalar_subquery()
        op.execute(memberships.update().values({name: theirs}))
    with op.batch_alter_table("action_history") as batch_op:
        for name in ("old_person", "new_person"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_action_history_{name}"), "people", [name], ["id"])
    with op.batch_alter_table("audit") as batch_op:
        batch_op.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_audit_about_id"), "people", ["about_id"], ["id"])
    op.create_index(op.f("ix_audit_about_id"), "audit", ["about_id"])
    op.create_table(
        "former_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", database.Instant(timezone=True), nullable=False),
        sa.Column("became", sa.Integer(), nullable=True),
        sa.Column("erased_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["became"], ["people.id"], name=op.f("fk_former_people_became")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_people")),
    )
    op.create_index(op.f("ix_former_people_number"), "former_people", ["number"])
    op.create_index(op.f("ix_former_people_became"), "former_people", ["became"])
    session = op.get_bind()
    _point_logs_at_people(session)
    _point_history_at_people(session)
    gone = _former_people(session)
    # First the table as it will be, so that its counter has passed every number; then the numbers that are nobody's.
    with op.batch_alter_table("people", table_kwargs={"sqlite_autoincrement": True}, recreate="auto") as batch_op:
        for name in ("organisation", "sphere", "forgotten", "became", "erased_at"):
            batch_op.drop_column(name)
    session.execute(people.delete().where(people.c.id.in_(gone)))


def _point_logs_at_people(session: sa.Connection) -> None:
    """ "persoon 12: kartrekker" becomes a reference and what else it said."""
    known = set(session.execute(sa.select(people.c.id)).scalars())
    for row in session.execute(sa.select(audit.c.id, audit.c.detail)).all():
        if found := PERSON.fullmatch(row.detail):
            about = int(found[1]) if int(found[1]) in known else None
            values = {"about_id": about, "detail": found[2] or ""}
            session.execute(audit.update().where(audit.c.id == row.id).values(**values))


def _point_history_at_people(session: sa.Connection) -> None:
    """Names of owners become references where exactly one person has that name; another name stays as it is."""
    named: dict[str, list[int]] = {}
    for row in session.execute(sa.select(people.c.id, people.c.name).where(people.c.forgotten.is_(False))):
        named.setdefault(row.name, []).append(row.id)
    owners = sa.select(history.c.id, history.c.old, history.c.new).where(history.c.field == "actiehouder")
    for row in session.execute(owners).all():
        values: dict[str, object] = {}
        for name in ("old", "new"):
            if len(found := named.get(getattr(row, name), [])) == 1:
                values |= {name: "", f"{name}_person": found[0]}
        if values:
            session.execute(history.update().where(history.c.id == row.id).values(**values))


def _former_people(session: sa.Connection) -> list[int]:
    """Write down the numbers that are nobody's, and give what still leads to them to whom they turned out to be."""
    rows = session.execute(sa.select(people).where(people.c.forgotten.is_(True)).order_by(people.c.id)).all()
    gone = {row.id: row.became for row in rows}
    for row in rows:
        new = _last(row.became, gone)
        values = {"number": row.id, "since": row.created_at, "became": new, "erased_at": row.erased_at}
        session.execute(former.insert().values(**values))
        for name, column in AUTHORS:
            _point(session, name, column, row.id, new)
        _point(session, "audit", "about_id", row.id, new)
        for name in ("old_person", "new_person"):
            _point(session, "action_history", name, row.id, new)
        _hand_over(session, row.id, new)
    return list(gone)


def _last(number: int | None, gone: dict[int, int | None]) -> int | None:
    """Who somebody is in the end; nobody where that person was forgotten as well."""
    met: set[int] = set()
    while number in gone and number not in met:
        met.add(number)
        number = gone[number]
    return None if number in gone else number


def _point(session: sa.Connection, name: str, column: str, old: int, new: int | None) -> None:
    one = table(name, column)
    session.execute(one.update().where(one.c[column] == old).values({column: new}))


def _hand_over(session: sa.Connection, old: int, new: int | None) -> None:
    """Rows that are somebody's own: to whom they turned out to be, or away. Of two in one place one stays."""
    for own, place in ((helpers, "action_id"), (memberships, "tafel_id")):
        taken: Iterable[int] = session.execute(sa.select(own.c[place]).where(own.c.person_id == new)).scalars().all()
        twice = own.c.person_id == old if new is None else (own.c.person_id == old) & own.c[place].in_(list(taken))
        session.execute(own.delete().where(twice))
    for name in ("action_helpers", "memberships"):
        _point(session, name, "person_id", old, new)
    for name in OWNED:
        if new is None or name == "join_codes":
            one = table(name, "person_id")
            session.execute(one.delete().where(one.c.person_id == old))
        else:
            _point(session, name, "person_id", old, new)
