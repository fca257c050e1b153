"""When a source's next turn is due, as a table of named cases."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundswell.pacing import after
from storage.errors import (
    BadPayload,
    BudgetSpent,
    CollectError,
    GroundswellError,
    PluginError,
    RateLimited,
    SettingsError,
    SourceUnavailable,
    Unauthorized,
)
from storage.models import Source, SourceName, SourceState, Standing, TurnEnd

NOON = datetime(2026, 10, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SOURCE = Source(name=SourceName("x"), collector="x", interval_seconds=300, jitter_seconds=10)


def state(failures: int = 0, source: Source = SOURCE) -> SourceState:
    return SourceState(
        source=source,
        cursor=None,
        attempted_at=None,
        succeeded_at=None,
        failure=None,
        mentions=0,
        failures=failures,
    )


def ended(
    error: GroundswellError | None, failures: int = 0, *, unfinished: bool = False, took: int = 7, chance: float = 0.5
) -> tuple[Standing, int, int]:
    """The standing, how many seconds after its beginning the next turn is due, and the failures in a row."""
    end = after(state(failures), error, unfinished=unfinished, began=NOON, ended=NOON + took * SECOND, chance=chance)
    assert (end.failure is None) == (error is None)
    return end.standing, round((end.due_at - NOON) / SECOND), end.failures


@pytest.mark.parametrize(
    ("error", "failures", "expected"),
    [
        (None, 0, (Standing.FINE, 305, 0)),
        (None, 9, (Standing.FINE, 305, 0)),
        (RateLimited("wait", 90), 0, (Standing.LIMITED, 97, 0)),
        (RateLimited("wait", None), 0, (Standing.LIMITED, 67, 1)),
        (RateLimited("wait", None), 2, (Standing.LIMITED, 247, 3)),
        (RateLimited("wait", None), 10_000, (Standing.LIMITED, 907, 10_001)),
        (RateLimited("wait", 0), 0, (Standing.LIMITED, 8, 0)),
        (RateLimited("wait", -5), 0, (Standing.LIMITED, 8, 0)),
        (RateLimited("wait", float("nan")), 0, (Standing.LIMITED, 67, 1)),
        (RateLimited("wait", 1e300), 0, (Standing.LIMITED, 86_407, 0)),
        (RateLimited("wait", 90), 3, (Standing.LIMITED, 97, 3)),
        (BudgetSpent("spent", NOON + 3600 * SECOND), 0, (Standing.SPENT, 3600, 0)),
        (BudgetSpent("spent", NOON), 0, (Standing.SPENT, 8, 0)),
        (BudgetSpent("no credits", None), 0, (Standing.SPENT, 67, 1)),
        (Unauthorized("401"), 0, (Standing.STOPPED, 67, 1)),
        (Unauthorized("401"), 5, (Standing.STOPPED, 1927, 6)),
        (Unauthorized("401"), 6, (Standing.STOPPED, 3607, 7)),
        (SettingsError("no token"), 0, (Standing.STOPPED, 67, 1)),
        (PluginError("missing"), 0, (Standing.STOPPED, 67, 1)),
        (SourceUnavailable("503"), 0, (Standing.FAILING, 37, 1)),
        (SourceUnavailable("503"), 1, (Standing.FAILING, 67, 2)),
        (BadPayload("html"), 3, (Standing.FAILING, 247, 4)),
        (SourceUnavailable("503"), 4, (Standing.RESTING, 487, 5)),
        (SourceUnavailable("503"), 7, (Standing.RESTING, 3607, 8)),
        (CollectError("broke its contract"), 10_000, (Standing.RESTING, 3607, 10_001)),
    ],
)
def test_what_follows_a_turn(
    error: GroundswellError | None, failures: int, expected: tuple[Standing, int, int]
) -> None:
    assert ended(error, failures) == expected


def test_a_turn_that_ran_out_of_time_goes_on_at_once() -> None:
    assert ended(None, unfinished=True, took=240) == (Standing.UNFINISHED, 240, 0)


def test_a_turn_longer_than_its_interval_is_followed_by_the_next() -> None:
    assert ended(None, took=900) == (Standing.FINE, 900, 0)


def test_sources_of_one_interval_are_spread() -> None:
    assert [ended(None, chance=chance)[1] for chance in (0, 0.5, 1)] == [300, 305, 310]


@given(
    st.one_of(
        st.none(),
        st.floats(allow_nan=True, allow_infinity=True).map(lambda wait: RateLimited("wait", wait)),
        st.datetimes(timezones=st.just(UTC)).map(lambda until: BudgetSpent("spent", until)),
        st.just(SourceUnavailable("503")),
    ),
    st.integers(0, 10_000),
    st.integers(1, 30 * 86_400),
)
def test_the_next_turn_is_never_before_the_end_of_this_one(
    error: GroundswellError | None, failures: int, interval: int
) -> None:
    source = Source(name=SourceName("x"), collector="x", interval_seconds=interval)
    end: TurnEnd = after(state(failures, source), error, unfinished=False, began=NOON, ended=NOON + SECOND, chance=1)
    assert end.due_at >= NOON + SECOND
