"""Figures with their revisions, the looks at their sources, and the sheets that were drawn of them.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_batches")),
        sa.UniqueConstraint("key", name=op.f("uq_figure_batches_key")),
    )
    op.create_table(
        "figure_sources",
        sa.Column("table_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("checked_at", database.Instant(timezone=True), nullable=False),
        sa.Column("fetched_at", database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("table_id", name=op.f("pk_figure_sources")),
    )
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint("tafel", "state", "month", name=op.f("uq_sheets_tafel_state_month")),
    )
    op.create_table(
        "sheets_shown",
        sa.Column("tafel", sa.String(length=20), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.UniqueConstraint("tafel", "platform", "channel", name=op.f("uq_sheets_shown_tafel_platform_channel")),
    )
    op.create_table(
        "figure_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("tafel", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["figure_batches.id"], name=op.f("fk_figure_news_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_news")),
        sa.UniqueConstraint("batch_id", "tafel", name=op.f("uq_figure_news_batch_id_tafel")),
    )
    with op.batch_alter_table("figure_news", schema=None) as batch_op:
        batch_op.create_index("ix_figure_news_tafel", ["tafel", "at"], unique=False)

    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("branch", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("region_name", sa.String(length=100), nullable=False),
        sa.Column("region_kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("missing", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sbi", sa.String(length=20), nullable=False),
        sa.Column("table_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("retrieved", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["figure_batches.id"], name=op.f("fk_observations_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observations_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_observations_key", ["indicator", "region", "period", "branch", "source"], unique=False
        )
