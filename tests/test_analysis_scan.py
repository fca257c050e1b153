from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.baseline import WEEK, learn
from analysis.scan import scan
from storage.models import BrandId, History, Series, SeriesKind, Spike, Verdict

BRAND = BrandId("toys")
START = datetime(2026, 8, 5, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEKS = 6 * WEEK
DISCOVERY = 0.01

Counts = npt.NDArray[np.float64]


def rhythm(hours: int) -> Counts:
    """Three times as many in the afternoon as at night, two thirds of it at weekends; the mean is about 1."""
    at = START.weekday() * 24 + np.arange(hours)
    return (1 + 0.5 * np.cos(2 * np.pi * (at % 24 - 15) / 24)) * np.where(at // 24 % 7 >= 5, 0.7, 1.1)


def steady(levels: list[float], hours: int = WEEKS, seed: int = 1) -> Counts:
    """Draw one series for each level (mentions an hour)."""
    chance = np.random.default_rng(seed)
    return chance.poisson(np.array(levels)[:, None] * rhythm(hours)).astype(np.float64)


def history(
    counts: Counts,
    kind: SeriesKind = SeriesKind.ISSUE,
    *,
    reporters: Counts | None = None,
    exposure: Counts | None = None,
    began_at: datetime | None = None,
    first_at: datetime | None = START - timedelta(days=30),
    asked_at: datetime | None = None,
    changed_at: datetime | None = None,
) -> History:
    return History(
        brand=BRAND,
        start=START,
        series=tuple(Series(brand=BRAND, kind=kind, key=str(i)) for i in range(len(counts))),
        mentions=counts,
        reporters=counts if reporters is None else reporters,
        exposure=np.ones(counts.shape[1]) if exposure is None else exposure,
        began_at=began_at,
        first_at=first_at,
        asked_at=asked_at,
        changed_at=changed_at,
    )


def end(counts: Counts) -> datetime:
    return START + counts.shape[1] * HOUR


def discoveries(history: History, now: datetime) -> list[Spike]:
    return [spike for spike in scan(history, now) if spike.q <= DISCOVERY]


def test_steady_series_hardly_ever_look_like_a_discovery() -> None:
    levels = [0.005, 0.02, 0.1, 0.5, 2.0, 10.0] * 20
    counts = steady(levels, WEEKS + 48)
    spikes = [
        spike for hour in range(48) for spike in scan(history(counts[:, : WEEKS + hour]), START + (WEEKS + hour) * HOUR)
    ]
    assert sum(spike.q <= DISCOVERY for spike in spikes) <= 1
    assert len(spikes) <= 0.05 * 48 * len(levels)


def test_overdispersed_series_hardly_ever_look_like_a_discovery() -> None:
    chance = np.random.default_rng(4)
    mean = np.array([0.5, 2.0, 10.0] * 30)[:, None] * rhythm(WEEKS + 24)
    counts = chance.negative_binomial(mean, 0.5).astype(np.float64)
    flagged = [
        spike
        for hour in range(24)
        for spike in discoveries(history(counts[:, : WEEKS + hour]), START + (WEEKS + hour) * HOUR)
    ]
    assert len(flagged) <= 1


def test_a_rise_is_found_with_what_was_expected_and_when_it_began() -> None:
    counts = steady([2.0] * 10)
    usual = counts[3, -3:].sum()
    counts[3, -3:] += 12
    (spike,) = discoveries(history(counts), end(counts))
    assert spike.series.key == "3"
    assert spike.verdict is Verdict.RISING
    assert spike.since == end(counts) - 3 * HOUR
    assert spike.until == end(counts)
    assert spike.observed == usual + 36
    assert spike.expected == pytest.approx(2.0 * rhythm(WEEKS)[-3:].sum(), rel=0.2)
    assert 0 <= spike.low < spike.expected < spike.high < spike.observed
    assert 0 < spike.p <= spike.q < 1e-6
    assert spike.exposure == 1


def test_a_long_rise_is_followed_back_to_its_first_hour() -> None:
    counts = steady([2.0] * 10)
    counts[3, -50:] += 10
    (spike,) = discoveries(history(counts), end(counts))
    assert abs(spike.since - (end(counts) - 50 * HOUR)) <= 4 * HOUR


def test_a_trickle_shows_over_the_day_in_a_stream_that_is_nearly_silent() -> None:
    counts = steady([0.005] * 40)
    counts[7, -24:] = 0
    counts[7, [-21, -17, -14, -10, -6, -3]] = 1
    (spike,) = discoveries(history(counts), end(counts))
    assert spike.series.key == "7"
    assert spike.since == end(counts) - 21 * HOUR


def test_a_new_issue_of_an_established_brand_is_a_rise() -> None:
    counts = steady([0.05] * 30)
    counts[-1] = 0
    counts[-1, -2:] = [2, 3]
    (spike,) = discoveries(history(counts), end(counts))
    assert (spike.series.key, spike.observed, spike.verdict) == ("29", 5, Verdict.RISING)


def test_the_busy_hour_of_every_day_is_no_rise() -> None:
    counts = np.tile(np.repeat([1.0, 40.0, 1.0], [14, 2, 8]), 42)[None, :]
    assert discoveries(history(counts[:, : -24 + 16]), end(counts) - 8 * HOUR) == []


def test_an_outbreak_of_days_does_not_become_its_own_baseline() -> None:
    counts = steady([3.0] * 5)
    counts[0, -5 * 24 :] *= 6
    assert [spike.series.key for spike in discoveries(history(counts), end(counts))] == ["0"]


def test_a_shift_that_lasts_for_weeks_is_absorbed() -> None:
    counts = steady([3.0] * 5)
    counts[0, -4 * WEEK :] = steady([9.0], 4 * WEEK, seed=3)[0]
    assert discoveries(history(counts), end(counts)) == []


def test_an_old_outbreak_leaves_the_expectation_as_it_was() -> None:
    counts = steady([3.0] * 5)
    calm = learn(counts, np.ones(WEEKS), 0, np.zeros(5, dtype=np.intp))
    counts[0, -2 * WEEK : -2 * WEEK + 72] += 60
    after = learn(counts, np.ones(WEEKS), 0, np.zeros(5, dtype=np.intp))
    assert after.level[0] == pytest.approx(calm.level[0], rel=0.15)
    np.testing.assert_allclose(after.season[0], calm.season[0], rtol=0.35)


def test_level_and_rhythm_are_learnt_apart() -> None:
    counts = steady([8.0] * 6, 8 * WEEK)
    learnt = learn(counts, np.ones(8 * WEEK), START.weekday() * 24, np.zeros(6, dtype=np.intp))
    slots = (START.weekday() * 24 + np.arange(WEEK)) % WEEK
    expected = learnt.expected(slots, np.ones(WEEK))
    np.testing.assert_allclose(learnt.level, 8.0 * rhythm(WEEK).mean(), rtol=0.05)
    np.testing.assert_allclose(expected, np.tile(8.0 * rhythm(WEEK), (6, 1)), rtol=0.3)
    np.testing.assert_allclose(learnt.dispersion, 1.1, atol=0.15)


def test_hours_nobody_watched_teach_nothing() -> None:
    counts, exposure = steady([3.0] * 4), np.ones(WEEKS)
    watched = learn(counts, exposure, 0, np.zeros(4, dtype=np.intp))
    counts[:, -80:-40] = 500
    exposure[-80:-40] = 0
    partly = learn(counts, exposure, 0, np.zeros(4, dtype=np.intp))
    np.testing.assert_allclose(partly.level, watched.level, rtol=0.05)


def test_an_outage_and_its_catch_up_raise_no_alarm() -> None:
    counts = steady([0.02, 0.5, 2.0, 10.0] * 10, WEEKS + 36)
    for hour in range(36):
        now = WEEKS + hour
        seen, exposure = counts[:, :now].copy(), np.ones(now)
        if hour < 24:
            exposure[WEEKS - 12 : WEEKS] = 0
            seen[:, WEEKS - 12 : WEEKS - hour // 2] = 0
        assert discoveries(history(seen, exposure=exposure), START + now * HOUR) == []


def test_what_lies_in_unwatched_hours_is_no_evidence() -> None:
    counts, exposure = steady([2.0] * 4), np.ones(WEEKS)
    exposure[-10:-2] = 0
    dumped = counts.copy()
    dumped[:, -10:-2] += 500
    counts[:, -10:-2] = 0
    now = end(counts)
    assert scan(history(dumped, exposure=exposure), now) == scan(history(counts, exposure=exposure), now)
    assert discoveries(history(dumped, exposure=exposure), now) == []


def test_hours_watched_less_than_half_say_nothing() -> None:
    counts, exposure = steady([2.0] * 4), np.ones(WEEKS)
    counts[:, -24:] *= 20
    exposure[-24:] = 0.4
    assert scan(history(counts, exposure=exposure), end(counts)) == ()


def test_the_open_hour_is_held_against_the_part_of_it_that_has_passed() -> None:
    counts, exposure = steady([6.0] * 5), np.ones(WEEKS)
    counts[:, -24:] = np.round(6.0 * rhythm(WEEKS)[-24:])
    whole = history(counts, exposure=exposure)
    assert discoveries(whole, end(counts)) == []
    exposure = exposure.copy()
    exposure[-1] = 0.1
    counts[:, -1] = [14, 0, 1, 1, 0]
    now = end(counts) - timedelta(minutes=54)
    (spike,) = discoveries(history(counts, exposure=exposure), now)
    assert spike.since == now - timedelta(minutes=6)
    assert spike.until == now
    assert spike.exposure == pytest.approx(1)
    assert spike.expected == pytest.approx(0.6 * rhythm(WEEKS)[-1], rel=0.3)


def test_hours_that_have_not_come_yet_are_not_looked_at() -> None:
    counts = steady([2.0] * 4, WEEKS + 5)
    counts[:, -5:] += 100
    now = START + WEEKS * HOUR
    assert scan(history(counts), now) == scan(history(counts[:, :WEEKS]), now)


def test_one_busy_author_is_no_rise_of_an_issue_but_many_mentions_are_one_of_the_brand() -> None:
    reporters = steady([1.0] * 3)
    mentions = reporters.copy()
    mentions[:, -1] += 50
    reporters[:, -1] += 1
    assert discoveries(history(mentions, SeriesKind.ISSUE, reporters=reporters), end(mentions)) == []
    assert discoveries(history(mentions, SeriesKind.NEGATIVE, reporters=reporters), end(mentions)) == []
    reporters[:, -1] = 3
    found = discoveries(history(mentions, SeriesKind.MENTIONS, reporters=reporters), end(mentions))
    assert len(found) == 3
    assert all(spike.observed >= 50 for spike in found)


def test_fewer_than_three_reporters_are_never_a_spike() -> None:
    counts = steady([0.001] * 10)
    counts[0, -1] = 2
    counts[1, -1] = 3
    spikes = scan(history(counts), end(counts))
    assert [spike.series.key for spike in spikes if spike.p < 1e-4] == ["1"]
    assert all(spike.observed >= 3 for spike in spikes)


@pytest.mark.parametrize(
    "kind",
    [SeriesKind.POSITIVE, SeriesKind.NEUTRAL, SeriesKind.UNSCORED, SeriesKind.SOURCE, SeriesKind.MICRO],
)
def test_kinds_that_say_nothing_by_themselves_are_not_tested(kind: SeriesKind) -> None:
    counts = steady([1.0] * 2)
    counts[:, -3:] += 100
    assert scan(history(counts, kind), end(counts)) == ()


def test_nothing_counted_gives_no_spikes() -> None:
    assert scan(history(np.zeros((0, 100))), START + 100 * HOUR) == ()
    assert scan(history(np.zeros((3, 0))), START) == ()
    assert scan(history(np.full((3, 50), 9.0)), START - HOUR) == ()
    assert scan(history(np.zeros((3, 1))), START + HOUR) == ()


@pytest.mark.parametrize("silence", [100, 20 * 24])
def test_the_flood_with_which_a_brand_begins_is_never_a_plain_rise(silence: int) -> None:
    hours = silence + 14 * 24
    counts = np.zeros((2, hours))
    counts[:, [20, 60, 90]] = 1
    counts[:, silence:] = np.random.default_rng(2).poisson(60 * rhythm(hours)[silence:], (2, hours - silence))
    exposure = np.ones(hours)
    exposure[:20] = 0
    verdicts = set()
    for now in range(silence + 1, hours, 3):
        established = START + silence * HOUR if counts[0, :now].sum() >= 24 else None
        seen = history(counts[:, :now], SeriesKind.NEGATIVE, exposure=exposure[:now], first_at=established)
        verdicts |= {spike.verdict for spike in discoveries(seen, START + now * HOUR)}
    assert verdicts == {Verdict.NO_BASELINE}


def test_before_the_24th_mention_there_is_no_baseline() -> None:
    counts = np.zeros((1, 50))
    counts[0, -2:] = [8, 10]
    (spike,) = scan(history(counts, SeriesKind.NEGATIVE, first_at=None), end(counts))
    assert spike.verdict is Verdict.NO_BASELINE


def test_a_rise_that_begins_with_the_collection_is_said_to() -> None:
    counts = np.zeros((1, 100))
    counts[0, -10:] = 50
    exposure = np.zeros(100)
    exposure[-10:] = 1
    began = START + 90 * HOUR
    (spike,) = scan(history(counts, exposure=exposure, began_at=began, first_at=began), end(counts))
    assert spike.verdict is Verdict.COLLECTION_BEGAN
    assert spike.since == began


def test_coverage_declared_long_ago_leaves_a_rise_a_rise() -> None:
    counts = steady([2.0] * 3)
    counts[0, -2:] += 20
    (spike,) = discoveries(history(counts, began_at=START - timedelta(days=100)), end(counts))
    assert spike.verdict is Verdict.RISING


def test_history_that_was_collected_when_a_brand_came_is_no_rise() -> None:
    counts = steady([2.0] * 3)
    counts[0, -30:-20] += 20
    asked = end(counts) - 20 * HOUR
    assert {s.verdict for s in scan(history(counts, asked_at=asked), end(counts))} <= {Verdict.HISTORY}
    counts[1, -2:] += 20
    (spike,) = discoveries(history(counts, asked_at=asked), end(counts))
    assert (spike.series.key, spike.verdict) == ("1", Verdict.RISING)


@pytest.mark.parametrize(
    ("changed_before", "lasts", "verdict"),
    [
        (71, 1, Verdict.QUERY_CHANGED),
        (72, 1, Verdict.RISING),
        (80, 40, Verdict.RISING),
        (80, 60, Verdict.QUERY_CHANGED),
    ],
)
def test_a_rise_after_other_things_are_looked_for_may_come_from_that(
    changed_before: int, lasts: int, verdict: Verdict
) -> None:
    """In the three days after the change nobody can tell; what began in the first of them, never."""
    counts = steady([2.0] * 3)
    counts[0, -lasts:] += 40
    found = discoveries(history(counts, changed_at=end(counts) - changed_before * HOUR), end(counts))
    assert [s.verdict for s in found if s.series.key == "0"] == [verdict]


@pytest.mark.parametrize(("hours_after", "verdict"), [(71, Verdict.NO_BASELINE), (72, Verdict.RISING)])
def test_a_brand_has_a_baseline_three_days_after_its_24th_mention(hours_after: int, verdict: Verdict) -> None:
    counts = steady([4.0] * 2, hours_after + 1)
    counts[0, -1] += 60
    spikes = discoveries(history(counts, first_at=START), end(counts))
    assert [spike.verdict for spike in spikes if spike.series.key == "0"] == [verdict]


small = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(seed=small, recent=st.lists(st.integers(0, 60), min_size=6, max_size=6), more=st.integers(1, 50))
def test_more_reports_in_the_last_hour_are_never_less_improbable(seed: int, recent: list[int], more: int) -> None:
    counts = steady([0.02, 0.5, 3.0], 3 * WEEK, seed)
    counts[0, -6:] = recent
    higher = counts.copy()
    higher[0, -1] += more
    before, after = ({s.series.key: s for s in scan(history(c), end(c))} for c in (counts, higher))
    if "0" in before:
        assert after["0"].p <= before["0"].p * (1 + 1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=small, hours=st.integers(1, 3 * WEEK), order=st.permutations(range(5)))
def test_the_order_of_the_series_does_not_matter(seed: int, hours: int, order: list[int]) -> None:
    counts = steady([0.02, 0.5, 3.0, 0.1, 20.0], hours, seed)
    counts[seed % 5, -3:] += 15
    one = history(counts)
    other = replace(one, series=tuple(one.series[i] for i in order), mentions=counts[order], reporters=counts[order])
    found, again = scan(one, end(counts)), scan(other, end(counts))
    assert [spike.series for spike in found] == [spike.series for spike in again]
    assert [spike.since for spike in found] == [spike.since for spike in again]
    np.testing.assert_allclose([s.p for s in found], [s.p for s in again], rtol=1e-2)


@settings(max_examples=60, deadline=None)
@given(seed=small, hours=st.integers(1, 400), minutes=st.integers(0, 60))
def test_every_spike_is_consistent_whatever_the_counts(seed: int, hours: int, minutes: int) -> None:
    chance = np.random.default_rng(seed)
    counts = chance.negative_binomial(0.05, 0.01, (4, hours)).astype(np.float64)
    exposure = chance.choice([0.0, 0.3, 1.0], hours)
    exposure[-1] *= minutes / 60
    now = START + (hours - 1) * HOUR + timedelta(minutes=minutes)
    for spike in scan(history(counts, exposure=exposure, first_at=START), now):
        assert START <= spike.since < spike.until <= now
        assert 0 < spike.p <= 0.05
        assert spike.p <= spike.q <= 1
        assert 0 <= spike.low <= spike.high
        assert spike.observed > spike.expected > 0
        assert 0 < spike.exposure <= 1 + 1e-9
