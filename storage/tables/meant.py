"""What it means: readings, the counts of them, and the issues they were grouped into."""

import sqlalchemy as sa

from storage.columns import Instant, choice
from storage.models import Hazard, IssueEventKind, IssueStatus, Sentiment, SeriesKind, Voice
from storage.tables.base import identity, metadata, to, to_brand

readings = sa.Table(
    "readings",
    metadata,
    to("mentions.id", "mention_id", primary_key=True),
    sa.Column("language", sa.Text),
    sa.Column("language_model", sa.Text, nullable=False),
    sa.Column("language_confidence", sa.Double, nullable=False),
    sa.Column("language_reason", sa.Text, nullable=False),
    sa.Column("sentiment", choice(Sentiment)),
    sa.Column("sentiment_model", sa.Text, nullable=False),
    sa.Column("sentiment_confidence", sa.Double, nullable=False),
    sa.Column("sentiment_reason", sa.Text, nullable=False),
    sa.Column("vader_compound", sa.Double, nullable=False),
    sa.Column("hazard", choice(Hazard)),
    sa.Column("severity", sa.SmallInteger),
    sa.Column("potential", sa.SmallInteger),
    sa.Column("first_person", sa.Boolean),
    sa.Column("span_start", sa.Integer),
    sa.Column("span_end", sa.Integer),
    sa.Column("rule", sa.Text),
    sa.Column("hazard_confidence", sa.Double),
    sa.Column("question", sa.Boolean, nullable=False),
    sa.Column("complaint_like", sa.Boolean, nullable=False),
    sa.Column("counted", sa.Boolean, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("voice", choice(Voice)),
    sa.Column("voice_model", sa.Text, nullable=False),
    sa.Column("voice_confidence", sa.Double, nullable=False),
    sa.Column("voice_reason", sa.Text, nullable=False),
    sa.Column("reread", sa.Boolean, nullable=False),
    sa.Index(
        "ix_readings_severity",
        "severity",
        sqlite_where=sa.text("severity IS NOT NULL"),
        postgresql_where=sa.text("severity IS NOT NULL"),
    ),
)

# Running totals, so that a list of issues need not add up years of hours.
series = sa.Table(
    "series",
    metadata,
    identity(),
    to_brand(),
    sa.Column("kind", choice(SeriesKind), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("mentions", sa.BigInteger, nullable=False),
    sa.Column("reporters", sa.BigInteger, nullable=False),
    sa.Column("first_hour", sa.Integer, nullable=False),
    sa.Column("last_hour", sa.Integer, nullable=False),
    sa.UniqueConstraint("brand", "kind", "key", name="uq_series"),
    sa.Index("ix_series_kind", "kind", "key"),
)

counts = sa.Table(
    "counts",
    metadata,
    to("series.id", "series_id", primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mentions", sa.Integer, nullable=False),
    sa.Column("reporters", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

# One row per stretch of sightings; `key` is a hash of a series and who or what was seen in it, so it names nobody.
reporters = sa.Table(
    "reporters",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

spaces = sa.Table(
    "spaces",
    metadata,
    identity(),
    to_brand(),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("generation", sa.BigInteger, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("brand", "language", name="uq_spaces"),
)

# `number` is the clustering's own number; `id` is never given twice. `named_mentions` is the size at the last naming.
issues = sa.Table(
    "issues",
    metadata,
    identity(),
    to("spaces.id", "space_id"),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),
    to("mentions.id", "quote", nullable=True),
    sa.Column("status", choice(IssueStatus), nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("born_at", Instant, nullable=False),
    to("issues.id", "alias_of", nullable=True),
    sa.Column("named_mentions", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("space_id", "number", name="uq_issues_number"),
    sa.Index("ix_issues_alias_of", "alias_of"),
    sqlite_autoincrement=True,
)

micros = sa.Table(
    "micros",
    metadata,
    to("spaces.id", "space_id", primary_key=True),
    sa.Column("micro_id", sa.BigInteger, primary_key=True, autoincrement=False),
    to("issues.id", "issue_id", nullable=True),
    sa.Index("ix_micros_issue", "issue_id"),
)

issue_events = sa.Table(
    "issue_events",
    metadata,
    identity(),
    to("issues.id", "issue"),
    sa.Column("kind", choice(IssueEventKind), nullable=False),
    sa.Column("at", Instant, nullable=False),
    to("issues.id", "other", nullable=True),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Index("ix_issue_events_issue", "issue"),
)
