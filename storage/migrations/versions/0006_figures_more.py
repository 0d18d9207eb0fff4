"""How a source's table was built, what waits to be accepted, whether a tafel is sent its factsheet, and sent files.

Revision: 0006, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("figure_sources", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parts", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("pending", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("figure_sources", schema=None) as batch_op:
        batch_op.alter_column("parts", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("pending", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("tafels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("factsheet_on", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("tafels", schema=None) as batch_op:
        batch_op.alter_column("factsheet_on", existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "sent_files",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("expires", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sent_files_person_id")),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_sent_files_tafel_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sent_files")),
    )
    with op.batch_alter_table("sent_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_files_expires"), ["expires"], unique=False)
        batch_op.create_index(batch_op.f("ix_sent_files_person_id"), ["person_id"], unique=False)
