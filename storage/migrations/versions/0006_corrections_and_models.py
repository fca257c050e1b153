"""Whose voice it is and whether it is about the brand; what people corrected, and the models learnt from that."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.migrations.shapes import ID, INSTANT, SORTED_CHOICE, TEXT, may, must, to

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables, and add the columns."""
    for name in ("accounts", "context"):
        op.add_column("brands", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    # What waits now may have been edited.
    for name, begins in (("later", sa.false()), ("reworded", sa.true())):
        op.add_column("unread", sa.Column(name, sa.Boolean, nullable=False, server_default=begins))
    op.create_index("ix_unread_later", "unread", ["later", "mention_id"])
    for column in (*may(sa.Boolean, "about"), *may(TEXT, "about_model", "about_reason")):
        op.add_column("matches", column)
    op.add_column("matches", sa.Column("about_confidence", sa.Double))
    _readings()
    _counts_otherwise()
    op.create_table(
        "corrections",
        *must(ID, "id", "mention_id"),
        *must(SORTED_CHOICE, "aspect"),
        *may(TEXT, "brand"),
        *must(TEXT, "value", "said", "model"),
        *must(sa.Double, "confidence"),
        *must(sa.Boolean, "drawn"),
        *must(TEXT, "actor"),
        *must(INSTANT, "at"),
        *must(sa.Boolean, "stands"),
        sa.PrimaryKeyConstraint("id"),
        to("mentions.id", "mention_id"),
        to("brands.id", "brand"),
    )
    op.create_index("ix_corrections_mention", "corrections", ["mention_id"])
    op.create_table(
        "models",
        *must(ID, "id"),
        *must(SORTED_CHOICE, "aspect"),
        *must(TEXT, "scope"),
        *must(sa.Integer, "version"),
        *must(SORTED_CHOICE, "origin", "state"),
        *must(sa.JSON, "gate"),
        *must(sa.LargeBinary, "weights"),
        *must(INSTANT, "made_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("aspect", "scope", "version", name="uq_models"),
    )
    promoted = sa.text("state = 'promoted'")
    op.create_index(
        "uq_models_promoted",
        "models",
        ["aspect", "scope"],
        unique=True,
        sqlite_where=promoted,
        postgresql_where=promoted,
    )


def _readings() -> None:
    """Say whose voice each reading has: until now that was what the source said."""
    for column in (
        sa.Column("voice", SORTED_CHOICE, server_default="customer"),
        sa.Column("voice_model", TEXT, nullable=False, server_default="role"),
        sa.Column("voice_confidence", sa.Double, nullable=False, server_default="1"),
        sa.Column("voice_reason", TEXT, nullable=False, server_default=""),
        sa.Column("reread", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("readings", column)
    op.execute(
        "UPDATE readings SET voice = "
        "(SELECT CASE m.role WHEN 'brand' THEN 'the brand''s own' ELSE m.role END FROM mentions m "
        "WHERE m.id = readings.mention_id) "
        "WHERE mention_id IN (SELECT id FROM mentions WHERE role <> 'customer')"
    )


def _counts_otherwise() -> None:
    """Note that from now on every brand's mentions are read otherwise than before, where any were read."""
    noted = sa.text(
        "INSERT INTO state (name, value) SELECT 'another model reads since ' || id, :now FROM brands "
        "WHERE EXISTS (SELECT 1 FROM readings)"
    )
    op.execute(noted.bindparams(now=datetime.now(UTC).isoformat()))
