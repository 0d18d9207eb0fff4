"""What became of a message stands in columns, where it stood before its name.

Revision: 0012, after 0011.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PREFIXES = {"bewerkt:": "no_news_at", "gekozen:": "chosen_at", "terug:": "restored_at"}
_OLD = sa.table("tombstones", sa.column("message"), sa.column("at", database.Instant))


def upgrade() -> None:
    messages = op.create_table(
        "messages",
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("deleted_at", database.Instant(timezone=True), nullable=True),
        sa.Column("restored_at", database.Instant(timezone=True), nullable=True),
        sa.Column("no_news_at", database.Instant(timezone=True), nullable=True),
        sa.Column("chosen_at", database.Instant(timezone=True), nullable=True),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_at"), "messages", ["at"])
    rows = _moved([(row.message, row.at) for row in op.get_bind().execute(sa.select(_OLD))])
    if rows:
        op.bulk_insert(messages, rows)
    op.drop_table("tombstones")


def _moved(stones: list[tuple[str, datetime]]) -> list[dict[str, object]]:
    """One row per message, with the moment of each of its tombstones."""
    found: dict[str, dict[str, datetime]] = {}
    for name, at in stones:
        column, message = next(
            ((column, name.removeprefix(prefix)) for prefix, column in _PREFIXES.items() if name.startswith(prefix)),
            ("deleted_at", name),
        )
        found.setdefault(message, {})[column] = at
    every = ("deleted_at", *_PREFIXES.values())
    return [
        {"message": message, "at": max(moments.values()), **{each: moments.get(each) for each in every}}
        for message, moments in found.items()
    ]
