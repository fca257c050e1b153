"""What reading a source may cost: no budget is overrun and no limit, whatever is asked in which order."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundswell.house import House
from storage import spending
from storage.database import Database, Transaction
from storage.errors import BudgetSpent, RateLimited
from storage.models import Ask, Budget, Cost, Grant, Period, RateLimit, SourceName

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
X, Y = SourceName("x"), SourceName("y")
PAGE = Ask(most=100, least=10, microdollars=5_000)
FREE = Budget()


def test_what_is_set_aside_counts_until_it_is_settled(house: House) -> None:
    with house.database.write() as tx:
        grant = spending.reserve(tx, X, PAGE, FREE, NOON)
        assert spending.spent(tx, X, NOON, NOON) == Cost(requests=1, items=100, microdollars=500_000)
        spending.settle(tx, X, grant, Cost(requests=1, items=3, microdollars=15_000))
        assert spending.spent(tx, X, NOON, NOON) == Cost(requests=1, items=3, microdollars=15_000)
        assert spending.spent(tx, Y, NOON, NOON) == Cost()


def test_a_request_that_is_settled_an_hour_later_counts_in_its_own_hour(house: House) -> None:
    with house.database.write() as tx:
        grant = spending.reserve(tx, X, PAGE, FREE, NOON - SECOND)
        spending.settle(tx, X, grant, Cost(requests=1))
        assert spending.spent(tx, X, NOON - HOUR, NOON - SECOND) == Cost(requests=1)
        assert spending.spent(tx, X, NOON, NOON + HOUR) == Cost()


def test_a_page_is_smaller_where_the_budget_holds_no_whole_one(house: House) -> None:
    budget = Budget(period=Period.DAY, dollars=0.7)
    with house.database.write() as tx:
        assert [spending.reserve(tx, X, PAGE, budget, NOON).items for _ in range(2)] == [100, 40]
        with pytest.raises(BudgetSpent, match=r"the day's \$0.70 are spent until 2026-10-15 00:00 UTC") as refused:
            spending.reserve(tx, X, PAGE, budget, NOON)
        assert refused.value.until == NOON + 12 * HOUR
        assert spending.reserve(tx, X, PAGE, budget, NOON + 12 * HOUR).items == 100


@pytest.mark.parametrize(
    ("budget", "granted"),
    [
        (Budget(requests=2), [100, 100, None]),
        (Budget(items=250), [100, 100, 50]),
        (Budget(items=205), [100, 100, None]),
        (Budget(items=0), [None, None, None]),
        (Budget(dollars=0.0), [None, None, None]),
        (Budget(requests=3, items=1000, dollars=1.0), [100, 100, None]),
    ],
)
def test_the_first_limit_of_a_budget_decides(house: House, budget: Budget, granted: list[int | None]) -> None:
    found: list[int | None] = []
    with house.database.write() as tx:
        for _ in granted:
            try:
                found.append(spending.reserve(tx, X, PAGE, budget, NOON).items)
            except BudgetSpent:
                found.append(None)
    assert found == granted


def test_the_pace_of_a_place_is_kept_and_told(house: House) -> None:
    ask = Ask(limit=RateLimit(requests=3, seconds=900))
    with house.database.write() as tx:
        for second in (0, 400, 800):
            spending.reserve(tx, X, ask, FREE, NOON + second * SECOND)
        with pytest.raises(RateLimited, match="3 requests in 900 s are used up") as refused:
            spending.reserve(tx, X, ask, FREE, NOON + 850 * SECOND)
        assert refused.value.retry_after is not None
        free = NOON + 850 * SECOND + refused.value.retry_after * SECOND
        assert free > NOON + 900 * SECOND
        spending.reserve(tx, X, ask, FREE, free)
        with pytest.raises(RateLimited):
            spending.reserve(tx, X, ask, FREE, free)


STEPS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 100), st.booleans()), max_size=60)


@given(STEPS, st.integers(1, 8), st.integers(15, 900), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_no_window_holds_more_requests_than_its_limit_and_no_period_more_money(
    books: Database, steps: Sequence[tuple[int, int, bool]], requests: int, seconds: int, dollars: int
) -> None:
    """Each step waits, asks for a page, and either learns what it cost or dies before."""
    budget = Budget(period=Period.DAY, dollars=dollars / 10)
    ask = Ask(most=100, least=10, microdollars=5_000, limit=RateLimit(requests=requests, seconds=seconds))
    sent: list[datetime] = []
    paid = 0
    now = NOON
    with books.write() as tx:
        _forget(tx)
        for wait, cost, dies in steps:
            now += wait * SECOND
            grant = _granted(tx, ask, budget, now)
            if grant is None:
                continue
            sent.append(now)
            served = min(cost, grant.items)
            paid += served * 5_000
            if not dies:
                spending.settle(tx, X, grant, Cost(requests=1, items=served, microdollars=served * 5_000))
    assert paid <= budget.dollars * 1_000_000 if budget.dollars is not None else True
    for first in sent:
        # A place may count a request a moment after it was sent.
        assert sum(first <= at < first + (seconds + 1) * SECOND for at in sent) <= requests


def _granted(tx: Transaction, ask: Ask, budget: Budget, now: datetime) -> Grant | None:
    try:
        return spending.reserve(tx, X, ask, budget, now)
    except (RateLimited, BudgetSpent):
        return None


def _forget(tx: Transaction) -> None:
    for table in ("spending", "paces"):
        tx.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Database:
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('books') / 'store.db'}")
    opened.migrate()
    return opened


def test_a_period_ends_with_its_month() -> None:
    assert spending.end(Period.MONTH, datetime(2028, 2, 29, 23, tzinfo=UTC)) == datetime(2028, 3, 1, tzinfo=UTC)


def test_a_clock_that_is_set_back_spends_no_budget_again(house: House) -> None:
    budget = Budget(period=Period.DAY, dollars=1.0)
    with house.database.write() as tx:
        for _ in range(2):
            spending.reserve(tx, X, PAGE, budget, NOON + 2 * HOUR)
        for back in (SECOND, HOUR, 13 * HOUR):
            with pytest.raises(BudgetSpent):
                spending.reserve(tx, X, PAGE, budget, NOON + 2 * HOUR - back)


def test_another_limit_and_a_clock_that_was_wrong_block_nothing_for_long(house: House) -> None:
    with house.database.write() as tx:
        for _ in range(500):
            spending.reserve(tx, X, Ask(limit=RateLimit(requests=1000, seconds=600)), FREE, NOON)
        with pytest.raises(RateLimited) as refused:
            spending.reserve(tx, X, Ask(limit=RateLimit(requests=450, seconds=900)), FREE, NOON + SECOND)
        assert refused.value.retry_after is not None
        assert refused.value.retry_after < 1_000
        for _ in range(3):
            spending.reserve(tx, Y, Ask(limit=RateLimit(requests=3, seconds=900)), FREE, NOON + 24 * 365 * HOUR)
        spending.reserve(tx, Y, Ask(limit=RateLimit(requests=3, seconds=900)), FREE, NOON)
