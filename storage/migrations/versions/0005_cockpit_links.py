"""Links to the cockpit, for boards.

Revision: 0005, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cockpit_links",
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("made_for", sa.String(length=150), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("expires", database.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_cockpit_links_created_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cockpit_links")),
    )
    with op.batch_alter_table("cockpit_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cockpit_links_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_cockpit_links_expires"), ["expires"], unique=False)
