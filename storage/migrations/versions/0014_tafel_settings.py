"""What a tafel sets stands under names of the features that ask for it, where it stood in columns of the tafels.

Revision: 0014, after 0013. A value that is the default is not written, unless it says since when the digest's rule
holds.
"""

import json

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_OLD = sa.table(
    "tafels",
    sa.column("id", sa.Integer),
    sa.column("digest_on", sa.Boolean),
    sa.column("digest_weekday", sa.Integer),
    sa.column("digest_time", sa.String),
    sa.column("digest_since", database.Instant),
    sa.column("factsheet_on", sa.Boolean),
    sa.column("created_at", database.Instant),
)
_DEFAULTS = {"digest.aan": True, "digest.dag": 1, "digest.tijd": "08:00", "factsheet.vanzelf": True}


def upgrade() -> None:
    settings = op.create_table(
        "tafel_settings",
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_tafel_settings_tafel_id")),
        sa.PrimaryKeyConstraint("tafel_id", "name", name=op.f("pk_tafel_settings")),
    )
    rows = [each for row in op.get_bind().execute(sa.select(_OLD)) for each in _rows(row)]
    if rows:
        op.bulk_insert(settings, rows)
    with op.batch_alter_table("tafels") as batch_op:
        for name in ("digest_on", "digest_weekday", "digest_time", "digest_since", "factsheet_on"):
            batch_op.drop_column(name)


def _rows(row: sa.Row[tuple[object, ...]]) -> list[dict[str, object]]:
    """What one tafel had set. Since when it sends no factsheet is not known."""
    found = {
        "digest.aan": (row.digest_on, row.digest_since),
        "digest.dag": (row.digest_weekday, row.digest_since),
        "digest.tijd": (row.digest_time, row.digest_since),
        "factsheet.vanzelf": (row.factsheet_on, row.created_at),
    }
    moved = {"digest.aan"} if row.digest_since != row.created_at else set()
    return [
        {"tafel_id": row.id, "name": name, "value": json.dumps(value), "set_at": set_at}
        for name, (value, set_at) in found.items()
        if value != _DEFAULTS[name] or name in moved
    ]
