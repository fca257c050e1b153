"""What was noticed, and what was said about it: spikes, cards, alerts, deliveries and the rules behind them."""

import sqlalchemy as sa

from storage.columns import Instant, choice
from storage.models import AlertState, DeliveryState, Hazard, Lane, SeriesKind, Trigger, Verdict
from storage.tables.base import identity, metadata, to, to_brand

# Issues' series are never stored, so a spike names its series by what it is.
spikes = sa.Table(
    "spikes",
    metadata,
    identity(),
    to_brand(),
    sa.Column("kind", choice(SeriesKind), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
    sa.Column("observed", sa.BigInteger, nullable=False),
    sa.Column("expected", sa.Double, nullable=False),
    sa.Column("low", sa.Double, nullable=False),
    sa.Column("high", sa.Double, nullable=False),
    sa.Column("p", sa.Double, nullable=False),
    sa.Column("q", sa.Double, nullable=False),
    sa.Column("exposure", sa.Double, nullable=False),
    sa.Column("verdict", choice(Verdict), nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.UniqueConstraint("brand", "kind", "key", "since", name="uq_spikes"),
    sa.Index("ix_spikes_until", "brand", "until"),
)

cards = sa.Table(
    "cards",
    metadata,
    identity(),
    to_brand(),
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("hazard", choice(Hazard), nullable=False),
    sa.Column("severity", sa.SmallInteger, nullable=False),
    sa.Column("potential", sa.SmallInteger, nullable=False),
    sa.Column("trigger", choice(Trigger), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("reporters", sa.Integer, nullable=False),
    sa.Column("earlier", sa.Integer, nullable=False),
    sa.Column("expected", sa.Double, nullable=False),
    sa.Column("p", sa.Double, nullable=False),
    sa.Index("ix_cards_brand", "brand"),
)

# A card holds only which mentions report; what they say of it is read from their readings.
card_reports = sa.Table(
    "card_reports",
    metadata,
    to("cards.id", "card_id", primary_key=True),
    to("mentions.id", "mention_id", primary_key=True),
)

# What rules and people look for has columns; the signal as a whole is one document.
alerts = sa.Table(
    "alerts",
    metadata,
    identity(),
    sa.Column("rule", sa.Text, nullable=False),
    to_brand(),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("signal", sa.JSON, nullable=False),
    sa.Column("state", choice(AlertState), nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("told_people", sa.Integer, nullable=False),
    sa.Column("told_severity", sa.SmallInteger, nullable=False),
    sa.Column("acknowledged_by", sa.Text),
    sa.Column("acknowledged_at", Instant),
    sa.Column("resolved_at", Instant),
    sa.Column("resolution", sa.Text, nullable=False),
    sa.Index(
        "uq_alerts_unresolved",
        "rule",
        "brand",
        "subject",
        unique=True,
        sqlite_where=sa.text("state != 'resolved'"),
        postgresql_where=sa.text("state != 'resolved'"),
    ),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    to("alerts.id", "alert"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("message", sa.JSON, nullable=False),
    sa.Column("state", choice(DeliveryState), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("failure", sa.Text, nullable=False),
    sa.Column("leased_by", sa.Text),
    sa.Column("leased_until", Instant),
    sa.Index("ix_deliveries_due", "state", "due_at"),
    sa.Index("ix_deliveries_alert", "alert"),
)

rules = sa.Table(
    "rules",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("lane", choice(Lane), nullable=False),
    sa.Column("channels", sa.JSON, nullable=False),
    to_brand(nullable=True),
    sa.Column("max_q", sa.Double, nullable=False),
    sa.Column("min_reporters", sa.Integer, nullable=False),
    sa.Column("min_ratio", sa.Double, nullable=False),
    sa.Column("min_severity", sa.SmallInteger, nullable=False),
    sa.Column("quiet_hours", sa.Integer, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("plugin", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
)

silences = sa.Table(
    "silences",
    metadata,
    identity(),
    to_brand(nullable=True),
    sa.Column("subject", sa.Text),
    sa.Column("until", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    identity(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)

# Who does a piece of work that only one may do at a time, and until when nobody else takes it over.
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

state = sa.Table(
    "state",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
