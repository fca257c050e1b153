"""Which periods a person declares to be collected completely, so that counts before them are not taken for silence."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from storage.errors import SettingsError
from storage.models import BrandId, Coverage, SourceName
from storage.text import slug

EXAMPLE = "2025-09-01/2025-09-30 or delta=2015-02-17/2015-02-24;united=2015-02-20T06:00Z/2015-02-24"


def read_coverage(text: str, source: SourceName, brand: BrandId | None, zone: tzinfo) -> tuple[Coverage, ...]:
    """Read `[BRAND=]FROM/TO` periods, separated by `;`.

    TO is exclusive when it has a time; a date means through the end of that day. Without BRAND a period is about
    `brand`. Times without a zone are in `zone`. Raises SettingsError.
    """
    return tuple(_period(part.strip(), source, brand, zone) for part in text.split(";") if part.strip())


def until_now(coverage: tuple[Coverage, ...], now: datetime) -> tuple[Coverage, ...]:
    """Cut off what lies ahead of `now`: nobody has collected it."""
    return tuple(
        Coverage(source=period.source, since=period.since, until=min(period.until, now), brand=period.brand)
        for period in coverage
        if period.since < now
    )


def _period(text: str, source: SourceName, brand: BrandId | None, zone: tzinfo) -> Coverage:
    name, stated, span = text.rpartition("=")
    start, _, end = span.partition("/")
    try:
        since, until = _moment(start.strip(), zone, 0), _moment(end.strip(), zone, 1)
    except (ValueError, OverflowError) as error:
        raise SettingsError(f"coverage {text!r} is not [BRAND=]FROM/TO; examples are {EXAMPLE}") from error
    if since >= until:
        raise SettingsError(f"coverage {text!r} ends before it begins; examples are {EXAMPLE}")
    return Coverage(source=source, since=since, until=until, brand=slug(name) if stated else brand)


def _moment(text: str, zone: tzinfo, days_after_date: int) -> datetime:
    try:
        day = date.fromisoformat(text) + timedelta(days=days_after_date)
        at = datetime(day.year, day.month, day.day, tzinfo=zone)
    except ValueError:
        at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
