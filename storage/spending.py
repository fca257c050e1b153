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

# A limit's span is counted in this many slots, and one more because the oldest is only partly within it. A place counts
# a request when it arrives, which may be a moment after we did; the slot in excess holds that moment too.
_SLOTS = 15
_AHEAD = 86_400
_SECOND = timedelta(seconds=1)


def reserve(tx: Connection, source: SourceName, ask: Ask, budget: Budget, now: datetime) -> Grant:
    """Set aside one request and as many of the items asked for as the budget holds.

    Raises RateLimited where the place's limit is reached, BudgetSpent where the budget does not hold the request and
    `ask.least` items.
    """
    if ask.limit is not None:
        _keep_pace(tx, source, ask.limit, now)
    # To the end of the period, because what a clock ahead of ours has spent in it is spent too.
    used = spent(tx, source, begin(budget.period, now), end(budget.period, now) - _SECOND)
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
    if cost != grant.cost:
        _add(tx, source, grant.at, cost - grant.cost)


def spent(tx: Connection, source: SourceName, since: datetime, until: datetime) -> Cost:
    """Sum up what a source has cost in the hours from `since` up to the one that holds `until`."""
    t = tables.spending
    # `t.c.items` is a method, so that columns are asked for by name.
    sums = select(*(func.coalesce(func.sum(t.c[name]), 0) for name in ("requests", "items", "microdollars")))
    within = (t.c.source == source, t.c.hour >= hour_of(since), t.c.hour <= hour_of(until))
    requests, items, microdollars = map(int, tx.execute(sums.where(*within)).one())
    return Cost(requests=requests, items=items, microdollars=microdollars)


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
    if budget.microdollars is not None and ask.microdollars:
        items = min(items, (budget.microdollars - used.microdollars) // ask.microdollars)
    return items if items >= ask.least else None


def _said(budget: Budget) -> str:
    limits = [f"{limit:,} {what}" for what in ("requests", "items") if (limit := getattr(budget, what)) is not None]
    money = [] if budget.dollars is None else [f"${budget.dollars:,.2f}"]
    return f"the {budget.period}'s {' or '.join(limits + money)}"


def _keep_pace(tx: Connection, source: SourceName, limit: RateLimit, now: datetime) -> None:
    t = tables.paces
    seconds = now.timestamp()
    # A slot is the second in which it began. What lies a day ahead was counted by a clock that was wrong.
    reach = limit.seconds + _length(limit)
    within = (t.c.source == source) & (t.c.slot > seconds - reach) & (t.c.slot < seconds + _AHEAD)
    rows = tx.execute(select(t.c.slot, t.c.requests).where(within).order_by(t.c.slot)).all()
    excess = sum(row.requests for row in rows) + 1 - limit.requests
    for row in rows:
        if excess <= 0:
            return
        excess -= row.requests
        if excess <= 0:
            wait = row.slot + reach - seconds
            raise RateLimited(f"{limit.requests:,} requests in {limit.seconds:,} s are used up", wait)
    if excess > 0:
        raise RateLimited(f"{limit.requests:,} requests in {limit.seconds:,} s allow none", limit.seconds)


def _count(tx: Connection, source: SourceName, limit: RateLimit, now: datetime) -> None:
    t = tables.paces
    seconds, length = seconds_of(now), _length(limit)
    gone = (t.c.slot <= seconds - limit.seconds - length) | (t.c.slot >= seconds + _AHEAD)
    tx.execute(delete(t).where(t.c.source == source, gone))
    stmt = dialects.insert(tx, t).values(source=source, slot=seconds // length * length, requests=1)
    tx.execute(stmt.on_conflict_do_update(index_elements=["source", "slot"], set_={"requests": t.c.requests + 1}))


def _length(limit: RateLimit) -> int:
    """Give a slot's length in whole seconds."""
    return max(1, -(-limit.seconds // _SLOTS))


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
