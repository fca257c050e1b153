"""What people taught: their corrections of readings, and the models that were learnt."""

import sqlalchemy as sa

from storage.columns import Instant, choice
from storage.models import Aspect, ModelState, Origin
from storage.tables.base import identity, metadata, to, to_brand

# Nothing is changed but `stands`, which says that the mention still has the words that the person read.
corrections = sa.Table(
    "corrections",
    metadata,
    identity(),
    to("mentions.id", "mention_id"),
    sa.Column("aspect", choice(Aspect), nullable=False),
    to_brand(nullable=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("drawn", sa.Boolean, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("stands", sa.Boolean, nullable=False),
    sa.Index("ix_corrections_mention", "mention_id"),
)

models = sa.Table(
    "models",
    metadata,
    identity(),
    sa.Column("aspect", choice(Aspect), nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("origin", choice(Origin), nullable=False),
    sa.Column("state", choice(ModelState), nullable=False),
    sa.Column("gate", sa.JSON, nullable=False),
    sa.Column("weights", sa.LargeBinary, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("aspect", "scope", "version", name="uq_models"),
    sa.Index(
        "uq_models_promoted",
        "aspect",
        "scope",
        unique=True,
        sqlite_where=sa.text("state = 'promoted'"),
        postgresql_where=sa.text("state = 'promoted'"),
    ),
)
