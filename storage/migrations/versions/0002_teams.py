"""Where Teams conversations are, and codes that join a person's accounts.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_references",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("conversation", sa.String(length=300), nullable=False),
        sa.Column("service_url", sa.String(length=300), nullable=False),
        sa.Column("tenant", sa.String(length=60), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hears_all", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.String(length=100), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "place", name=op.f("pk_conversation_references")),
    )
    with op.batch_alter_table("conversation_references", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_references_team", ["platform", "team"], unique=False)
    op.create_table(
        "join_codes",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_join_codes_person_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_join_codes")),
    )
    with op.batch_alter_table("join_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_codes_person_id"), ["person_id"], unique=False)
