"""Which moment counts as a brand's present, so that history brought from a file does not look like silence."""

from datetime import datetime

from groundswell.monitor import LAST_CYCLE
from storage import mentions, state
from storage.database import Transaction
from storage.models import BrandId


def present(tx: Transaction, brand: BrandId | None, now: datetime) -> datetime:
    """Give the time of the last cycle or of the brand's newest mention, whichever is later, but never after `now`.

    Where there is neither, `now` itself. `brand` None means any.
    """
    last = state.get(tx, LAST_CYCLE)
    extent = mentions.extent(tx, brand)
    moments = [*([datetime.fromisoformat(last)] if last else []), *([extent[1]] if extent else [])]
    return min(now, max(moments, default=now))
