"""What happened to a source in a turn, as far as it explains its counts: decided from how it stood before and after."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import log

from storage.models import SourceEvent, SourceEventKind, SourceState, Standing, TurnEnd

_FAILED = frozenset({Standing.FAILING, Standing.RESTING, Standing.STOPPED})
MISSED_TURNS = 3
SHORTEST_SILENCE = timedelta(hours=6)
# A stream without memory is silent for so long with this probability; customers come in clumps, so it is stretched.
SILENCE_P = 1e-6
CLUMPED = 3


def happened(state: SourceState, end: TurnEnd, new: int, now: datetime, hourly: float | None) -> Iterator[SourceEvent]:
    """Tell what a turn at `now` that brought `new` mentions, and left the source as `end` says, means for its counts.

    `hourly` is how many mentions an hour the source usually brings; None where that is not known.
    """

    def event(kind: SourceEventKind, detail: str = "") -> SourceEvent:
        return SourceEvent(source=state.source.name, kind=kind, at=now, detail=detail)

    if end.standing is not state.standing:
        if end.standing is Standing.SPENT:
            yield event(SourceEventKind.BUDGET_SPENT, end.failure or "")
        elif end.standing in _FAILED and state.standing not in _FAILED:
            yield event(SourceEventKind.FAILURE, end.failure or "")
    if end.failure is not None:
        return
    if state.succeeded_at is None:
        yield event(SourceEventKind.FIRST_START)
        return
    missed = now - state.succeeded_at
    if missed > MISSED_TURNS * timedelta(seconds=state.source.interval_seconds) and state.failure is not None:
        yield event(SourceEventKind.CATCH_UP, f"read again after {_length(missed)}; {new:,} new mentions")
    if state.succeeded_at.date() < now.date():
        yield event(SourceEventKind.HEARTBEAT, f"{state.mentions + new:,} mentions so far")
    if new == 0 and _fell_silent(state, now, hourly):
        usual = (
            f"usually {hourly:,.1f} an hour" if hourly and hourly >= 1 else f"usually {24 * (hourly or 0):,.1f} a day"
        )
        yield event(SourceEventKind.SILENCE, f"nothing new since {state.newest_at:%Y-%m-%d %H:%M} UTC, {usual}")


def _fell_silent(state: SourceState, now: datetime, hourly: float | None) -> bool:
    """Decide whether the silence became longer than chance makes it since the last turn."""
    if not hourly or state.newest_at is None or state.attempted_at is None:
        return False
    limit = max(SHORTEST_SILENCE, timedelta(hours=CLUMPED * -log(SILENCE_P) / hourly))
    return state.attempted_at - state.newest_at <= limit < now - state.newest_at


def _length(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 2:
        return f"{span.total_seconds() / 60:.0f} minutes"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
