"""Which mentions the store holds, by what identifies them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage import tables
from storage.dialects import portions
from storage.intake import Identity


def held(tx: Connection, identities: Iterable[Identity]) -> frozenset[Identity]:
    """Give those identities that a mention has, those that were withdrawn included."""
    t = tables.mentions
    asked: dict[str, list[str]] = defaultdict(list)
    for source, external in identities:
        asked[source].append(external)
    return frozenset(
        (source, external)
        for source, externals in asked.items()
        for some in portions(externals)
        for external in tx.scalars(select(t.c.external_id).where(t.c.source == source, t.c.external_id.in_(some)))
    )
