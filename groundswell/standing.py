"""How a source stands, in words: what it covered, how far behind it is, what it cost, and what a person must do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from shlex import quote

from groundswell.gaps import LOOKED_BACK, Gap, Reach, gaps, reach
from storage import brands, counts, coverage, events, sources, spending
from storage.database import Transaction
from storage.models import Budget, Cost, Coverage, Source, SourceEvent, SourceName, SourceState, Standing
from storage.text import counted


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
        money = None if b.microdollars is None else Cost(microdollars=max(0, b.microdollars - used.microdollars))
        return Budget(
            period=b.period,
            requests=None if b.requests is None else max(0, b.requests - used.requests),
            items=None if b.items is None else max(0, b.items - used.items),
            dollars=None if money is None else money.dollars,
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
        for n, limit, what in ((used.requests, b.requests, "request"), (used.items, b.items, "item")):
            if n or limit is not None:
                said.append(counted(n, what) if limit is None else f"{n:,} of {counted(limit, what)}")
        return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """How one source stands at a moment.

    `due_at` None means at once, or never where the source is switched off. `reach` and `lag` (how far behind now the
    coverage ends) are None where nothing is declared about a watched brand, and `lag` too where nothing more will be.
    `today` counts mentions published today. `gaps` are those of the last 30 days, newest first. `reason` says why the
    source stands as it does, `todo` what a person can do about it, `command` what they then type; each is empty where
    there is none.
    """

    source: Source
    standing: Standing
    state: str
    reason: str
    todo: str
    command: str
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


def lines(tx: Transaction, now: datetime, zone: tzinfo = UTC) -> tuple[SourceLine, ...]:
    """Say how every source stands at `now`, by name; today begins at midnight in `zone`."""
    since = now - LOOKED_BACK
    watched = {None, *(brand.id for brand in brands.everything(tx))}
    covered = _by_source(c for c in coverage.covered(tx, since) if c.brand in watched)
    extents = _by_source(e for e in coverage.extents(tx) if e.brand in watched)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = counts.by_source(tx, midnight)
    found = []
    for state in sources.states(tx):
        name, budget = state.source.name, state.source.budget
        used = spending.spent(tx, name, spending.begin(budget.period, now), now)
        found.append(
            line(
                state,
                now,
                account=Account(budget=budget, used=used, until=spending.end(budget.period, now)),
                reach=reach(extents[name], state.succeeded_at if state.standing is Standing.FINE else None),
                gaps=gaps(covered[name], extents[name], since),
                today=today.get(name, 0),
                event=next(iter(events.notable(tx, name, since, 1)), None),
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
) -> SourceLine:
    """Say how a source stands, from what the store knows of it."""
    on = state.source.enabled
    word, reason = _said(state) if on else ("switched off", "it is not read again by itself")
    todo, command = _hint(state) if on else ("", "")
    return SourceLine(
        source=state.source,
        standing=state.standing,
        state=word,
        reason=reason,
        todo=todo,
        command=command,
        attempted_at=state.attempted_at,
        succeeded_at=state.succeeded_at,
        due_at=state.due_at if on else None,
        reach=reach,
        lag=max(timedelta(), now - reach.until) if reach is not None and reach.grows and on else None,
        account=account,
        mentions=state.mentions,
        today=today,
        gaps=gaps,
        event=event,
    )


def _by_source(stretches: Iterable[Coverage]) -> defaultdict[SourceName, list[Coverage]]:
    found: defaultdict[SourceName, list[Coverage]] = defaultdict(list)
    for each in stretches:
        found[each.source].append(each)
    return found


def _said(state: SourceState) -> tuple[str, str]:
    """Say in a word how a source stands, and why."""
    word, failure = state.standing.value, state.failure or ""
    match state.standing:
        case Standing.FINE if state.attempted_at is None:
            return "new", "it waits for its first turn"
        case Standing.FINE:
            return word, ""
        case Standing.UNFINISHED:
            return word, "there is more to read than one turn holds; the next goes on where it ended"
        case Standing.LIMITED:
            return word, f"the place asks for patience: {failure}"
        case Standing.FAILING | Standing.RESTING:
            turns = "the last turn" if state.failures <= 1 else f"the last {state.failures:,} turns"
            return word, f"{turns} failed: {failure}"
        case Standing.SPENT | Standing.STOPPED:
            return word, failure


def _hint(state: SourceState) -> tuple[str, str]:
    """Say what a person can do, and the command that belongs to it."""
    match state.standing:
        case Standing.SPENT:
            more = f"Wait, or give more for this {state.source.budget.period}"
            return f"{more}: this source's budget in the watch file, or your plan at the place itself.", ""
        case Standing.STOPPED:
            mend = "Mend the credential or the setting that this names. To have it tried at once:"
            return mend, f"groundswell collect --source {quote(state.source.name)}"
        case _:
            return "", ""
