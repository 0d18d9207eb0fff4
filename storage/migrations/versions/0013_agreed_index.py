"""Indexes on open items know which of them are proposals: these are neither open nor late.

Revision: 0013, after 0012.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, last in (("ix_actions_due", "due"), ("ix_actions_news", "news_at")):
        op.drop_index(name, table_name="actions")
        op.create_index(name, "actions", ["tafel_id", "closed", "proposed", last])
