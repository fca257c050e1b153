"""One cause, one message: which findings another finding explains."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.inhibit import inhibit, without_shards
from storage.models import (
    Alert,
    AlertId,
    AlertState,
    Brand,
    BrandId,
    Evidence,
    Issue,
    IssueId,
    IssueStatus,
    Lane,
    MentionId,
    Rule,
    Series,
    SeriesKind,
    Severity,
    Signal,
    Space,
    Spike,
    Verdict,
)

NOW = datetime(2025, 11, 3, 22, 0, tzinfo=UTC)
RULES = (
    Rule(name="rising", lane=Lane.VOLUME, channels=("log",)),
    Rule(name="harm", lane=Lane.SEVERITY, channels=("log",)),
)


def signal(subject: str, observed: int, expected: float = 0.0, mentions: range = range(0), **sources: int) -> Signal:
    lane = Lane.SEVERITY if subject.startswith("card:") else Lane.VOLUME
    return Signal(
        subject=subject,
        brand=BrandId("acme"),
        lane=lane,
        title=subject,
        reason="many",
        since=NOW - timedelta(hours=3),
        observed=observed,
        reporters=observed,
        expected=expected,
        p=1e-6,
        q=1e-5,
        severity=Severity.TREATMENT if lane is Lane.SEVERITY else Severity.NONE,
        evidence=Evidence(
            mentions=tuple(MentionId(n) for n in mentions), sources=sources, languages={}, products={}, quotes=()
        ),
    )


ISSUE = signal("issue:17", 60, 10.0, range(60), x=45, reddit=15)
NEGATIVE = signal("negative", 120, 30.0)
BURNS = signal("hazard:torch/fire or burn", 6, 0.1, range(100, 106))


@dataclass(frozen=True, kw_only=True)
class Case:
    name: str
    signals: list[Signal]
    left: list[str]


CASES = [
    Case(
        name="an issue with half of the excess explains negative mentions", signals=[ISSUE, NEGATIVE], left=["issue:17"]
    ),
    Case(
        name="an issue with less does not",
        signals=[ISSUE, replace(NEGATIVE, observed=131)],
        left=["issue:17", "negative"],
    ),
    Case(
        name="the excess counts, not the total",
        signals=[replace(ISSUE, expected=55.0), NEGATIVE],
        left=["issue:17", "negative"],
    ),
    Case(
        name="another brand's issue explains nothing",
        signals=[replace(ISSUE, brand=BrandId("zeta")), NEGATIVE],
        left=["issue:17", "negative"],
    ),
    Case(
        name="an issue of which nothing is said explains nothing",
        signals=[replace(ISSUE, q=0.04), NEGATIVE],
        left=["issue:17", "negative"],
    ),
    Case(
        name="mentions follow negative, which follows the issue",
        signals=[ISSUE, NEGATIVE, signal("mentions", 220, 50.0)],
        left=["issue:17"],
    ),
    Case(
        name="praise is not explained by a few complaints",
        signals=[NEGATIVE, signal("mentions", 900, 50.0)],
        left=["negative", "mentions"],
    ),
    Case(
        name="an issue explains the source where it is told",
        signals=[ISSUE, signal("source:x", 70, 5.0)],
        left=["issue:17"],
    ),
    Case(
        name="an issue told elsewhere does not explain a source",
        signals=[ISSUE, signal("source:reddit", 70, 5.0)],
        left=["issue:17", "source:reddit"],
    ),
    Case(
        name="a large issue does not hide a handful of burns",
        signals=[ISSUE, BURNS],
        left=["issue:17", "hazard:torch/fire or burn"],
    ),
    Case(
        name="an issue explains the hazard it consists of",
        signals=[signal("issue:9", 8, 0.1, range(99, 107)), BURNS],
        left=["issue:9"],
    ),
    Case(
        name="a card explains the hazard and the issue about the same mentions",
        signals=[signal("issue:9", 8, 0.1, range(99, 107)), BURNS, signal("card:3", 6, 0.1, range(100, 106))],
        left=["card:3"],
    ),
    Case(
        name="a card that shares too few mentions explains neither",
        signals=[signal("issue:9", 8, 0.1, range(99, 107)), signal("card:3", 2, 0.1, range(100, 102))],
        left=["issue:9", "card:3"],
    ),
    Case(
        name="a rise whose mentions are not known is not explained by a card",
        signals=[replace(BURNS, evidence=ISSUE.evidence), signal("issue:9", 8, 0.1), signal("card:3", 6, 0.1)],
        left=["hazard:torch/fire or burn", "issue:9", "card:3"],
    ),
    Case(
        name="an issue that a card explains still explains negative mentions",
        signals=[ISSUE, NEGATIVE, signal("card:3", 40, 0.1, range(40))],
        left=["card:3"],
    ),
    Case(
        name="two issues do not explain each other",
        signals=[ISSUE, replace(ISSUE, subject="issue:18")],
        left=["issue:17", "issue:18"],
    ),
    Case(name="nothing is explained by itself", signals=[NEGATIVE], left=["negative"]),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_cause_one_message(case: Case) -> None:
    assert [s.subject for s in inhibit(case.signals, [], RULES)] == case.left


def test_an_issue_with_an_open_alert_explains_while_it_ebbs() -> None:
    ebbing = replace(ISSUE, p=0.03, q=0.2)
    spoken = Alert(
        id=AlertId(1), rule="rising", signal=ISSUE, state=AlertState.ACKNOWLEDGED, opened_at=NOW, seen_at=NOW
    )
    over = replace(spoken, state=AlertState.RESOLVED, resolved_at=NOW)
    assert inhibit([ebbing, NEGATIVE], [spoken], RULES) == (ebbing,)
    assert inhibit([ebbing, NEGATIVE], [over], RULES) == (ebbing, NEGATIVE)


ACME = Brand(id=BrandId("acme"), name="Acme Mobile", aliases=("acmetel",), products=("Fibre 1000",))


def spike(key: int | str, observed: int, kind: SeriesKind = SeriesKind.ISSUE) -> Spike:
    return Spike(
        series=Series(brand=ACME.id, kind=kind, key=str(key)),
        since=NOW - timedelta(hours=3),
        until=NOW,
        observed=observed,
        expected=1.0,
        low=0.0,
        high=4.0,
        p=1e-6,
        q=1e-5,
        exposure=1.0,
        verdict=Verdict.RISING,
    )


def issue(number: int, *terms: str, language: str = "en") -> Issue:
    return Issue(
        id=IssueId(number),
        space=Space(brand=ACME.id, language=language),
        name=" ".join(terms),
        terms=terms,
        quote=None,
        status=IssueStatus.OPEN,
        owner=None,
        born_at=NOW,
    )


@pytest.mark.parametrize(
    ("part", "flood", "kept"),
    [
        (issue(2, "router outage"), spike(1, 50), False),
        (issue(2, "OUTAGE"), spike(1, 50), False),
        (issue(2, "late parcel"), spike(1, 50), True),
        # A fifth of the flood is news of its own.
        (issue(2, "router outage"), spike(1, 49), True),
        (issue(2, "outage", language="id"), spike(1, 50), True),
        # Every issue may name the brand or its products; short words tell nothing.
        (issue(2, "acme mobile", "acmetel fibre"), spike(1, 50), True),
        (issue(2, "for you"), spike(1, 50), True),
        # What is no issue parts into none, whatever its key.
        (issue(2, "outage"), spike(1, 50, SeriesKind.SOURCE), True),
        (None, spike(1, 50), True),
    ],
)
def test_a_shard_of_a_much_larger_rise_is_no_news(part: Issue | None, flood: Spike, kept: bool) -> None:
    known = {"1": issue(1, "outage for hours", "acme mobile", "acmetel", "fibre")} | ({"2": part} if part else {})
    shard = spike(2, 10)
    assert without_shards([shard, flood], known, ACME) == ((shard, flood) if kept else (flood,))


def test_what_shards_are_shards_of_stays() -> None:
    known = {str(n): issue(n, "outage") for n in (1, 2, 3)}
    found = [spike(1, 100), spike(2, 20), spike(3, 4)]
    assert without_shards(found, known, ACME) == (found[0],)
