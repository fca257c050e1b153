"""When a post was published, as its id tells: X counts milliseconds in the upper bits of every id."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BEGINNING_MS = 1_288_834_974_657
_BITS = 22
_LONGEST = 19


def id_at(at: datetime) -> int:
    """Give the lowest id a post of this moment can have; a search reads ids as bounds, posts need not exist.

    >>> id_at(datetime(2026, 8, 7, 12, tzinfo=UTC))
    2085697462072246272
    """
    return max(0, (at - _EPOCH) // timedelta(milliseconds=1) - _BEGINNING_MS) << _BITS


def time_of(id: int) -> datetime:
    """Give the moment at which the post with this id was published, to the millisecond.

    >>> time_of(1585841080431321088).isoformat()
    '2022-10-28T03:49:11.734000+00:00'
    """
    return _EPOCH + timedelta(milliseconds=(id >> _BITS) + _BEGINNING_MS)


def post_id(written: object) -> int | None:
    """Read a post's id; None where it is none.

    >>> post_id("1585841080431321088"), post_id("-1"), post_id("٣"), post_id(None)
    (1585841080431321088, None, None, None)
    """
    if isinstance(written, str) and 0 < len(written) <= _LONGEST and written.isascii() and written.isdecimal():
        return int(written)
    return None
