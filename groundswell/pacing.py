"""When a source's next turn is due, and how it stands until then: decided from how its last turn ended."""

from datetime import datetime, timedelta
from math import isfinite

from storage.errors import BudgetSpent, GroundswellError, PluginError, RateLimited, SettingsError, Unauthorized
from storage.models import SourceState, Standing, TurnEnd

FIRST_PATIENCE, LONGEST_PATIENCE = timedelta(minutes=1), timedelta(minutes=15)
"""How long to wait where a place asks for patience and does not say for how long: little at first, for a listing that
holds only the newest thousand moves on meanwhile, and twice as long each time it asks again."""
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
            # What was told is obeyed; else failures are counted, only for the pause.
            told = error.retry_after if error.retry_after is not None and isfinite(error.retry_after) else None
            failures = state.failures + (told is None)
            standing, wait = Standing.LIMITED, _untold(failures) if told is None else _told(told)
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


def _told(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, _SHORTEST_WAIT.total_seconds()), _LONGEST_WAIT.total_seconds()))


def _untold(failures: int) -> timedelta:
    return min(FIRST_PATIENCE * (1 << min(failures - 1, 20)), LONGEST_PATIENCE)


def _by_hand(failures: int) -> timedelta:
    return min(FIRST_LOOK * (1 << min(failures - 1, 20)), BY_HAND)


def _pause(failures: int, interval: timedelta) -> timedelta:
    """Double the pause with every failure, from half a minute or the source's own interval, to an hour."""
    first = min(FIRST_RETRY, interval)
    return min(first * (1 << min(failures - 1, 20)), max(LONGEST_REST, interval))
