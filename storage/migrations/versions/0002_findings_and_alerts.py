"""Spikes, cards, alerts, deliveries, and the rules behind them."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.shapes import CHOICE, ID, INSTANT, may, must, to

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "audit",
        *must(ID, "id"),
        *must(INSTANT, "at"),
        *must(sa.Text, "actor", "action", "subject", "detail"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "channels",
        *must(sa.Text, "name", "plugin"),
        *must(sa.JSON, "options"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "state",
        *must(sa.Text, "name", "value"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "alerts",
        *must(ID, "id"),
        *must(sa.Text, "rule", "brand", "subject"),
        *must(sa.JSON, "signal"),
        *must(CHOICE, "state"),
        *must(INSTANT, "opened_at", "seen_at"),
        *must(sa.Integer, "version", "told_people"),
        *must(sa.SmallInteger, "told_severity"),
        *may(sa.Text, "acknowledged_by"),
        *may(INSTANT, "acknowledged_at", "resolved_at"),
        *must(sa.Text, "resolution"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
    )
    op.create_index(
        "uq_alerts_unresolved",
        "alerts",
        ["rule", "brand", "subject"],
        unique=True,
        sqlite_where=sa.text("state != 'resolved'"),
        postgresql_where=sa.text("state != 'resolved'"),
    )
    op.create_table(
        "cards",
        *must(ID, "id"),
        *must(sa.Text, "brand", "product"),
        *must(CHOICE, "hazard"),
        *must(sa.SmallInteger, "severity", "potential"),
        *must(CHOICE, "trigger"),
        *must(INSTANT, "opened_at"),
        *must(sa.Integer, "reporters", "earlier"),
        *must(sa.Double, "expected", "p"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
    )
    op.create_index("ix_cards_brand", "cards", ["brand"])
    op.create_table(
        "rules",
        *must(sa.Text, "name"),
        *must(CHOICE, "lane"),
        *must(sa.JSON, "channels"),
        *may(sa.Text, "brand"),
        *must(sa.Double, "max_q"),
        *must(sa.Integer, "min_reporters"),
        *must(sa.Double, "min_ratio"),
        *must(sa.SmallInteger, "min_severity"),
        *must(sa.Integer, "quiet_hours"),
        *must(sa.Boolean, "enabled"),
        sa.PrimaryKeyConstraint("name"),
        to("brands.id", "brand"),
    )
    op.create_table(
        "silences",
        *must(ID, "id"),
        *may(sa.Text, "brand", "subject"),
        *must(INSTANT, "until"),
        *must(sa.Text, "actor", "reason"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
    )
    op.create_table(
        "spikes",
        *must(ID, "id"),
        *must(sa.Text, "brand"),
        *must(CHOICE, "kind"),
        *must(sa.Text, "key"),
        *must(INSTANT, "since", "until"),
        *must(sa.BigInteger, "observed"),
        *must(sa.Double, "expected", "low", "high", "p", "q", "exposure"),
        *must(CHOICE, "verdict"),
        *must(INSTANT, "seen_at"),
        sa.PrimaryKeyConstraint("id"),
        to("brands.id", "brand"),
        sa.UniqueConstraint("brand", "kind", "key", "since", name="uq_spikes"),
    )
    op.create_index("ix_spikes_until", "spikes", ["brand", "until"])
    op.create_table(
        "card_reports",
        *must(ID, "card_id", "mention_id"),
        sa.PrimaryKeyConstraint("card_id", "mention_id"),
        to("cards.id", "card_id"),
        to("mentions.id", "mention_id"),
    )
    op.create_table(
        "deliveries",
        *must(sa.Text, "key"),
        *must(ID, "alert"),
        *must(sa.Text, "channel"),
        *must(sa.JSON, "message"),
        *must(CHOICE, "state"),
        *must(sa.Integer, "attempts"),
        *must(INSTANT, "due_at"),
        *must(sa.Text, "failure"),
        *may(sa.Text, "leased_by"),
        *may(INSTANT, "leased_until"),
        sa.PrimaryKeyConstraint("key"),
        to("alerts.id", "alert"),
    )
    op.create_index("ix_deliveries_alert", "deliveries", ["alert"])
    op.create_index("ix_deliveries_due", "deliveries", ["state", "due_at"])
