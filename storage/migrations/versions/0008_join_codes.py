"""A code for joining accounts knows who asked for it, wrong ones are counted, and what was joined can be undone.

Revision: 0008, after 0007. Codes of before are gone: they worked for a quarter of an hour.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM join_codes")
    with op.batch_alter_table("join_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account", sa.String(length=200), nullable=False))
    op.create_table(
        "join_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_tries")),
    )
    op.create_index(op.f("ix_join_tries_account"), "join_tries", ["account"])
    op.create_table(
        "joined_accounts",
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_joined_accounts")),
    )
