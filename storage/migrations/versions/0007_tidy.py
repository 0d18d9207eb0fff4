"""An owner's actions have one index: the one that also knows which of them are closed.

Revision: 0007, after 0003.
"""

from alembic import op

revision = "0007"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_actions_owner_id", table_name="actions")
