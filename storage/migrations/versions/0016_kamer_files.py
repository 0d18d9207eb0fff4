"""The files that were made of a room's result, so that each is made once.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kamer_files",
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_files_kamer_id")),
        sa.UniqueConstraint("kamer_id", "kind", name=op.f("uq_kamer_files_kamer_id_kind")),
    )
