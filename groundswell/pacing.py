"""When a source's next turn is due, and how it stands until then: decided from how its last turn ended."""

from datetime import datetime, timedelta
from math import isfinite

from storage.errors import BudgetSpent, GroundswellError, PluginError, RateLimited, SettingsError, Unauthorized
from storage.models import SourceState, Standing, TurnEnd

UNTOLD = timedelta(minutes=15)
"""How long to wait where a place asks for patience and does not say for how long."""
FIRST_RETRY = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)
PATIENCE = 5
"""After so many failed turns in a row a source rests longer each time, and one turn tries whether it is back."""
FIRST_LOOK, BY_HAND = timedelta(minutes=1), timedelta(hours=1)
"""What only a person can mend is looked at again soon, for places refuse by mistake too, and then ever more rarely."""
_LONGEST_WAIT = timedelta(days=1)
_SHORTEST_WAIT = timedelta(seconds=1)


def after(
    state: SourceState,
    error: GroundswellError | None,
    *,
    unfinished: bool,
    began: datetime,
    ended: datetime,
    chance: float,
) -> TurnEnd:
    """Decide what follows a turn of a source that stood as `state` before it.

    `unfinished` says that the turn ran out of time with more to read; `chance`, 0..1, spreads many sources' turns.
    """
    source = state.source
    if error is None:
        jitter = timedelta(seconds=source.jitter_seconds) * chance
        due = ended if unfinished else max(began + timedelta(seconds=source.interval_seconds) + jitter, ended)
        return TurnEnd(standing=Standing.UNFINISHED if unfinished else Standing.FINE, due_at=due)
    match error:
        case RateLimited():
            standing, wait, failures = Standing.LIMITED, _told(error.retry_after), state.failures
        case BudgetSpent():
            standing, failures = Standing.SPENT, state.failures
            # Where a person must see to it, failures are counted only for the pause.
            failures += error.until is None
            wait = _by_hand(failures) if error.until is None else max(error.until - ended, _SHORTEST_WAIT)
        case Unauthorized() | SettingsError() | PluginError():
            failures = state.failures + 1
            standing, wait = Standing.STOPPED, _by_hand(failures)
        case _:
            failures = state.failures + 1
            standing = Standing.RESTING if failures >= PATIENCE else Standing.FAILING
            wait = _pause(failures, timedelta(seconds=source.interval_seconds))
    return TurnEnd(standing=standing, due_at=ended + wait, failures=failures, failure=str(error))


def _told(retry_after: float | None) -> timedelta:
    if retry_after is None or not isfinite(retry_after):
        return UNTOLD
    return timedelta(seconds=min(max(retry_after, _SHORTEST_WAIT.total_seconds()), _LONGEST_WAIT.total_seconds()))


def _by_hand(failures: int) -> timedelta:
    return min(FIRST_LOOK * (1 << min(failures - 1, 20)), BY_HAND)


def _pause(failures: int, interval: timedelta) -> timedelta:
    """Double the pause with every failure, from half a minute or the source's own interval, to an hour."""
    first = min(FIRST_RETRY, interval)
    return min(first * (1 << min(failures - 1, 20)), max(LONGEST_REST, interval))
