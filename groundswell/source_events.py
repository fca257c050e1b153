"""What happened to a source in a turn, as far as it explains its counts: decided from how it stood before and after."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import log

from storage.models import SourceEvent, SourceEventKind, SourceState, Standing, TurnEnd
from storage.text import counted, span

_FAILED = frozenset({Standing.FAILING, Standing.RESTING, Standing.STOPPED})
MISSED_TURNS = 3
SHORTEST_GAP = timedelta(minutes=15)
SHORTEST_SILENCE = timedelta(hours=6)
# A stream without memory is silent for so long with this probability; customers come in clumps, so it is stretched.
SILENCE_P = 1e-6
CLUMPED = 3


def happened(
    state: SourceState, end: TurnEnd, new: int, now: datetime, hourly: float | None, *, played: bool = False
) -> Iterator[SourceEvent]:
    """Tell what a turn at `now` that brought `new` mentions, and left the source as `end` says, means for its counts.

    `hourly` is how many mentions an hour the source usually brings; None where nobody can say that it is silent.
    `played` says that turns are far apart because the past is played.
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
    if not played and missed > max(SHORTEST_GAP, MISSED_TURNS * timedelta(seconds=state.source.interval_seconds)):
        yield event(SourceEventKind.CATCH_UP, f"read again after {span(missed)}; {counted(new, 'new mention')}")
    if state.succeeded_at.date() < now.date():
        yield event(SourceEventKind.HEARTBEAT, f"{counted(state.mentions + new, 'mention')} so far")
    if new == 0 and _fell_silent(state, now, hourly):
        usual = (
            f"usually {hourly:,.1f} an hour" if hourly and hourly >= 1 else f"usually {24 * (hourly or 0):,.1f} a day"
        )
        yield event(SourceEventKind.SILENCE, f"nothing new since {state.newest_at:%Y-%m-%d %H:%M} UTC, {usual}")


def _fell_silent(state: SourceState, now: datetime, hourly: float | None) -> bool:
    """Decide whether the silence became longer than chance makes it since the last time the source was read."""
    if not hourly or state.newest_at is None or state.succeeded_at is None:
        return False
    limit = max(SHORTEST_SILENCE, timedelta(hours=CLUMPED * -log(SILENCE_P) / hourly))
    return state.succeeded_at - state.newest_at <= limit < now - state.newest_at
