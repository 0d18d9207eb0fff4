"""Actions have an index per owner once, and one in the order of the whole agenda; names are folded to look for, and who was erased is known.

Revision: 0007, after 0003.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

people = sa.table("people", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("folded", sa.String))


def upgrade() -> None:
    op.drop_index("ix_actions_owner_id", table_name="actions")
    op.create_index("ix_actions_order", "actions", ["tafel_id", "theme", "due", "number"])
    text = sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql")
    op.add_column("people", sa.Column("folded", text, nullable=True))
    session = op.get_bind()
    for person_id, name in session.execute(sa.select(people.c.id, people.c.name)).all():
        folded = unicodedata.normalize("NFC", name).casefold()
        session.execute(people.update().where(people.c.id == person_id).values(folded=folded))
    op.create_index("ix_people_folded", "people", ["folded"])
    op.add_column("people", sa.Column("became", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("erased_at", database.Instant(timezone=True), nullable=True))
