"""Rooms of a Versnellingskamer: what they ask, their steps, who takes part, their ballots and results.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

from storage import database
from storage.ballot_tables import keep_here

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rooms()
    _people()
    _named()
    _anonymous()


def _rooms() -> None:
    op.create_table(
        "kamers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tafel_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("vote", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("until", database.Instant(timezone=True), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tafel_id"], ["tafels.id"], name=op.f("fk_kamers_tafel_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_kamers_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kamers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_kamers_tafel_id"), "kamers", ["tafel_id"])
    op.create_index(op.f("ix_kamers_made_by"), "kamers", ["made_by"])
    op.create_table(
        "kamer_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("closes_at", database.Instant(timezone=True), nullable=True),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_steps_kamer_id")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_kamer_steps_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kamer_steps")),
        sa.UniqueConstraint("kamer_id", "number", name=op.f("uq_kamer_steps_kamer_id_number")),
    )
    op.create_index("ix_kamer_steps_phase", "kamer_steps", ["phase", "kamer_id"])
    op.create_index(op.f("ix_kamer_steps_by"), "kamer_steps", ["by"])


def _people() -> None:
    op.create_table(
        "kamer_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("sphere", sa.String(length=20), nullable=False),
        sa.Column("grouped", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_people_kamer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kamer_people_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kamer_people")),
        sa.UniqueConstraint("kamer_id", "person_id", name=op.f("uq_kamer_people_kamer_id_person_id")),
    )
    op.create_index(op.f("ix_kamer_people_person_id"), "kamer_people", ["person_id"])
    op.create_table(
        "kamer_codes",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("opens", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("made_at", database.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_codes_kamer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kamer_codes_person_id")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_kamer_codes")),
    )
    op.create_index(op.f("ix_kamer_codes_kamer_id"), "kamer_codes", ["kamer_id"])
    op.create_index(op.f("ix_kamer_codes_person_id"), "kamer_codes", ["person_id"])


def _named() -> None:
    op.create_table(
        "kamer_named_ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_named_ballots_kamer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kamer_named_ballots_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kamer_named_ballots")),
        sa.UniqueConstraint("kamer_id", "person_id", name=op.f("uq_kamer_named_ballots_kamer_id_person_id")),
    )
    op.create_index(op.f("ix_kamer_named_ballots_person_id"), "kamer_named_ballots", ["person_id"])
    op.create_table(
        "kamer_results",
        sa.Column("kamer_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["kamer_id"], ["kamers.id"], name=op.f("fk_kamer_results_kamer_id")),
        sa.PrimaryKeyConstraint("kamer_id", name=op.f("pk_kamer_results")),
    )


def _anonymous() -> None:
    """No row numbers: the order in which rows came is nowhere."""
    op.create_table(
        "anonymous_kamer_keys",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_anonymous_kamer_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "anonymous_kamer_ballots",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=36), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "token", name=op.f("pk_anonymous_kamer_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kamer_subjects",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_kamer_subjects")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kamer_closed_ballots",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "id", name=op.f("pk_kamer_closed_ballots")),
        sqlite_with_rowid=False,
    )
    keep_here(op.get_bind(), "kamer")
