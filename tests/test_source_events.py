"""What happened to a source in a turn: a table of named cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from groundswell.source_events import happened
from storage.models import Source, SourceEventKind, SourceName, SourceState, Standing, TurnEnd

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEFORE = SourceState(
    source=Source(name=SourceName("x"), collector="x", interval_seconds=300),
    cursor="c",
    attempted_at=NOON - 5 * MINUTE,
    succeeded_at=NOON - 5 * MINUTE,
    failure=None,
    mentions=1_200,
    newest_at=NOON - HOUR,
)
NEVER = replace(BEFORE, cursor=None, attempted_at=None, succeeded_at=None, mentions=0, newest_at=None)
FAILED = replace(BEFORE, standing=Standing.FAILING, failure="503", failures=2)
FINE = TurnEnd(standing=Standing.FINE, due_at=NOON + 5 * MINUTE)
FAILS = TurnEnd(standing=Standing.FAILING, due_at=NOON + MINUTE, failures=1, failure="503")
RESTS = replace(FAILS, standing=Standing.RESTING, failures=5)
STOPS = replace(FAILS, standing=Standing.STOPPED, failure="401")
SPENT = replace(FAILS, standing=Standing.SPENT, failure="the month's $50.00 are spent")
WAITS = replace(FAILS, standing=Standing.LIMITED, failure="429")
FIRST, BEAT, SILENCE, BACK, BUDGET, FAILURE = (
    SourceEventKind.FIRST_START,
    SourceEventKind.HEARTBEAT,
    SourceEventKind.SILENCE,
    SourceEventKind.CATCH_UP,
    SourceEventKind.BUDGET_SPENT,
    SourceEventKind.FAILURE,
)


def told(before: SourceState, end: TurnEnd, new: int = 3, hourly: float | None = None) -> list[SourceEventKind]:
    return [event.kind for event in happened(before, end, new, NOON, hourly)]


@pytest.mark.parametrize(
    ("before", "end", "expected"),
    [
        (NEVER, FINE, [FIRST]),
        (NEVER, FAILS, [FAILURE]),
        (replace(NEVER, attempted_at=NOON - HOUR, standing=Standing.FAILING, failure="503"), FINE, [FIRST]),
        (BEFORE, FINE, []),
        (BEFORE, FAILS, [FAILURE]),
        (BEFORE, STOPS, [FAILURE]),
        (BEFORE, SPENT, [BUDGET]),
        (BEFORE, WAITS, []),
        (FAILED, FAILS, []),
        (FAILED, RESTS, []),
        (FAILED, FINE, []),
        (replace(FAILED, succeeded_at=NOON - 5 * HOUR), FINE, [BACK]),
        (replace(FAILED, standing=Standing.SPENT), SPENT, []),
        (replace(BEFORE, succeeded_at=NOON - 13 * HOUR), FINE, [BACK, BEAT]),
        (replace(FAILED, succeeded_at=NOON - 13 * HOUR), FINE, [BACK, BEAT]),
    ],
)
def test_what_a_turn_tells(before: SourceState, end: TurnEnd, expected: list[SourceEventKind]) -> None:
    assert told(before, end) == expected


def test_a_return_says_how_long_it_was_away_and_what_it_brought() -> None:
    (event,) = happened(replace(FAILED, succeeded_at=NOON - 5 * HOUR), FINE, 1_234, NOON, None)
    assert event.detail == "read again after 5 h; 1,234 new mentions"


def test_turns_that_are_far_apart_because_the_past_is_played_are_no_gaps() -> None:
    yesterday = replace(BEFORE, succeeded_at=NOON - 24 * HOUR)
    assert [event.kind for event in happened(yesterday, FINE, 3, NOON, None, played=True)] == [BEAT]


def test_silence_is_told_once_when_it_is_longer_than_chance_makes_it() -> None:
    # At ten an hour, six hours are the shortest silence worth telling.
    for minutes, expected in ((359, []), (361, [SILENCE]), (366, [])):
        quiet = replace(BEFORE, newest_at=NOON - minutes * MINUTE)
        assert told(quiet, FINE, 0, 10.0) == expected
    assert told(replace(BEFORE, newest_at=NOON - 361 * MINUTE), FINE, 1, 10.0) == []


def test_a_source_of_three_a_day_may_be_quiet_for_two_weeks() -> None:
    quiet = replace(BEFORE, succeeded_at=NOON - 5 * MINUTE)
    assert told(replace(quiet, newest_at=NOON - 13 * 24 * HOUR), FINE, 0, 3 / 24) == []
    days = timedelta(hours=3 * 13.8155 / (3 / 24))
    assert told(replace(quiet, newest_at=NOON - days - MINUTE), FINE, 0, 3 / 24) == [SILENCE]
    assert told(replace(quiet, newest_at=NOON - 13 * 24 * HOUR), FINE, 0, None) == []
