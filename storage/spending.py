"""What reading a source has cost, and whether it may cost more: set aside before a request is sent, settled after it.

What a request may cost at most is committed before it leaves, so a process that dies in between has spent too much in
our books and never too little: no budget is overrun, and no limit.
"""

import calendar
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.columns import hour_of, seconds_of
from storage.errors import BudgetSpent, RateLimited
from storage.models import Ask, Budget, Cost, Grant, Period, RateLimit, SourceName

_MICRO = 1_000_000
# A limit's span is counted in this many slots, and one more because the oldest is only partly within it. A place counts
# a request when it arrives, which may be a moment after we did; the slot in excess holds that moment too.
_SLOTS = 15
NOTHING = Cost()


def reserve(tx: Connection, source: SourceName, ask: Ask, budget: Budget, now: datetime) -> Grant:
    """Set aside one request and as many of the items asked for as the budget holds.

    Raises RateLimited where the place's limit is reached, BudgetSpent where the budget does not hold the request and
    `ask.least` items.
    """
    if ask.limit is not None:
        _keep_pace(tx, source, ask.limit, now)
    used = spent(tx, source, begin(budget.period, now), now)
    items = _affordable(ask, budget, used)
    if items is None:
        until = end(budget.period, now)
        raise BudgetSpent(f"{_said(budget)} are spent until {until:%Y-%m-%d %H:%M} UTC", until)
    cost = Cost(requests=1, items=items, microdollars=items * ask.microdollars)
    _add(tx, source, now, cost)
    if ask.limit is not None:
        _count(tx, source, ask.limit, now)
    return Grant(items=items, cost=cost, at=now)


def settle(tx: Connection, source: SourceName, grant: Grant, cost: Cost) -> None:
    """Put what a request did cost in the place of what was set aside for it."""
    more = Cost(
        requests=cost.requests - grant.cost.requests,
        items=cost.items - grant.cost.items,
        microdollars=cost.microdollars - grant.cost.microdollars,
    )
    if more != NOTHING:
        _add(tx, source, grant.at, more)


def spent(tx: Connection, source: SourceName, since: datetime, until: datetime) -> Cost:
    """Sum up what a source has cost in the hours from `since` up to the one that holds `until`."""
    t = tables.spending
    # `t.c.items` is a method, so that columns are asked for by name.
    sums = select(*(func.coalesce(func.sum(t.c[name]), 0) for name in ("requests", "items", "microdollars")))
    within = (t.c.source == source, t.c.hour >= hour_of(since), t.c.hour <= hour_of(until))
    found = tx.execute(sums.where(*within)).one()
    return Cost(requests=int(found[0]), items=int(found[1]), microdollars=int(found[2]))


def begin(period: Period, now: datetime) -> datetime:
    """Give the moment at which the period that holds `now` began.

    >>> begin(Period.MONTH, datetime(2026, 10, 14, 12, tzinfo=UTC)).isoformat()
    '2026-10-01T00:00:00+00:00'
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if period is Period.DAY else midnight.replace(day=1)


def end(period: Period, now: datetime) -> datetime:
    """Give the moment at which the period that holds `now` ends.

    >>> end(Period.MONTH, datetime(2026, 12, 31, 12, tzinfo=UTC)).isoformat()
    '2027-01-01T00:00:00+00:00'
    """
    first = begin(period, now)
    days = 1 if period is Period.DAY else calendar.monthrange(first.year, first.month)[1]
    return first + timedelta(days=days)


def _affordable(ask: Ask, budget: Budget, used: Cost) -> int | None:
    """Say for how many items a request may be sent; None where it may not be sent at all."""
    if budget.requests is not None and used.requests + 1 > budget.requests:
        return None
    items = ask.most
    if budget.items is not None:
        items = min(items, budget.items - used.items)
    if budget.dollars is not None and ask.microdollars:
        items = min(items, (round(budget.dollars * _MICRO) - used.microdollars) // ask.microdollars)
    return items if items >= ask.least else None


def _said(budget: Budget) -> str:
    limits = [f"{limit:,} {what}" for what in ("requests", "items") if (limit := getattr(budget, what)) is not None]
    money = [] if budget.dollars is None else [f"${budget.dollars:,.2f}"]
    return f"the {budget.period}'s {' or '.join(limits + money)}"


def _keep_pace(tx: Connection, source: SourceName, limit: RateLimit, now: datetime) -> None:
    t = tables.paces
    size, slot = _slot(limit, now)
    within = (t.c.source == source) & (t.c.slot >= slot - _SLOTS)
    rows = tx.execute(select(t.c.slot, t.c.requests).where(within).order_by(t.c.slot)).all()
    excess = sum(row.requests for row in rows) + 1 - limit.requests
    if excess <= 0:
        return
    for row in rows:
        excess -= row.requests
        if excess <= 0:
            wait = (row.slot + _SLOTS + 1) * size - now.timestamp()
            raise RateLimited(f"{limit.requests:,} requests in {limit.seconds:,} s are used up", wait)
    raise RateLimited(f"{limit.requests:,} requests in {limit.seconds:,} s allow none", limit.seconds)


def _count(tx: Connection, source: SourceName, limit: RateLimit, now: datetime) -> None:
    t = tables.paces
    _, slot = _slot(limit, now)
    tx.execute(delete(t).where(t.c.source == source, t.c.slot < slot - _SLOTS))
    stmt = dialects.insert(tx, t).values(source=source, slot=slot, requests=1)
    tx.execute(stmt.on_conflict_do_update(index_elements=["source", "slot"], set_={"requests": t.c.requests + 1}))


def _slot(limit: RateLimit, now: datetime) -> tuple[float, int]:
    """Give a slot's length in seconds, and the number of the one that holds `now`."""
    size = max(1.0, limit.seconds / _SLOTS)
    return size, int(seconds_of(now) // size)


def _add(tx: Connection, source: SourceName, at: datetime, cost: Cost) -> None:
    t = tables.spending
    stmt = dialects.insert(tx, t).values(
        source=source, hour=hour_of(at), requests=cost.requests, items=cost.items, microdollars=cost.microdollars
    )
    names = ("requests", "items", "microdollars")
    tx.execute(
        stmt.on_conflict_do_update(
            index_elements=["source", "hour"], set_={name: t.c[name] + stmt.excluded[name] for name in names}
        )
    )
