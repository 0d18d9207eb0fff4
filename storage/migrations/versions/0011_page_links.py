"""Links to the cockpit become links to any page for guests, each with what it shows of that page.

Revision: 0011, after 0010. The links that were given out go on to work: their keys are the same.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEPT = ("key", "made_for", "created_by", "created_at", "expires", "revoked_at")


def upgrade() -> None:
    op.create_table(
        "page_links",
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("made_for", sa.String(length=150), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("expires", database.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_page_links_created_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_page_links")),
    )
    op.create_index(op.f("ix_page_links_created_by"), "page_links", ["created_by"])
    op.create_index(op.f("ix_page_links_expires"), "page_links", ["expires"])
    old, new = (sa.table(name, *(sa.column(each) for each in (*_KEPT, "page", "subject")))
                for name in ("cockpit_links", "page_links"))  # fmt: skip
    cockpit = sa.select(*(old.c[name] for name in _KEPT), sa.literal("cockpit"), sa.literal(""))
    op.execute(sa.insert(new).from_select([*_KEPT, "page", "subject"], cockpit))
    op.drop_table("cockpit_links")
