"""What was said: the brands that are watched, the sources, and the mentions they brought."""

import sqlalchemy as sa

from storage.columns import Instant, choice
from storage.models import Kind, Role, SourceEventKind, Standing
from storage.tables.base import identity, metadata, to, to_brand

brands = sa.Table(
    "brands",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("products", sa.JSON, nullable=False),
    sa.Column("excluded", sa.JSON, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("accounts", sa.JSON, nullable=False),
    sa.Column("context", sa.JSON, nullable=False),
)

# `mentions` counts what the source brought, so that nobody needs to count rows.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("collector", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("interval_seconds", sa.Integer, nullable=False),
    sa.Column("jitter_seconds", sa.Integer, nullable=False),
    sa.Column("deadline_seconds", sa.Integer, nullable=False),
    sa.Column("budget", sa.JSON, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("cursor", sa.Text),
    sa.Column("attempted_at", Instant),
    sa.Column("succeeded_at", Instant),
    sa.Column("failure", sa.Text),
    sa.Column("standing", choice(Standing), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("newest_at", Instant),
    sa.Column("mentions", sa.BigInteger, nullable=False),
)

source_events = sa.Table(
    "source_events",
    metadata,
    identity(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("kind", choice(SourceEventKind), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("brand", sa.Text),
    sa.Index("ix_source_events_source", "source", "at"),
    sa.Index("ix_source_events_kind", "kind", "at"),
)

# What reading a source has cost, by UTC hour: budgets are sums over days and months.
spending = sa.Table(
    "spending",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("requests", sa.BigInteger, nullable=False),
    sa.Column("items", sa.BigInteger, nullable=False),
    sa.Column("microdollars", sa.BigInteger, nullable=False),
)

# How many requests went to a source of late, by short spans of time: rate limits are sums over the last of them.
paces = sa.Table(
    "paces",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("slot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("requests", sa.Integer, nullable=False),
)

# `brand` is empty for "any brand", because a key takes no NULL.
coverage = sa.Table(
    "coverage",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column("since", Instant, primary_key=True),
    sa.Column("until", Instant, nullable=False),
)

# `digest` makes a row that is met again and again one row.
quarantine = sa.Table(
    "quarantine",
    metadata,
    identity(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("raw", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
)

mentions = sa.Table(
    "mentions",
    metadata,
    identity(),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("exact_time", sa.Boolean, nullable=False),
    sa.Column("edited_at", Instant),
    sa.Column("collected_at", Instant, nullable=False),
    sa.Column("kind", choice(Kind), nullable=False),
    sa.Column("role", choice(Role), nullable=False),
    sa.Column("author_key", sa.Text),
    sa.Column("author_name", sa.Text),
    sa.Column("parent_id", sa.Text),
    sa.Column("thread_id", sa.Text),
    sa.Column("rating", sa.Double),
    sa.Column("rating_low", sa.Double),
    sa.Column("rating_high", sa.Double),
    sa.Column("product", sa.Text),
    sa.Column("maker", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("place", sa.Text),
    sa.Column("language_hint", sa.Text),
    sa.Column("reach", sa.BigInteger),
    sa.Column("engagement", sa.BigInteger),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("backfilled", sa.Boolean, nullable=False),
    sa.Column("verify_after", Instant),
    sa.UniqueConstraint("source", "external_id", name="uq_mentions_identity"),
    sa.Index("ix_mentions_published_at", "published_at", "id"),
    sa.Index("ix_mentions_author", "source", "author_key"),
    sa.Index(
        "ix_mentions_verify_after",
        "source",
        "verify_after",
        sqlite_where=sa.text("verify_after IS NOT NULL"),
        postgresql_where=sa.text("verify_after IS NOT NULL"),
    ),
)

# Whom a withdrawn mention is by, for telling people apart: a token made of chance. The row that leads from the author
# to the token goes with the author's last mention that still stands.
pseudonyms = sa.Table(
    "pseudonyms",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("author_key", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, nullable=False),
)

# `about` and what belongs to it is what the reading says of this brand; without `about_model` it says nothing of it.
matches = sa.Table(
    "matches",
    metadata,
    to("mentions.id", "mention_id", primary_key=True),
    to_brand(primary_key=True),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("relevance", sa.Double, nullable=False),
    to("spaces.id", "space_id", nullable=True),
    sa.Column("micro_id", sa.BigInteger),
    sa.Column("counted", sa.Boolean, nullable=False),
    sa.Column("about", sa.Boolean),
    sa.Column("about_model", sa.Text),
    sa.Column("about_confidence", sa.Double),
    sa.Column("about_reason", sa.Text),
    sa.Index("ix_matches_brand", "brand", "mention_id"),
    sa.Index("ix_matches_micro", "space_id", "micro_id"),
)

# What is only read again, by another model, waits until `later`: nothing new stands behind all of history. `reworded`
# says that the mention says something else than when it was read before.
unread = sa.Table(
    "unread",
    metadata,
    to("mentions.id", "mention_id", primary_key=True),
    sa.Column("later", sa.Boolean, nullable=False),
    sa.Column("reworded", sa.Boolean, nullable=False),
    sa.Index("ix_unread_later", "later", "mention_id"),
)
