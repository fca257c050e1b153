"""How a source stands, in one line: what it covered, how far behind it is, what it cost, and what a person must do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from shlex import quote

from storage import sources, spending
from storage.database import Transaction
from storage.intervals import merged
from storage.models import (
    BrandId,
    Budget,
    Cost,
    Coverage,
    Source,
    SourceEvent,
    SourceName,
    SourceState,
    Standing,
)

LOOKED_BACK = timedelta(days=30)
SHORTEST_GAP = timedelta(hours=1)
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch [since, until) nobody declared collected, between two that were; no `brands` means any."""

    since: datetime
    until: datetime
    brands: tuple[BrandId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From when on a source covers what is said, and up to when it covers all of it: its slowest brand decides."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a source has used of its budget in the period that ends at `until`."""

    budget: Budget
    used: Cost
    until: datetime

    @property
    def left(self) -> Budget:
        """What the budget leaves of each limit; None is no limit."""
        b, used = self.budget, self.used
        return Budget(
            period=b.period,
            requests=None if b.requests is None else max(0, b.requests - used.requests),
            items=None if b.items is None else max(0, b.items - used.items),
            dollars=None if b.dollars is None else max(0, round(b.dollars * _MICRO) - used.microdollars) / _MICRO,
        )

    @property
    def share(self) -> float | None:
        """The share of the limit that is nearest to its end, 0..1; None where there is no limit."""
        b, used = self.budget, self.used
        limits = ((b.requests, used.requests), (b.items, used.items), (b.dollars, used.dollars))
        shares = [min(1.0, spent / limit) if limit else 1.0 for limit, spent in limits if limit is not None]
        return max(shares, default=None)

    @property
    def parts(self) -> tuple[str, ...]:
        """Say what was used of what there is, money first; what is neither used nor limited is not mentioned."""
        b, used = self.budget, self.used
        money = f"${used.dollars:,.2f}" + ("" if b.dollars is None else f" of ${b.dollars:,.2f}")
        said = [money] if used.microdollars or b.dollars is not None else []
        for n, limit, what in ((used.requests, b.requests, "requests"), (used.items, b.items, "items")):
            if n or limit is not None:
                said.append(f"{n:,} {what}" if limit is None else f"{n:,} of {limit:,} {what}")
        return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How one source stands at a moment.

    `due_at` None means at once, or never where the source is switched off. `reach` and `lag` (how far behind now the
    coverage ends) are None where nothing is declared, and `lag` too where the source is switched off. `today` counts
    mentions published today. `gaps` are those of the last 30 days, newest first. `reason` says why the source stands as
    it does, `todo` what a person can do about it; both are empty where nothing needs saying.
    """

    source: Source
    standing: Standing
    state: str
    reason: str
    todo: str
    attempted_at: datetime | None
    succeeded_at: datetime | None
    due_at: datetime | None
    reach: Reach | None
    lag: timedelta | None
    account: Account
    mentions: int
    today: int
    gaps: tuple[Gap, ...]
    event: SourceEvent | None


def lines(tx: Transaction, now: datetime, zone: tzinfo = UTC) -> tuple[CoverageLine, ...]:
    """Say how every source stands at `now`, by name; today begins at midnight in `zone`."""
    since = now - LOOKED_BACK
    covered, extents = _by_source(sources.covered(tx, since)), _by_source(sources.extents(tx))
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = sources.counted(tx, midnight)
    found = []
    for state in sources.states(tx):
        name, budget = state.source.name, state.source.budget
        used = spending.spent(tx, name, spending.begin(budget.period, now), now)
        found.append(
            line(
                state,
                now,
                account=Account(budget=budget, used=used, until=spending.end(budget.period, now)),
                reach=reach(extents[name]),
                gaps=gaps(covered[name], extents[name], since),
                today=today.get(name, 0),
                event=next(iter(sources.notable(tx, name, since, 1)), None),
            )
        )
    return tuple(found)


def line(
    state: SourceState,
    now: datetime,
    *,
    account: Account,
    reach: Reach | None = None,
    gaps: tuple[Gap, ...] = (),
    today: int = 0,
    event: SourceEvent | None = None,
) -> CoverageLine:
    """Say how a source stands, from what the store knows of it."""
    word, reason, todo = _said(state)
    on = state.source.enabled
    return CoverageLine(
        source=state.source,
        standing=state.standing,
        state=word,
        reason=reason,
        todo=todo,
        attempted_at=state.attempted_at,
        succeeded_at=state.succeeded_at,
        due_at=state.due_at if on else None,
        reach=reach,
        lag=max(timedelta(), now - reach.until) if reach is not None and on else None,
        account=account,
        mentions=state.mentions,
        today=today,
        gaps=gaps,
        event=event,
    )


def reach(extents: Sequence[Coverage]) -> Reach | None:
    """Tell from when to when a source covers what is said; None where it declares nothing."""
    if not extents:
        return None
    # Where time is declared for any brand and for single ones too, what was declared for any holds for each.
    whole = max((e.until for e in extents if e.brand is None), default=None)
    ends = [e.until if whole is None else max(e.until, whole) for e in extents if e.brand is not None]
    return Reach(since=min(e.since for e in extents), until=min(ends) if ends else max(e.until for e in extents))


def gaps(covered: Sequence[Coverage], extents: Sequence[Coverage], since: datetime) -> tuple[Gap, ...]:
    """Find what one source left out since `since`, newest first; gaps of several brands that overlap are one.

    `covered` are its stretches that reach beyond `since`, `extents` the whole time of each brand it declares.
    """
    brands = {e.brand for e in extents} - {None} or {None}
    missed: list[tuple[datetime, datetime, BrandId | None]] = []
    for brand in brands:
        first = min(e.since for e in extents if e.brand in (brand, None)) if extents else since
        known = merged((c.since, c.until) for c in covered if c.brand in (brand, None))
        # What was declared before the period ends where the period begins, for only gaps within it are asked for.
        before = [(since, since)] if first < since else []
        between = pairwise(before + known)
        missed += [(end, begin, brand) for (_, end), (begin, _) in between if begin - end > SHORTEST_GAP]
    found = [_gap(a, b, missed) for a, b in merged((a, b) for a, b, _ in missed)]
    return tuple(reversed([g if set(g.brands) != brands else Gap(since=g.since, until=g.until) for g in found]))


def _gap(since: datetime, until: datetime, missed: Sequence[tuple[datetime, datetime, BrandId | None]]) -> Gap:
    brands = {brand for a, b, brand in missed if brand is not None and since <= a and b <= until}
    return Gap(since=since, until=until, brands=tuple(sorted(brands)))


def _by_source(stretches: Sequence[Coverage]) -> defaultdict[SourceName, list[Coverage]]:
    found: defaultdict[SourceName, list[Coverage]] = defaultdict(list)
    for each in stretches:
        found[each.source].append(each)
    return found


def _said(state: SourceState) -> tuple[str, str, str]:
    """Say how a source stands, why, and what a person can do about it."""
    failure = state.failure or ""
    word = state.standing.value
    if not state.source.enabled:
        return "switched off", "it is not read again by itself", ""
    match state.standing:
        case Standing.FINE if state.attempted_at is None:
            return "new", "it waits for its first turn", ""
        case Standing.FINE:
            return word, "", ""
        case Standing.UNFINISHED:
            return word, "there is more to read than one turn holds; the next goes on where it ended", ""
        case Standing.LIMITED:
            return word, f"the place asks for patience: {failure}", ""
        case Standing.SPENT:
            return word, failure, _MORE.format(period=state.source.budget.period)
        case Standing.FAILING | Standing.RESTING:
            turns = "the last turn" if state.failures <= 1 else f"the last {state.failures:,} turns"
            return word, f"{turns} failed: {failure}", ""
        case Standing.STOPPED:
            return word, failure, _MEND.format(name=quote(state.source.name))


_MORE = (
    "Wait, or give more for this {period}: this source's `budget` in the watch file, or your plan at the place itself."
)
_MEND = "Mend the credential or the setting this names; `groundswell collect --source {name}` then tries at once."
