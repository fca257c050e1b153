"""Mentions, readings, counts and issues, and on SQLite the full-text index over the mentions' text."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.shapes import CHOICE, ID, INSTANT, may, must, to

revision = "0001"
down_revision = None

# The index holds no text of its own: it reads the mentions, and the triggers tell it of every change.
SEARCH = (
    """CREATE VIRTUAL TABLE mention_words USING fts5(
        text, content='mentions', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER mention_words_added AFTER INSERT ON mentions BEGIN
        INSERT INTO mention_words(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER mention_words_changed AFTER UPDATE OF text ON mentions BEGIN
        INSERT INTO mention_words(mention_words, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO mention_words(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER mention_words_removed AFTER DELETE ON mentions BEGIN
        INSERT INTO mention_words(mention_words, rowid, text) VALUES ('delete', old.id, old.text); END""",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "brands",
        *must(sa.Text, "id", "name"),
        *must(sa.JSON, "aliases", "products", "excluded", "languages"),
        *must(sa.Text, "timezone"),
        *must(sa.Boolean, "sample"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "coverage",
        *must(sa.Text, "source", "brand"),
        *must(INSTANT, "since", "until"),
        sa.PrimaryKeyConstraint("source", "brand", "since"),
    )
    op.create_table(
        "mentions",
        *must(ID, "id"),
        *must(sa.Text, "source", "external_id", "text"),
        *must(INSTANT, "published_at"),
        *must(sa.Boolean, "exact_time"),
        *may(INSTANT, "edited_at"),
        *must(INSTANT, "collected_at"),
        *must(CHOICE, "kind", "role"),
        *may(sa.Text, "author_key", "author_name", "parent_id", "thread_id"),
        *may(sa.Double, "rating", "rating_low", "rating_high"),
        *may(sa.Text, "product", "maker", "url", "place", "language_hint"),
        *may(sa.BigInteger, "reach", "engagement"),
        *must(sa.Boolean, "withdrawn"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "external_id", name="uq_mentions_identity"),
    )
    op.create_index("ix_mentions_author", "mentions", ["source", "author_key"])
    op.create_index("ix_mentions_published_at", "mentions", ["published_at", "id"])
    op.create_table(
        "quarantine",
        *must(ID, "id"),
        *must(sa.Text, "source"),
        *must(INSTANT, "at"),
        *must(sa.Text, "place", "reason", "raw", "digest"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "reporters",
        *must(sa.BigInteger, "key", "first", "last"),
        sa.PrimaryKeyConstraint("key", "first"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source_events",
        *must(ID, "id"),
        *must(sa.Text, "source"),
        *must(CHOICE, "kind"),
        *must(INSTANT, "at"),
        *must(sa.Text, "detail"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_source_events_source", "source_events", ["source", "at"])
    op.create_table(
        "sources",
        *must(sa.Text, "name", "collector"),
        *must(sa.JSON, "options"),
        *must(sa.Integer, "interval_seconds"),
        *must(sa.Boolean, "enabled"),
        *may(sa.Text, "cursor"),
        *may(INSTANT, "attempted_at", "succeeded_at"),
        *may(sa.Text, "failure"),
        *must(sa.BigInteger, "mentions"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "readings",
        *must(ID, "mention_id"),
        *may(sa.Text, "language"),
        *must(sa.Text, "language_model"),
        *must(sa.Double, "language_confidence"),
        *must(sa.Text, "language_reason"),
        *may(CHOICE, "sentiment"),
        *must(sa.Text, "sentiment_model"),
        *must(sa.Double, "sentiment_confidence"),
        *must(sa.Text, "sentiment_reason"),
        *must(sa.Double, "vader_compound"),
        *may(CHOICE, "hazard"),
        *may(sa.SmallInteger, "severity", "potential"),
        *may(sa.Boolean, "first_person"),
        *may(sa.Integer, "span_start", "span_end"),
        *may(sa.Text, "rule"),
        *may(sa.Double, "hazard_confidence"),
        *must(sa.Boolean, "question", "complaint_like", "counted"),
        *must(sa.Text, "fingerprint", "product"),
        sa.PrimaryKeyConstraint("mention_id"),
        to("mentions.id", "mention_id"),
    )
    op.create_index(
        "ix_readings_severity",
        "readings",
        ["severity"],
        sqlite_where=sa.text("severity IS NOT NULL"),
        postgresql_where=sa.text("severity IS NOT NULL"),
    )
    op.create_table(
        "series",
        *must(ID, "id"),
        *must(sa.Text, "brand"),
        *must(CHOICE, "kind"),
        *must(sa.Text, "key"),
        *must(sa.BigInteger, "mentions", "reporters"),
        *must(sa.Integer, "first_hour", "last_hour"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
        sa.UniqueConstraint("brand", "kind", "key", name="uq_series"),
    )
    op.create_table(
        "spaces",
        *must(ID, "id"),
        *must(sa.Text, "brand", "language"),
        *must(sa.BigInteger, "generation"),
        *must(sa.LargeBinary, "state"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
        sa.UniqueConstraint("brand", "language", name="uq_spaces"),
    )
    op.create_table(
        "unread",
        *must(ID, "mention_id"),
        sa.PrimaryKeyConstraint("mention_id"),
        to("mentions.id", "mention_id"),
    )
    op.create_table(
        "counts",
        *must(ID, "series_id"),
        *must(sa.Integer, "hour", "mentions", "reporters"),
        sa.PrimaryKeyConstraint("series_id", "hour"),
        to("series.id", "series_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issues",
        *must(ID, "id", "space_id"),
        *must(sa.BigInteger, "number"),
        *must(sa.Text, "name"),
        *must(sa.JSON, "terms"),
        *may(ID, "quote"),
        *must(CHOICE, "status"),
        *may(sa.Text, "owner"),
        *must(INSTANT, "born_at"),
        *may(ID, "alias_of"),
        *must(sa.BigInteger, "named_mentions"),
        sa.PrimaryKeyConstraint("id"),
        to("issues.id", "alias_of"),
        to("mentions.id", "quote"),
        to("spaces.id", "space_id"),
        sa.UniqueConstraint("space_id", "number", name="uq_issues_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_issues_alias_of", "issues", ["alias_of"])
    op.create_table(
        "matches",
        *must(ID, "mention_id"),
        *must(sa.Text, "brand", "query"),
        *must(sa.Double, "relevance"),
        *may(ID, "space_id"),
        *may(sa.BigInteger, "micro_id"),
        sa.PrimaryKeyConstraint("mention_id", "brand"),
        to("brands.id", "brand"),
        to("mentions.id", "mention_id"),
        to("spaces.id", "space_id"),
    )
    op.create_index("ix_matches_brand", "matches", ["brand", "mention_id"])
    op.create_index("ix_matches_micro", "matches", ["space_id", "micro_id"])
    op.create_table(
        "issue_events",
        *must(ID, "id", "issue"),
        *must(CHOICE, "kind"),
        *must(INSTANT, "at"),
        *may(ID, "other"),
        *must(sa.Text, "detail"),
        sa.PrimaryKeyConstraint("id"),
        to("issues.id", "issue"),
        to("issues.id", "other"),
    )
    op.create_index("ix_issue_events_issue", "issue_events", ["issue"])
    op.create_table(
        "micros",
        *must(ID, "space_id"),
        *must(sa.BigInteger, "micro_id"),
        *may(ID, "issue_id"),
        sa.PrimaryKeyConstraint("space_id", "micro_id"),
        to("issues.id", "issue_id"),
        to("spaces.id", "space_id"),
    )
    op.create_index("ix_micros_issue", "micros", ["issue_id"])
    if op.get_context().dialect.name == "sqlite":
        for statement in SEARCH:
            op.execute(statement)
