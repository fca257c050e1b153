"""Which rows an export holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice

from groundswell.house import House
from reports import tables
from reports.tables import Table
from storage import alerts, brands, issues, mentions, search
from storage.models import BrandId, ReadMention

PAGE = 2000


class What(StrEnum):
    """What can be exported."""

    ISSUES = "issues"
    MENTIONS = "mentions"
    ALERTS = "alerts"


def table(
    house: House, what: What, brand: BrandId | None, since: datetime | None, until: datetime | None, now: datetime
) -> Table:
    """Build the table of one export; mentions are read page by page while they are written."""
    with house.database.read() as tx:
        known = [b for b in brands.everything(tx) if brand in (None, b.id)]
        match what:
            case What.ISSUES:
                return tables.issues([i for b in known for i in issues.everything(tx, b.id, now)])
            case What.ALERTS:
                return tables.alerts(alerts.everything(tx, brand, 100_000))
            case What.MENTIONS:
                return tables.mentions(_mentions(house, brand, since, until))


def _mentions(
    house: House, brand: BrandId | None, since: datetime | None, until: datetime | None
) -> Iterator[ReadMention]:
    """Read mentions in order of publication, a page at a time, so that memory does not grow with their number."""
    end = until or datetime.max.replace(tzinfo=UTC)
    # `published` leaves out the moment it starts after; an export's first moment belongs to it.
    start = since - timedelta(microseconds=1) if since else None
    with house.database.read() as tx:
        found = mentions.published(tx, brand, start, end)
        while page := [stored.id for stored in islice(found, PAGE)]:
            yield from search.by_id(tx, page)
