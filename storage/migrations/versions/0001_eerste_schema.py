"""The first schema.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

from storage import database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", database.Instant(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=True),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("lane", sa.String(length=220), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", database.Instant(timezone=True), nullable=True),
        sa.Column("last_try", database.Instant(timezone=True), nullable=True),
        sa.Column("not_before", database.Instant(timezone=True), nullable=False),
        sa.Column("expires", database.Instant(timezone=True), nullable=True),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_lane", ["lane", "state", "id"], unique=False)
        batch_op.create_index("ix_outbox_waiting", ["state", "not_before"], unique=False)

    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
    )
    op.create_table(
        "restores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restores")),
    )
    op.create_table(
        "runs",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("tafel", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.UniqueConstraint("kind", "tafel", "period", name=op.f("uq_runs_kind_tafel_period")),
    )
    op.create_table(
        "seen_requests",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_requests")),
    )
    with op.batch_alter_table("seen_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_requests_at"), ["at"], unique=False)

    op.create_table(
        "tombstones",
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message", name=op.f("pk_tombstones")),
    )
    with op.batch_alter_table("tombstones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tombstones_at"), ["at"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("sphere", sa.String(length=20), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_people_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "tafels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("organisations", sa.String(length=1000), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("digest_on", sa.Boolean(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("digest_time", sa.String(length=5), nullable=False),
        sa.Column("digest_since", database.Instant(timezone=True), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_tafels_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tafels")),
        sa.UniqueConstraint("region_id", "key", name=op.f("uq_tafels_region_id_key")),
        sa.UniqueConstraint("region_id", "prefix", name=op.f("uq_tafels_region_id_prefix")),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("target_group", sa.String(length=200), nullable=False),
        sa.Column("partners", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due", database.OpenDate(), nullable=False),
        sa.Column("review", database.OpenDate(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=500), nullable=False),
        sa.Column("origin_url", sa.String(length=1000), nullable=False),
        sa.Column("snoozed_until", database.OpenDate(), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("news_at", database.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_actions_created_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_actions_owner_id")),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_actions_tafel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("tafel_id", "number", name=op.f("uq_actions_tafel_id_number")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index("ix_actions_agenda", ["tafel_id", "closed", "theme", "due", "number"], unique=False)
        batch_op.create_index("ix_actions_due", ["tafel_id", "closed", "due"], unique=False)
        batch_op.create_index("ix_actions_news", ["tafel_id", "closed", "news_at"], unique=False)
        batch_op.create_index("ix_actions_owner", ["owner_id", "closed", "due"], unique=False)
        batch_op.create_index(batch_op.f("ix_actions_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("tafel_id", sa.Integer(), nullable=True),
        sa.Column("did", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_person_id")),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_audit_tafel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_tafel_id"), ["tafel_id"], unique=False)

    op.create_table(
        "channel_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_channel_links_tafel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_links")),
        sa.UniqueConstraint("platform", "channel", name=op.f("uq_channel_links_platform_channel")),
    )
    with op.batch_alter_table("channel_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_links_tafel_id"), ["tafel_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("expires", database.Instant(timezone=True), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_documents_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_expires"), ["expires"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_person_id"), ["person_id"], unique=False)

    op.create_table(
        "identities",
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_person_id"), ["person_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_memberships_tafel_id")),
        sa.UniqueConstraint("person_id", "tafel_id", name=op.f("uq_memberships_person_id_tafel_id")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_tafel_id"), ["tafel_id"], unique=False)

    op.create_table(
        "action_helpers",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_helpers_action_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_action_helpers_person_id")),
        sa.PrimaryKeyConstraint("action_id", "person_id", name=op.f("pk_action_helpers")),
    )
    with op.batch_alter_table("action_helpers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_helpers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "action_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("old", sa.String(length=300), nullable=False),
        sa.Column("new", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_history_action_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_action_history_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_history")),
    )
    with op.batch_alter_table("action_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_history_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_history_at"), ["at"], unique=False)

    op.create_table(
        "action_updates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("edited_at", database.Instant(timezone=True), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_updates_action_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_action_updates_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_updates")),
    )
    with op.batch_alter_table("action_updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_updates_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_updates_at"), ["at"], unique=False)
        batch_op.create_index("ix_action_updates_message", ["platform", "channel", "message"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_updates_person_id"), ["person_id"], unique=False)

    op.create_table(
        "posted_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("shown_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["channel_links.id"], name=op.f("fk_posted_cards_link_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_cards")),
    )
    with op.batch_alter_table("posted_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posted_cards_key"), ["key"], unique=False)
        batch_op.create_index("ix_posted_cards_message", ["platform", "channel", "message"], unique=True)
