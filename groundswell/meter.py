"""The meter of a source that costs: what its requests may cost is committed before each is sent."""

from collections.abc import Callable
from datetime import datetime

from groundswell.lease import Lease
from storage import spending
from storage.database import Database
from storage.models import Ask, Cost, Grant, Source


class StoreMeter:
    """Keeps a source's books in the store, under the lease of the turn that spends.

    `moment` tells the time of the turn as it passes. Raises what the contract says, and `storage.leases.Lost` when
    another worker has taken the turn over: then nothing is sent any more.
    """

    def __init__(self, database: Database, source: Source, lease: Lease, moment: Callable[[], datetime]) -> None:
        self._database = database
        self._source = source
        self._lease = lease
        self._moment = moment

    def reserve(self, ask: Ask) -> Grant:
        """Set aside what a request may cost; committed when this returns."""
        with self._database.write() as tx:
            self._lease.keep(tx)
            return spending.reserve(tx, self._source.name, ask, self._source.budget, self._moment())

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Put what the request did cost in the place of what was set aside."""
        with self._database.write() as tx:
            spending.settle(tx, self._source.name, grant, cost)
