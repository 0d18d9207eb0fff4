"""What happened is one list of facts; what was told is known per channel; messages know why they were refused.

Revision: 0010, after 0009. What stood in the history of items and in their news becomes facts. Digests that arrived before are
known from the outbox, so that nothing they told is told again. Channels know what their platform says about them, and
accounts by which name they were called last.
"""

import json

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FIELDS = {"datum": "due", "voortgang": "progress", "actiehouder": "owner", "voorstel": "accepted"}
_FACTS = sa.table(
    "facts", *(sa.column(name) for name in ("kind", "tafel_id", "thing", "key", "person_id", "old_person_id",
    "new_person_id", "before", "after", "reason", "news_id")), sa.column("at", database.Instant),
)  # fmt: skip
_OUTBOX = sa.table(
    "outbox", sa.column("key"), sa.column("platform"), sa.column("lane"), sa.column("kind"), sa.column("state"),
    sa.column("created_at", database.Instant),
)  # fmt: skip
_DIGESTS = sa.table(
    "digests", *(sa.column(name) for name in ("id", "tafel_id", "platform", "channel", "key", "period", "reported")),
    sa.column("due_at", database.Instant), sa.column("made_at", database.Instant),
)  # fmt: skip


def upgrade() -> None:
    _tables()
    _columns()
    session = op.get_bind()
    rows = sorted([*_history(session), *_news(session), *_figures(session)], key=lambda row: row["at"])
    if rows:
        session.execute(sa.insert(_FACTS), rows)
    _told(session)
    op.drop_table("action_history")


def _tables() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("old_person_id", sa.Integer(), nullable=True),
        sa.Column("new_person_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("news_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_facts_tafel_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_facts_person_id")),
        sa.ForeignKeyConstraint(["old_person_id"], ["people.id"], name=op.f("fk_facts_old_person_id")),
        sa.ForeignKeyConstraint(["new_person_id"], ["people.id"], name=op.f("fk_facts_new_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    for name in ("person_id", "old_person_id", "new_person_id"):
        op.create_index(op.f(f"ix_facts_{name}"), "facts", [name])
    op.create_index("ix_facts_tafel", "facts", ["tafel_id", "id"])
    op.create_index("ix_facts_kind", "facts", ["tafel_id", "kind", "at"])
    op.create_index("ix_facts_key", "facts", ["thing", "key", "id"])
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("made_at", database.Instant(timezone=True), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_digests_tafel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("key", name=op.f("uq_digests_key")),
    )
    op.create_index("ix_digests_channel", "digests", ["tafel_id", "platform", "channel", "id"])
    op.create_table(
        "digest_facts",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_digest_facts_digest_id")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_digest_facts_fact_id")),
        sa.PrimaryKeyConstraint("digest_id", "fact_id", name=op.f("pk_digest_facts")),
    )
    op.create_index(op.f("ix_digest_facts_fact_id"), "digest_facts", ["fact_id"])


def _columns() -> None:
    """New columns begin empty; the default is only there for the rows that are."""
    added = {
        "outbox": (("why", sa.String(length=20), ""), ("about", sa.String(length=100), ""),
                   ("outdated", sa.Boolean(), False)),
        "channel_links": (("gone", sa.String(length=20), ""),),
        "identities": (("name", sa.String(length=100), ""),),
    }  # fmt: skip
    for table, columns in added.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, empty in columns:
                default = sa.false() if empty is False else sa.text("''")
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, _ in columns:
                batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    # A batch makes the table anew on SQLite, and its counter would forget numbers that were given out.
    last = _last_person()
    numbered = {"sqlite_autoincrement": True}
    with op.batch_alter_table("people", table_kwargs=numbered) as batch_op:
        batch_op.add_column(sa.Column("fixed_name", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("people", table_kwargs=numbered) as batch_op:
        batch_op.alter_column("fixed_name", existing_type=sa.Boolean(), server_default=None)
    if last is not None:
        op.get_bind().execute(sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = 'people'"), {"last": last})
    for table, name in (("channel_links", "state_at"), ("identities", "gone_at")):
        op.add_column(table, sa.Column(name, database.Instant(timezone=True), nullable=True))
    op.create_index(op.f("ix_outbox_about"), "outbox", ["about"])


def _last_person() -> int | None:
    """The highest number that SQLite gave out; None where it gave out none, and on PostgreSQL."""
    if op.get_bind().dialect.name != "sqlite":
        return None
    return op.get_bind().execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'people'")).scalar()


def _history(session: sa.Connection) -> list[dict[str, object]]:
    """The lines of history, typed."""
    lines = session.execute(
        sa.text(
            "SELECT h.at, h.person_id, h.field, h.old, h.new, h.old_person, h.new_person, h.reason, a.tafel_id, "
            "a.number, t.prefix, a.proposed FROM action_history h JOIN actions a ON a.id = h.action_id JOIN tafels t ON t.id = a.tafel_id ORDER BY h.id"
        ).columns(at=database.Instant)
    )
    return [row for line in lines if (row := _typed(line)) is not None]


def _typed(line: sa.Row) -> dict[str, object] | None:
    kind, people = _FIELDS.get(line.field, line.field), {"old_person_id": None, "new_person_id": None}
    before, after = line.old or None, line.new or None
    if line.field == "aangemaakt":
        kind, before = ("proposed" if line.proposed else "created"), None
    elif line.field == "actiehouder":
        people = {"old_person_id": line.old_person, "new_person_id": line.new_person}
        before = before if line.old_person is None else None
        after = after if line.new_person is None else None
    elif line.field == "voortgang":
        before, after = (int(each) if each else 0 for each in (line.old, line.new))
    elif line.field == "voorstel":
        before = after = None
    elif line.field == "helpers":
        return None
    return {
        "at": line.at, "kind": kind, "tafel_id": line.tafel_id, "thing": "actie",
        "key": f"{line.prefix}-{line.number}", "person_id": line.person_id, **people,
        "before": json.dumps(before, ensure_ascii=False), "after": json.dumps(after, ensure_ascii=False),
        "reason": line.reason, "news_id": None,
    }  # fmt: skip


def _news(session: sa.Connection) -> list[dict[str, object]]:
    lines = session.execute(
        sa.text(
            "SELECT u.id, u.at, u.person_id, a.tafel_id, a.number, t.prefix FROM action_updates u "
            "JOIN actions a ON a.id = u.action_id JOIN tafels t ON t.id = a.tafel_id ORDER BY u.id"
        ).columns(at=database.Instant)
    )
    return [
        _plain(line.at, "news", line.tafel_id, "actie", f"{line.prefix}-{line.number}", line.person_id, line.id, None)
        for line in lines
    ]


def _figures(session: sa.Connection) -> list[dict[str, object]]:
    lines = session.execute(
        sa.text(
            "SELECT n.at, n.batch_id, n.sentence, t.id AS tafel_id FROM figure_news n JOIN tafels t ON t.key = n.tafel "
            "ORDER BY n.id"
        ).columns(at=database.Instant)
    )
    return [
        _plain(line.at, "figures", line.tafel_id, "cijfers", str(line.batch_id), None, None, line.sentence)
        for line in lines
    ]


def _plain(
    at: object, kind: str, tafel: int, thing: str, key: str, person: int | None, news: int | None, after: str | None
) -> dict[str, object]:
    return {
        "at": at, "kind": kind, "tafel_id": tafel, "thing": thing, "key": key, "person_id": person,
        "old_person_id": None, "new_person_id": None, "before": "null",
        "after": json.dumps(after, ensure_ascii=False), "reason": "", "news_id": news,
    }  # fmt: skip


def _told(session: sa.Connection) -> None:
    """Digests of before, and that those which arrived told what had happened until then."""
    tafels = dict(session.execute(sa.text("SELECT key, id FROM tafels")).all())
    sent = sa.select(_OUTBOX).where(_OUTBOX.c.kind == "once", _OUTBOX.c.key.startswith("weekbericht:"))
    newest: dict[tuple[object, ...], object] = {}
    for row in session.execute(sent.order_by(_OUTBOX.c.created_at)).all():
        _, key, period = row.key.split(":")[:3]
        channel = row.lane.removeprefix(f"{row.platform}:")
        if key not in tafels:
            continue
        here = {"tafel_id": tafels[key], "platform": row.platform, "channel": channel}
        more = {"key": row.key, "period": period, "due_at": row.created_at, "made_at": row.created_at}
        session.execute(sa.insert(_DIGESTS).values(**here, **more, reported=True))
        if row.state == "verzonden":
            newest[tuple(here.values())] = row.key
    for key in newest.values():
        session.execute(
            sa.text(
                "INSERT INTO digest_facts (digest_id, fact_id) SELECT d.id, f.id FROM digests d "
                "JOIN facts f ON f.tafel_id = d.tafel_id AND f.at <= d.made_at WHERE d.key = :key"
            ),
            {"key": key},
        )
