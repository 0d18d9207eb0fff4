"""The goals of the programme, the results that people enter, and the pictures that were drawn of them.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("pillar", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("retired_at", database.Instant(timezone=True), nullable=True),
        sa.Column("changed_at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
        sa.UniqueConstraint("key", name=op.f("uq_goals_key")),
    )
    op.create_table(
        "goal_pictures",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_goal_pictures")),
    )
    op.create_table(
        "goal_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_goal_results_goal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_goal_results_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_results")),
    )
    with op.batch_alter_table("goal_results", schema=None) as batch_op:
        batch_op.create_index("ix_goal_results_goal_id_on", ["goal_id", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_results_person_id"), ["person_id"], unique=False)
