"""How much of an hour was watched, as a table of cases."""

from datetime import UTC, datetime, timedelta

import numpy as np

from storage.columns import hour_of
from storage.exposure import declared
from storage.models import Coverage, SourceName

START = datetime(2026, 10, 14, tzinfo=UTC)
A, B = SourceName("a"), SourceName("b")


def covered(source: SourceName, since: float, until: float) -> Coverage:
    return Coverage(source=source, since=START + timedelta(hours=since), until=START + timedelta(hours=until))


def shares(*coverage: Coverage, ended: tuple[SourceName, ...] = ()) -> list[float]:
    until = START + timedelta(hours=4)
    return [float(share) for share in np.round(declared(coverage, ended, hour_of(START), 4, until), 2)]


def test_an_hour_is_watched_as_far_as_its_sources_covered_it() -> None:
    assert shares(covered(A, 0, 2.5)) == [1, 1, 0.5, 0]


def test_an_outage_of_one_of_two_sources_leaves_half() -> None:
    assert shares(covered(A, 0, 4), covered(B, 0, 1), covered(B, 3, 4)) == [1, 0.5, 0.5, 1]


def test_a_file_imported_once_counts_only_while_it_lasted() -> None:
    assert shares(covered(A, 0, 4), covered(B, 0, 2), ended=(B,)) == [1, 1, 1, 1]
    assert shares(covered(A, 0, 4), covered(B, 0, 2)) == [1, 1, 0.5, 0.5]


def test_nothing_is_watched_twice() -> None:
    assert shares(covered(A, 0, 3), covered(A, 1, 4)) == [1, 1, 1, 1]
