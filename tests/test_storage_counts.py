"""What the rollups count: mentions, independent reporters, and how much of each hour was watched."""

import itertools
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import brands, clusters, counts, coverage, sources
from storage.database import Database, Transaction
from storage.models import (
    Brand,
    BrandId,
    ClusterUpdate,
    Coverage,
    GroupChange,
    HourTotal,
    Increment,
    IssueEventKind,
    MicroId,
    Series,
    SeriesKind,
    Source,
    SourceName,
    Space,
)
from storage.reporters import APART_SECONDS, Sighting, tally

START = datetime(2025, 11, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
ALL = Series(brand=ACME, kind=SeriesKind.MENTIONS)
NEGATIVE = Series(brand=ACME, kind=SeriesKind.NEGATIVE)
X, Y = SourceName("x"), SourceName("y")


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
    return blank


def one(series: Series, at: datetime, reporter: str = "", fingerprint: str = "") -> Increment:
    return Increment(series=series, at=at, reporter=reporter, fingerprint=fingerprint)


def micro(number: int, language: str = "en") -> Series:
    return Series(brand=ACME, kind=SeriesKind.MICRO, key=f"{language}/{number}")


def reporters(tx: Transaction, series: Series) -> int:
    totals = counts.totals(tx, series.brand, [series.kind], START - 365 * DAY, START + 365 * DAY)
    return sum(total.reporters for total in totals if total.key == series.key)


class Report(NamedTuple):
    """A mention by hours and seconds since the start."""

    hours: int
    reporter: str
    fingerprint: str

    @property
    def at(self) -> datetime:
        return START + self.hours * HOUR


REPORTS = st.lists(
    st.builds(Report, st.integers(0, 24 * 40), st.sampled_from(["", *"abcde"]), st.sampled_from(["", *"uvw"])),
    max_size=40,
)


def independent(reports: Sequence[Report]) -> int:
    """Count new reporters by the rule's own words."""
    ordered = sorted(reports, key=lambda report: report.at)
    new = 0
    for i, report in enumerate(ordered):
        recent = [r for r in ordered[:i] if report.at - r.at <= 7 * DAY]
        seen_person = report.reporter and report.reporter in {r.reporter for r in recent}
        seen_words = report.fingerprint and report.fingerprint in {r.fingerprint for r in recent}
        new += not (seen_person or seen_words)
    return new


@given(REPORTS, st.integers(1, 15))
@settings(max_examples=80, deadline=None)
def test_reporters_in_order_follow_the_rule_in_any_portions(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    reports: Sequence[Report],
    portion: int,
) -> None:
    ordered = sorted(reports, key=lambda report: report.at)
    with undone(database) as tx:
        for start in range(0, len(ordered), portion):
            some = ordered[start : start + portion]
            counts.add(tx, [one(NEGATIVE, r.at, r.reporter, r.fingerprint) for r in some])
        assert reporters(tx, NEGATIVE) == independent(reports)


@given(REPORTS, st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_mentions_and_totals_do_not_depend_on_the_order_in_which_late_ones_come(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    reports: Sequence[Report],
    portion: int,
) -> None:
    with undone(database) as tx:
        for start in range(0, len(reports), portion):
            some = reports[start : start + portion]
            counts.add(tx, [one(NEGATIVE, r.at, r.reporter, r.fingerprint) for r in some])
        history = counts.history(tx, ACME, START, START + 41 * DAY)
        assert history.mentions.sum() == len(reports)
        assert (history.reporters <= history.mentions).all()


@given(st.lists(st.tuples(st.integers(0, 40 * 24 * 3600), st.integers(1, 3)), max_size=40))
def test_no_person_counts_twice_within_seven_days_however_late_mentions_come(seen: Sequence[tuple[int, int]]) -> None:
    sightings = [Sighting(at=at, keys=(key,)) for at, key in seen]
    new, stretches = tally(sightings, {})
    counted = [sighting for sighting, is_new in zip(sightings, new, strict=True) if is_new]
    for i, a in enumerate(counted):
        assert not [b for b in counted[:i] if b.keys == a.keys and abs(a.at - b.at) <= APART_SECONDS]
    for held in stretches.values():
        ordered = sorted(held)
        assert all(a[1] + APART_SECONDS < b[0] for a, b in itertools.pairwise(ordered))


def test_a_late_mention_of_somebody_counted_since_is_no_second_person(tx: Transaction) -> None:
    counts.add(tx, [one(NEGATIVE, START + 3 * DAY, "ann")])
    counts.add(tx, [one(NEGATIVE, START, "ann")])
    assert reporters(tx, NEGATIVE) == 1


def test_a_repost_by_another_person_is_no_second_person(tx: Transaction) -> None:
    counts.add(tx, [one(NEGATIVE, START, "ann", "same words"), one(NEGATIVE, START + HOUR, "bob", "same words")])
    assert reporters(tx, NEGATIVE) == 1


def test_a_person_counts_in_each_series_and_again_after_more_than_seven_days(tx: Transaction) -> None:
    for series in (NEGATIVE, micro(1), micro(2)):
        counts.add(tx, [one(series, START, "ann"), one(series, START + 7 * DAY, "ann")])
        counts.add(tx, [one(series, START + 15 * DAY, "ann")])
    assert [reporters(tx, series) for series in (NEGATIVE, micro(1), micro(2))] == [2, 2, 2]


def test_where_nobody_is_told_apart_every_mention_is_a_reporter(tx: Transaction) -> None:
    counts.add(tx, [one(ALL, START, "ann"), one(ALL, START, "ann")])
    assert reporters(tx, ALL) == 2


def test_nothing_to_count_is_no_failure(tx: Transaction) -> None:
    counts.add(tx, [])
    history = counts.history(tx, ACME, START, START + DAY)
    assert history.series == ()
    assert history.mentions.shape == history.reporters.shape == (0, 24)
    assert (history.began_at, history.first_at) == (None, None)


def test_a_history_has_a_column_for_every_hour_and_a_line_for_every_series_with_mentions(tx: Transaction) -> None:
    source = Series(brand=ACME, kind=SeriesKind.SOURCE, key="x")
    hazard = Series(brand=ACME, kind=SeriesKind.HAZARD, key="torch/fire or burn")
    counts.add(tx, [one(series, START + 2 * HOUR) for series in (ALL, ALL, NEGATIVE, source, hazard)])
    counts.add(tx, [one(ALL, START - HOUR), one(ALL, START + 5 * HOUR), one(NEGATIVE, START - 90 * DAY)])
    counts.add(tx, [one(Series(brand=ZENITH, kind=SeriesKind.MENTIONS), START)])
    history = counts.history(tx, ACME, START + timedelta(minutes=59), START + 4 * HOUR + timedelta(minutes=15))
    assert history.start == START
    assert {s: row.tolist() for s, row in zip(history.series, history.mentions, strict=True)} == {
        ALL: [0, 0, 2, 0, 0],
        NEGATIVE: [0, 0, 1, 0, 0],
        source: [0, 0, 1, 0, 0],
        hazard: [0, 0, 1, 0, 0],
    }


def update(
    generation: int, groups: dict[int, int | None], *changes: GroupChange, language: str = "en"
) -> ClusterUpdate:
    return ClusterUpdate(
        space=Space(brand=ACME, language=language),
        generation=generation,
        state=b"",
        assigned={},
        groups={MicroId(m): group for m, group in groups.items()},
        changes=changes,
    )


def test_an_issue_is_the_sum_of_its_micro_clusters_after_all_mergers(tx: Transaction) -> None:
    clusters.apply(tx, update(0, {1: 1, 2: 1, 3: 2, 4: None}), START)
    clusters.apply(tx, update(0, {1: 1}, language="id"), START)
    counts.add(tx, [one(micro(n), START + n * HOUR, f"person {n}") for n in (1, 2, 3, 4)])
    counts.add(tx, [one(micro(1, "id"), START)])
    apart = counts.history(tx, ACME, START, START + 5 * HOUR)
    assert sorted(row.tolist() for row in apart.mentions) == [[0, 0, 0, 1, 0], [0, 1, 1, 0, 0], [1, 0, 0, 0, 0]]
    assert {series.kind for series in apart.series} == {SeriesKind.ISSUE}
    clusters.apply(tx, update(1, {}, GroupChange(kind=IssueEventKind.MERGED, group=2, other=1)), START)
    together = counts.history(tx, ACME, START, START + 5 * HOUR)
    assert sorted(row.tolist() for row in together.mentions) == [[0, 1, 1, 1, 0], [1, 0, 0, 0, 0]]
    assert sorted(row.tolist() for row in together.reporters) == [[0, 1, 1, 1, 0], [1, 0, 0, 0, 0]]
    issues = counts.totals(tx, ACME, [SeriesKind.ISSUE], START, START + 5 * HOUR)
    assert sum(total.mentions for total in issues) == 4


def test_the_history_of_a_brand_begins_with_its_24th_mention(tx: Transaction) -> None:
    counts.add(tx, [one(ALL, START + n // 3 * DAY) for n in range(23)])
    assert counts.history(tx, ACME, START, START + DAY).first_at is None
    counts.add(tx, [one(ALL, START + 8 * DAY + timedelta(minutes=40))])
    assert counts.history(tx, ACME, START, START + DAY).first_at == START + 8 * DAY


def cover(tx: Transaction, source: SourceName, since: datetime, until: datetime, brand: BrandId | None = None) -> None:
    coverage.cover(tx, [Coverage(source=source, since=since, until=until, brand=brand)])


def test_without_declared_coverage_everything_from_the_first_mention_on_was_watched(tx: Transaction) -> None:
    counts.add(tx, [one(ALL, START + 90 * timedelta(minutes=1))])
    history = counts.history(tx, ACME, START, START + 3 * HOUR + timedelta(minutes=15))
    assert history.exposure.tolist() == [0, 1, 1, 0.25]
    later = counts.history(tx, ACME, START + 2 * HOUR, START + 4 * HOUR)
    assert later.exposure.tolist() == [1, 1]


def test_exposure_is_the_share_of_the_declared_sources_that_covered_the_hour(tx: Transaction) -> None:
    minute = timedelta(minutes=1)
    for source in (X, Y):
        sources.save(tx, Source(name=source, collector="files"))
    cover(tx, X, START + 30 * minute, START + 3 * HOUR)
    cover(tx, X, START + 2 * HOUR, START + 4 * HOUR, ACME)
    cover(tx, Y, START + 3 * HOUR, START + 9 * HOUR, ACME)
    cover(tx, SourceName("z"), START, START + 9 * HOUR, ZENITH)
    history = counts.history(tx, ACME, START, START + 4 * HOUR + 15 * minute)
    assert history.exposure.tolist() == [0.25, 0.5, 0.5, 1, 0.125]
    assert history.began_at == START + 30 * minute


@given(st.lists(st.tuples(st.integers(-100, 700), st.integers(-100, 700)), max_size=8), st.integers(1, 600))
@settings(max_examples=50, deadline=None)
def test_exposure_adds_up_to_the_minutes_that_were_covered(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    spans: Sequence[tuple[int, int]],
    until: int,
) -> None:
    minute = timedelta(minutes=1)
    with undone(database) as tx:
        cover(tx, X, START - 900 * minute, START - 899 * minute)
        for a, b in spans:
            cover(tx, X, START + a * minute, START + b * minute)
        history = counts.history(tx, ACME, START, START + until * minute)
    covered = {m for a, b in spans for m in range(max(a, 0), min(b, until))}
    assert np.isclose(history.exposure.sum() * 60, len(covered))
    assert history.exposure.shape == (history.mentions.shape[1],)


def test_totals_list_the_cells_that_hold_anything_by_time(tx: Transaction) -> None:
    counts.add(tx, [one(ALL, START + HOUR), one(NEGATIVE, START), one(NEGATIVE, START), one(micro(1), START)])
    assert counts.totals(tx, ACME, [SeriesKind.MENTIONS, SeriesKind.NEGATIVE], START, START + 2 * HOUR) == (
        HourTotal(hour=START, kind="negative", key="", mentions=2, reporters=2),
        HourTotal(hour=START + HOUR, kind="mentions", key="", mentions=1, reporters=1),
    )
    assert [t.key for t in counts.totals(tx, ACME, [SeriesKind.MICRO], START, START + HOUR)] == ["en/1"]
