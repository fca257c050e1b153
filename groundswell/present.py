"""Which moment counts as a brand's present, so that history brought from a file does not look like silence."""

from datetime import datetime

from storage import mentions, state
from storage.database import Transaction
from storage.models import BrandId

_LAST_LOOK = "last cycle"


def last_look(tx: Transaction) -> datetime | None:
    """Give the moment the data was last judged at; None before the first time."""
    last = state.get(tx, _LAST_LOOK)
    return datetime.fromisoformat(last) if last else None


def looked(tx: Transaction, now: datetime) -> None:
    """Say that the data was judged as it stood at `now`."""
    state.put(tx, _LAST_LOOK, now.isoformat())


def present(tx: Transaction, brand: BrandId | None, now: datetime) -> datetime:
    """Give the time of the last look or of the brand's newest mention, whichever is later, but never after `now`.

    Where there is neither, `now` itself. `brand` None means any.
    """
    return present_and_newest(tx, brand, now)[0]


def present_and_newest(tx: Transaction, brand: BrandId | None, now: datetime) -> tuple[datetime, datetime | None]:
    """Give a brand's present, and the time of its newest mention; None where it has none."""
    newest = mentions.newest(tx, brand)
    moments = [at for at in (last_look(tx), newest) if at is not None]
    return min(now, max(moments, default=now)), newest
