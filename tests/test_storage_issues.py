"""What becomes of issues: born, merged, named, counted, and refused to a writer who comes too late."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import brands, clusters, counts, issues, mentions, readings, search
from storage.database import Database, Transaction
from storage.errors import StorageError
from storage.lineage import end, family
from storage.models import (
    Batch,
    Brand,
    BrandId,
    ClusterUpdate,
    GroupChange,
    Hazard,
    HazardFinding,
    Increment,
    IssueEventKind,
    IssueId,
    IssueStatus,
    Item,
    Judgement,
    Match,
    Mention,
    MentionId,
    MentionQuery,
    MicroId,
    Reading,
    Series,
    SeriesKind,
    Severity,
    SourceName,
    Space,
)

NOW = datetime(2025, 11, 3, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ACME = BrandId("acme")
ENGLISH, INDONESIAN = Space(brand=ACME, language="en"), Space(brand=ACME, language="id")


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
    return blank


def step(
    tx: Transaction,
    groups: Mapping[int, int | None],
    *changes: tuple[IssueEventKind, int, int | None],
    assigned: Mapping[MentionId, int] | None = None,
    space: Space = ENGLISH,
) -> None:
    """Apply what one batch changed, from wherever the clustering stands."""
    generation, _ = clusters.load(tx, space)
    update = ClusterUpdate(
        space=space,
        generation=generation,
        state=f"state {generation + 1}".encode(),
        assigned={mention: MicroId(micro) for mention, micro in (assigned or {}).items()},
        groups={MicroId(micro): group for micro, group in groups.items()},
        changes=tuple(GroupChange(kind=kind, group=group, other=other) for kind, group, other in changes),
    )
    clusters.apply(tx, update, NOW)


def say(tx: Transaction, *texts: str) -> list[MentionId]:
    """Save mentions, one a minute, the last at NOW."""
    known = mentions.unread_count(tx)
    items = [
        Item(
            mention=Mention(
                source=SourceName("x"),
                external_id=str(known + n),
                text=text,
                published_at=NOW - timedelta(minutes=len(texts) - n),
            ),
            matches=(Match(brand=ACME, query="acme"),),
        )
        for n, text in enumerate(texts)
    ]
    mentions.save(tx, SourceName("x"), Batch(items=tuple(items), cursor=""), NOW)
    return [m.id for m in mentions.unread(tx, 10_000)][known:]


def count(tx: Transaction, micro: int, *ago: timedelta, language: str = "en") -> None:
    """Count reports of different people in one micro-cluster."""
    series = Series(brand=ACME, kind=SeriesKind.MICRO, key=f"{language}/{micro}")
    counts.add(tx, [Increment(series=series, at=NOW - each, reporter="", fingerprint="") for each in ago])


def only(tx: Transaction) -> IssueId:
    (summary,) = issues.everything(tx, ACME, NOW)
    return summary.issue.id


def test_a_clustering_is_loaded_as_it_was_saved(tx: Transaction) -> None:
    assert clusters.load(tx, ENGLISH) == (0, None)
    step(tx, {})
    step(tx, {})
    assert clusters.load(tx, ENGLISH) == (2, b"state 2")
    assert clusters.load(tx, INDONESIAN) == (0, None)


@pytest.mark.parametrize("generation", [0, 1, 3])
def test_an_update_of_another_generation_is_refused_and_changes_nothing(tx: Transaction, generation: int) -> None:
    step(tx, {})
    step(tx, {})
    late = ClusterUpdate(
        space=ENGLISH, generation=generation, state=b"late", assigned={}, groups={MicroId(1): 1}, changes=()
    )
    with pytest.raises(clusters.Conflict, match=f"generation {generation}"):
        clusters.apply(tx, late, NOW)
    assert clusters.load(tx, ENGLISH) == (2, b"state 2")
    assert issues.everything(tx, ACME, NOW) == ()


def test_an_update_of_a_clustering_that_never_was_is_refused(tx: Transaction) -> None:
    late = ClusterUpdate(space=ENGLISH, generation=4, state=b"", assigned={}, groups={}, changes=())
    with pytest.raises(clusters.Conflict):
        clusters.apply(tx, late, NOW)


def test_an_issue_is_born_once_and_keeps_its_id(tx: Transaction) -> None:
    step(tx, {1: 7}, (IssueEventKind.BORN, 7, None))
    born = only(tx)
    step(tx, {1: 7, 2: 7})
    assert only(tx) == born
    issue = issues.get(tx, born)
    assert issue is not None
    assert (issue.space, issue.name, issue.status, issue.born_at) == (
        ENGLISH,
        f"Issue {issue.id}",
        IssueStatus.OPEN,
        NOW,
    )
    assert [event.kind for event in issues.ledger(tx, born)] == [IssueEventKind.BORN]


def test_the_same_local_number_in_another_language_is_another_issue(tx: Transaction) -> None:
    step(tx, {1: 1})
    step(tx, {1: 1}, space=INDONESIAN)
    assert {s.issue.space for s in issues.everything(tx, ACME, NOW)} == {ENGLISH, INDONESIAN}


def test_a_merged_issue_is_found_under_the_one_that_took_it_over(tx: Transaction) -> None:
    first, second = say(tx, "torch burned", "torch hot")
    step(tx, {1: 1, 2: 2}, assigned={first: 1, second: 2})
    count(tx, 1, DAY, DAY)
    count(tx, 2, DAY)
    large, small = (summary.issue.id for summary in issues.everything(tx, ACME, NOW))
    step(tx, {}, (IssueEventKind.MERGED, 2, 1))
    (summary,) = issues.everything(tx, ACME, NOW)
    assert (summary.issue.id, summary.mentions) == (large, 3)
    survivor = issues.get(tx, small)
    assert survivor is not None
    assert survivor.id == large
    assert [(e.kind, e.other) for e in issues.ledger(tx, small)] == [(IssueEventKind.MERGED, large)]
    for asked in (large, small):
        found = search.find(tx, MentionQuery(issue=asked))
        assert [(m.stored.id, m.issue) for m in found] == [(second, large), (first, large)]


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=15))
@settings(max_examples=50, deadline=None)
def test_whatever_merges_every_issue_ends_where_those_it_merged_with_end(
    undone: Callable[[Database], AbstractContextManager[Transaction]],
    database: Database,
    merged: Sequence[tuple[int, int]],
) -> None:
    with undone(database) as tx:
        step(tx, {number: number for number in range(1, 9)})
        ids = sorted(summary.issue.id for summary in issues.everything(tx, ACME, NOW))
        numbers = dict(zip(range(1, 9), ids, strict=True))
        for number in range(1, 9):
            count(tx, number, DAY)
        together = {number: {number} for number in numbers}
        for a, b in merged:
            step(tx, {}, (IssueEventKind.MERGED, a, b))
            union = together[a] | together[b]
            together |= dict.fromkeys(union, union)
        living = {s.issue.id: s.mentions for s in issues.everything(tx, ACME, NOW)}
        for number, issue in numbers.items():
            survivor = issues.get(tx, issue)
            assert survivor is not None
            assert survivor.id in {numbers[other] for other in together[number]}
            assert living[survivor.id] == len(together[number])
            assert sorted(family(tx, issue)) == sorted(numbers[other] for other in together[number])
        assert sum(living.values()) == 8


def test_a_chain_is_followed_to_its_end() -> None:
    chain = {IssueId(n): IssueId(n + 1) for n in range(1, 50)}
    assert {end(chain, IssueId(n)) for n in range(1, 51)} == {IssueId(50)}


def test_a_split_a_close_and_a_reopening_stand_in_the_ledger(tx: Transaction) -> None:
    step(tx, {1: 1, 2: 1}, (IssueEventKind.BORN, 1, None))
    old = only(tx)
    step(tx, {2: 2}, (IssueEventKind.SPLIT, 2, 1), (IssueEventKind.CLOSED, 1, None))
    (new,) = {s.issue.id for s in issues.everything(tx, ACME, NOW)} - {old}
    assert [(e.kind, e.other) for e in issues.ledger(tx, new)] == [(IssueEventKind.SPLIT, old)]
    closed = issues.get(tx, old)
    assert closed is not None
    assert closed.status is IssueStatus.CLOSED
    step(tx, {}, (IssueEventKind.REOPENED, 1, None))
    assert [e.kind for e in issues.ledger(tx, old)] == [
        IssueEventKind.BORN,
        IssueEventKind.CLOSED,
        IssueEventKind.REOPENED,
    ]
    reopened = issues.get(tx, old)
    assert reopened is not None
    assert reopened.status is IssueStatus.OPEN


def test_a_micro_cluster_that_moves_takes_its_mentions_along(tx: Transaction) -> None:
    (said,) = say(tx, "torch burned")
    step(tx, {1: 1}, assigned={said: 1})
    before = search.by_id(tx, [said])[0].issue
    step(tx, {1: 2})
    after = search.by_id(tx, [said])[0].issue
    assert before is not None
    assert after is not None
    assert before != after
    step(tx, {1: None})
    assert search.by_id(tx, [said])[0].issue is None


def test_weeks_are_counted_back_from_now_and_the_largest_week_comes_first(tx: Transaction) -> None:
    step(tx, {1: 1, 2: 2, 3: 1})
    count(tx, 1, timedelta(0), 2 * DAY, 8 * DAY, 13 * DAY, 20 * DAY)
    count(tx, 2, *[DAY + n * timedelta(hours=1) for n in range(3)])
    count(tx, 3, 9 * DAY)
    second, first = issues.everything(tx, ACME, NOW)
    assert (second.mentions, second.week, second.week_before) == (3, 3, 0)
    assert (first.mentions, first.week, first.week_before) == (6, 2, 3)
    assert first.last_at == NOW - timedelta(minutes=30)
    assert first.first_at == NOW - timedelta(minutes=30) - 20 * DAY


def test_an_issue_without_mentions_has_no_times(tx: Transaction) -> None:
    step(tx, {1: 1})
    (summary,) = issues.everything(tx, ACME, NOW)
    assert (summary.mentions, summary.first_at, summary.last_at, summary.quote) == (0, None, None, "")


def test_an_issue_is_as_severe_as_its_worst_report(tx: Transaction) -> None:
    said = say(tx, "hot", "burned", "hospital", "all fine")
    harm = [Severity.NEAR_MISS, Severity.TREATMENT, Severity.ADMISSION]
    readings.save(tx, [reading(m, severity) for m, severity in zip(said, [*harm, None], strict=True)])
    step(tx, {1: 1, 2: 1, 3: 2}, assigned={said[0]: 1, said[1]: 2, said[2]: 3})
    count(tx, 1, DAY, DAY)
    assert [s.severity for s in issues.everything(tx, ACME, NOW)] == [Severity.TREATMENT, Severity.ADMISSION]


def reading(mention: MentionId, severity: Severity | None) -> Reading:
    hazard = None
    if severity is not None:
        hazard = HazardFinding(
            hazard=Hazard.FIRE,
            severity=severity,
            potential=severity,
            first_person=True,
            start=0,
            end=3,
            rule="r",
            confidence=0.9,
        )
    return Reading(
        mention_id=mention,
        language=Judgement(model="m", value="en"),
        sentiment=Judgement(model="m", value=None),
        vader_compound=0.0,
        hazard=hazard,
        question=False,
        complaint_like=True,
        counted=True,
        fingerprint="",
    )


def test_issues_are_due_for_a_name_when_new_and_when_doubled(tx: Transaction) -> None:
    step(tx, {1: 1, 2: 2})
    step(tx, {1: 1}, space=INDONESIAN)
    assert issues.to_name(tx, ENGLISH) == ()
    count(tx, 1, DAY, DAY, DAY)
    count(tx, 1, DAY, language="id")
    ((issue, now),) = issues.to_name(tx, ENGLISH)
    assert now == 3
    issues.name(tx, issue.id, "torch burned", ("torch", "burned"), None, now, NOW)
    count(tx, 1, DAY, DAY)
    assert issues.to_name(tx, ENGLISH) == ()
    count(tx, 1, DAY)
    assert [(i.name, i.terms, n) for i, n in issues.to_name(tx, ENGLISH)] == [("torch burned", ("torch", "burned"), 6)]


def test_a_new_name_is_shown_with_its_quote_and_only_a_change_stands_in_the_ledger(tx: Transaction) -> None:
    (said,) = say(tx, "the torch\n burned her hand")
    step(tx, {1: 1}, assigned={said: 1})
    issue = only(tx)
    issues.name(tx, issue, "torch", ("torch",), said, 1, NOW)
    issues.name(tx, issue, "torch", ("torch",), said, 2, NOW)
    assert issues.ledger(tx, issue) == ()
    issues.name(tx, issue, "torch burns", ("torch", "burn"), said, 4, NOW)
    assert [(e.kind, e.detail) for e in issues.ledger(tx, issue)] == [(IssueEventKind.RENAMED, "torch → torch burns")]
    (summary,) = issues.everything(tx, ACME, NOW)
    assert (summary.issue.name, summary.issue.quote, summary.quote) == (
        "torch burns",
        said,
        "the torch burned her hand",
    )


def test_an_issue_nobody_has_is_none_and_cannot_be_named(tx: Transaction) -> None:
    assert issues.get(tx, IssueId(404)) is None
    with pytest.raises(StorageError, match="404"):
        issues.name(tx, IssueId(404), "n", (), None, 1, NOW)
