"""How times and closed sets are kept in a column, the same in every dialect."""

from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

HOUR = 3600
_LONGEST_CHOICE = 60


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond.

    SQLite has no time zones: there the UTC time is kept without one, as text that sorts by time.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no time zone; only aware times can be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(of: type[StrEnum]) -> sa.Enum:
    """Make the type of a column that holds one member of a closed set, kept as its value."""
    return sa.Enum(
        of,
        native_enum=False,
        create_constraint=False,
        length=_LONGEST_CHOICE,
        values_callable=lambda members: [member.value for member in members],
    )


def hour_of(at: datetime) -> int:
    """Number the UTC hour that holds a moment, counted from 1970.

    >>> hour_of(datetime(1970, 1, 2, 3, 59, tzinfo=UTC))
    27
    """
    return seconds_of(at) // HOUR


def seconds_of(at: datetime) -> int:
    """Count whole seconds since 1970, rounded down."""
    return int(at.timestamp() // 1)


def start_of(hour: int) -> datetime:
    """Give the moment at which a numbered hour begins.

    >>> start_of(27).isoformat()
    '1970-01-02T03:00:00+00:00'
    """
    return datetime.fromtimestamp(hour * HOUR, UTC)
