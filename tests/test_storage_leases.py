"""One worker at a time: a lease is taken, kept, given back, and free again when its holder stands still."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from groundswell.house import House
from groundswell.lease import Lease, held
from storage import leases, state
from storage.errors import LeaseLost

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_lease_is_one_workers_until_it_ends(house: House) -> None:
    with house.database.write() as tx:
        assert leases.take(tx, "x", "ann", NOON, 60)
        assert not leases.take(tx, "x", "bob", NOON + 59 * SECOND, 60)
        assert leases.take(tx, "y", "bob", NOON, 60)
        assert leases.holder(tx, "x", NOON + 59 * SECOND) == "ann"
        assert leases.holder(tx, "x", NOON + 60 * SECOND) is None
        assert leases.take(tx, "x", "bob", NOON + 60 * SECOND, 60)
        assert not leases.keep(tx, "x", "ann", NOON + 61 * SECOND, 60)


def test_what_is_kept_goes_on_and_what_is_given_back_is_free(house: House) -> None:
    with house.database.write() as tx:
        leases.take(tx, "x", "ann", NOON, 60)
        assert leases.keep(tx, "x", "ann", NOON + 50 * SECOND, 60)
        assert not leases.take(tx, "x", "bob", NOON + 100 * SECOND, 60)
        leases.release(tx, "x", "bob")
        assert leases.holder(tx, "x", NOON + 100 * SECOND) == "ann"
        leases.release(tx, "x", "ann")
        assert leases.take(tx, "x", "bob", NOON + 100 * SECOND, 60)


def test_a_worker_that_starts_again_under_its_name_goes_on_at_once(house: House) -> None:
    with house.database.write() as tx:
        assert leases.take(tx, "x", "ann", NOON, 60)
        assert leases.take(tx, "x", "ann", NOON + SECOND, 60)


def test_a_worker_that_slept_too_long_writes_nothing_more(house: House) -> None:
    other = replace(house, worker="other", clock=lambda: datetime.now(UTC) + timedelta(hours=1))
    with held(house, "x", 60) as lease:
        assert lease is not None
        with held(other, "x", 60) as taken_over:
            assert taken_over is not None
            with pytest.raises(LeaseLost, match="another worker took over x"):
                _write_under(house, lease)
    with house.database.read() as tx:
        assert state.get(tx, "written") is None
        assert leases.holder(tx, "x", datetime.now(UTC)) is None


def test_of_workers_that_ask_at_once_one_gets_it(house: House) -> None:
    def ask(number: int) -> bool:
        with house.database.write() as tx:
            return leases.take(tx, "x", f"worker {number}", NOON, 60)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(16))) == 1


def _write_under(house: House, lease: Lease) -> None:
    with house.database.write() as tx:
        state.put(tx, "written", "by a ghost")
        lease.keep(tx)
