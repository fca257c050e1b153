"""How a value that has a type is written, so that it reads like the cell of a file of text."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from collectors.files.opening import mended

EXACT = 2**53
"""From here on a float is not every whole number any more: an id that became one may be another id as well."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def written(value: object) -> str:
    """Write any value; what is none (null, no number) is empty.

    >>> written(4.0), written(None), written(True), written(b"caf\\xe9"), written(["a", 1])
    ('4', '', 'true', 'café', '["a", 1]')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return number(value)
        case Decimal():
            return f"{value:f}" if value.is_finite() else ""
        case bytes():
            return mended(value.decode("utf-8", "surrogateescape"))
        case datetime() | date():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def number(value: float) -> str:
    """Write a float: a whole number without a point, one too large to be exact with its exponent.

    >>> number(17.0), number(0.1), number(2.0**60), number(float("nan"))
    ('17', '0.1', '1.1529215046068470E+18', '')
    """
    if not math.isfinite(value):
        return ""
    if abs(value) > EXACT:
        return f"{value:.16E}"
    return str(int(value)) if value.is_integer() else repr(value)


def moment(count: int, per_second: int, zoned: bool) -> str:
    """Write a time that is `count` fractions of a second after 1970; empty where no calendar has it.

    >>> moment(1_740_000_000_500, 1_000, zoned=True), moment(1_740_000_000, 1, zoned=False)
    ('2025-02-19T21:20:00.500000+00:00', '2025-02-19T21:20:00')
    """
    try:
        at = _EPOCH + timedelta(microseconds=count * 1_000_000 // per_second)
    except OverflowError:
        return ""
    return (at if zoned else at.replace(tzinfo=None)).isoformat()


def day(count: int) -> str:
    """Write the day that is `count` days after 1970; empty where no calendar has it."""
    try:
        return (_EPOCH.date() + timedelta(days=count)).isoformat()
    except OverflowError:
        return ""
