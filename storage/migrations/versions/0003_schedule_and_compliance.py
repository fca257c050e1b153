"""When sources are due and what they cost, leases between workers, and what a mention that is taken back leaves."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.shapes import CHOICE, INSTANT, may, must

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables, and add the columns."""
    for column in (
        sa.Column("jitter_seconds", sa.Integer, nullable=False, server_default="10"),
        sa.Column("deadline_seconds", sa.Integer, nullable=False, server_default="240"),
        sa.Column("budget", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("standing", CHOICE, nullable=False, server_default="fine"),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        *may(INSTANT, "due_at", "newest_at"),
    ):
        op.add_column("sources", column)
    op.add_column("source_events", sa.Column("brand", sa.Text))
    op.add_column("mentions", sa.Column("backfilled", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("mentions", sa.Column("verify_after", INSTANT))
    op.create_index(
        "ix_mentions_verify_after",
        "mentions",
        ["source", "verify_after"],
        sqlite_where=sa.text("verify_after IS NOT NULL"),
        postgresql_where=sa.text("verify_after IS NOT NULL"),
    )
    op.add_column("matches", sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.false()))
    # What was read before was counted for every brand it was about, if it was counted at all.
    op.execute(
        "UPDATE matches SET counted = (SELECT r.counted FROM readings r WHERE r.mention_id = matches.mention_id) "
        "WHERE EXISTS (SELECT 1 FROM readings r WHERE r.mention_id = matches.mention_id)"
    )
    op.create_table(
        "leases",
        *must(sa.Text, "name", "holder"),
        *must(INSTANT, "until"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "spending",
        *must(sa.Text, "source"),
        *must(sa.Integer, "hour"),
        *must(sa.BigInteger, "requests", "items", "microdollars"),
        sa.PrimaryKeyConstraint("source", "hour"),
    )
    op.create_table(
        "paces",
        *must(sa.Text, "source"),
        *must(sa.BigInteger, "slot"),
        *must(sa.Integer, "requests"),
        sa.PrimaryKeyConstraint("source", "slot"),
    )
    op.create_table(
        "pseudonyms",
        *must(sa.Text, "source", "author_key", "token"),
        sa.PrimaryKeyConstraint("source", "author_key"),
    )
