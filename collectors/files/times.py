"""When it was said: reads the ways exports write a time, and refuses what could mean two days."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(days=1)
"""How far ahead of now a time may be: clocks and time zones differ, but not by more."""

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
# RFC 2822, section 4.3: the only zone names with one meaning.
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {"pst": -8, "pdt": -7}

_CLOCK = (
    r"(?:[\sT,]+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?\s*(?P<zone>[+-]\d\d:?\d\d|[a-z]{1,3})?(?:\s*\([a-z]+\))?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}",
        rf"(?P<first>\d{{1,2}})[-/.](?P<other>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d\d){_CLOCK}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}){_CLOCK}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_CLOCK}",
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
        r"(?P<half>)\s+(?P<zone>[+-]\d{4}|[a-z]{1,3})\s+(?P<year>\d{4})",
    )
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?", re.ASCII)


class DateOrder(StrEnum):
    """What 03/04/2025 means: the 3rd of April (dmy) or the 4th of March (mdy)."""

    DMY = "dmy"
    MDY = "mdy"


def read_time(text: str, zone: tzinfo = UTC, order: DateOrder | None = None) -> tuple[datetime, bool]:
    """Return a time in UTC, and whether it is exact (False: only its day is known, the time is that day's beginning).

    Reads ISO 8601, seconds or milliseconds since 1970, RFC 2822, and dates in figures or English words. A time without
    a zone is in `zone`. Raises ValueError, whose text is a reason a person understands.

    >>> read_time("Tue Oct 31 21:52:59 +0000 2017")
    (datetime.datetime(2017, 10, 31, 21, 52, 59, tzinfo=datetime.timezone.utc), True)
    >>> read_time("04/03/2025", order=DateOrder.DMY)
    (datetime.datetime(2025, 3, 4, 0, 0, tzinfo=datetime.timezone.utc), False)
    """
    text = text.strip()
    if not text:
        raise ValueError("no published_at")
    unreadable = f"published_at {text[:40]!r} is no time; 2025-03-04T09:30:00Z would be one"
    if len(text) > 64:
        raise ValueError(unreadable)
    try:
        at, exact = _epoch(text) or _iso(text) or _written(text, order) or (None, False)
        if at is None:
            raise ValueError(unreadable)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC), exact
    except OverflowError as error:
        raise ValueError(unreadable) from error


def plausible(at: datetime, now: datetime) -> datetime:
    """Return the time, or `now` where it is ahead by less than a day. Raises ValueError beyond that and before 1990."""
    if at > now + TOLERANCE:
        raise ValueError(f"published_at {at:%Y-%m-%d %H:%M} UTC is in the future")
    if at < EARLIEST:
        raise ValueError(f"published_at {at:%Y-%m-%d} is before 1990")
    return min(at, now)


def _epoch(text: str) -> tuple[datetime, bool] | None:
    if not (found := _EPOCH.fullmatch(text)):
        return None
    scale = 1000 if len(found[1]) > 10 else 1
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=float(text) / scale), True


def _iso(text: str) -> tuple[datetime, bool] | None:
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time()), False
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text), True
    except ValueError:
        return None


def _written(text: str, order: DateOrder | None) -> tuple[datetime, bool] | None:
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        return None
    parts = {name: part or "" for name, part in found.groupdict().items()}
    month, day = _month_and_day(parts, order)
    try:
        at = datetime(_year(parts["year"]), month, day, *_time(parts), tzinfo=_zone(parts["zone"]))
    except (ValueError, KeyError):
        return None
    return at, bool(parts["hour"])


def _year(figures: str) -> int:
    year = int(figures)
    return year if len(figures) == 4 else year + (1900 if year >= 90 else 2000)


def _month_and_day(parts: dict[str, str], order: DateOrder | None) -> tuple[int, int]:
    if "first" not in parts:
        name = parts["month"]
        return int(name) if name.isdecimal() else _MONTHS.get(name[:3].lower(), 0), int(parts["day"])
    first, other = int(parts["first"]), int(parts["other"])
    written = f"published_at {first:02}/{other:02}/{parts['year']}"
    if first <= 12 and other <= 12 and first != other and order is None:
        raise ValueError(f"{written} can be two days; say dates=dmy or dates=mdy")
    day_first = first > 12 if order is None else order is DateOrder.DMY
    day, month = (first, other) if day_first else (other, first)
    if month > 12:
        raise ValueError(f"{written} is no date in the order {'dmy' if day_first else 'mdy'}")
    return month, day


def _time(parts: dict[str, str]) -> tuple[int, int, int]:
    hour = int(parts["hour"] or 0)
    if half := parts["half"]:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    if name[0] in "+-":
        minutes = int(name[1:3]) * 60 + int(name[-2:])
        return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
    return timezone(timedelta(hours=_ZONES[name.lower()]))
