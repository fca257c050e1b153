"""Work that one worker does at a time: held while it goes on, given back at its end, lost when it stands still."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from groundswell.house import House
from storage import leases
from storage.database import Transaction
from storage.errors import LeaseLost


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease this worker holds. Its time counts on the wall, and begins anew with every `keep`."""

    house: House
    name: str
    seconds: float

    def keep(self, tx: Transaction) -> None:
        """Hold on, in the transaction whose writing depends on it.

        Raises LeaseLost where another worker has it by now: then nothing of the transaction may stay.
        """
        if not leases.keep(tx, self.name, self.house.worker, self.house.clock(), self.seconds):
            raise LeaseLost(f"another worker took over {self.name}")

    def renew(self) -> None:
        """Hold on, between two transactions."""
        with self.house.database.write() as tx:
            self.keep(tx)


@contextmanager
def held(house: House, name: str, seconds: float) -> Iterator[Lease | None]:
    """Hold a lease for the length of a block; None where another worker has it."""
    with house.database.write() as tx:
        ours = leases.take(tx, name, house.worker, house.clock(), seconds)
    if not ours:
        yield None
        return
    try:
        yield Lease(house=house, name=name, seconds=seconds)
    finally:
        with house.database.write() as tx:
            leases.release(tx, name, house.worker)
