"""The meter of a source that costs: what its requests may cost is committed before each is sent."""

from collections.abc import Callable
from datetime import datetime

from storage import spending
from storage.database import Database, Transaction
from storage.models import Ask, Cost, Grant, Source


class StoreMeter:
    """Keeps a source's books in the store, in the name of the turn that spends.

    `keep` holds that turn, and raises where it may not go on: then nothing is sent any more. `moment` tells the time of
    the turn as it passes.
    """

    def __init__(
        self,
        database: Database,
        source: Source,
        keep: Callable[[Transaction], None],
        moment: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._source = source
        self._keep = keep
        self._moment = moment

    def reserve(self, ask: Ask) -> Grant:
        """Set aside what a request may cost; committed when this returns."""
        with self._database.write() as tx:
            self._keep(tx)
            return spending.reserve(tx, self._source.name, ask, self._source.budget, self._moment())

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Put what the request did cost in the place of what was set aside."""
        with self._database.write() as tx:
            spending.settle(tx, self._source.name, grant, cost)
