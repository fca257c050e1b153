"""How a value is written wherever text is all there is: moments, numbers that are none, and broken characters."""

import math
import re
from datetime import UTC, datetime

from reports.tables import Cell

_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD.

    >>> encodable("half an emoji: \\ud83d")
    'half an emoji: \ufffd'
    """
    return _SURROGATE.sub("\ufffd", text)


def instant(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC.

    >>> instant(datetime(2025, 10, 3, 7, 30, tzinfo=UTC))
    '2025-10-03T07:30:00Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def plain(cell: Cell) -> str | int | float | bool | None:
    """Reduce a cell to what JSON knows; NaN and the infinities, which it does not know, become None."""
    if isinstance(cell, str):
        return encodable(cell)
    if isinstance(cell, datetime):
        return instant(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell
