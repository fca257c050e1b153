"""Indexes for what is asked at every turn and every look: a source's counts, and the latest event of a kind."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("ix_series_kind", "series", ["kind", "key"])
    op.create_index("ix_source_events_kind", "source_events", ["kind", "at"])
