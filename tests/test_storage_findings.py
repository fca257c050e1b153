"""Spikes, reports and cards: kept as they were last seen, read from what the mentions' readings say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from storage import brands, findings, mentions, readings, takedowns
from storage.database import Database, Transaction
from storage.errors import StorageError
from storage.models import (
    Batch,
    Brand,
    BrandId,
    Card,
    CardId,
    Hazard,
    HazardFinding,
    Item,
    Judgement,
    Match,
    Mention,
    Reading,
    Report,
    Series,
    SeriesKind,
    Severity,
    SourceName,
    Spike,
    Trigger,
    Verdict,
)

NOW = datetime(2025, 11, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACME, ZENITH = BrandId("acme"), BrandId("zenith")
X = SourceName("x")
SPIKE = Spike(
    series=Series(brand=ACME, kind=SeriesKind.ISSUE, key="17"),
    since=NOW - 3 * HOUR,
    until=NOW,
    observed=12,
    expected=1.5,
    low=0,
    high=4,
    p=1e-12,
    q=1e-9,
    exposure=0.75,
    verdict=Verdict.RISING,
)


@pytest.fixture(scope="module")
def database(blank: Database) -> Database:
    with blank.write() as tx:
        brands.save(tx, Brand(id=ACME, name="Acme"))
        brands.save(tx, Brand(id=ZENITH, name="Zenith"))
    return blank


def test_a_spike_that_goes_on_is_one_spike(tx: Transaction) -> None:
    longer = replace(SPIKE, until=NOW + HOUR, observed=20)
    findings.save_spikes(tx, [SPIKE], NOW)
    findings.save_spikes(tx, [longer], NOW + HOUR)
    assert findings.spikes(tx, ACME, NOW - HOUR) == (longer,)


def test_spikes_that_ended_before_are_left_out_and_the_latest_comes_first(tx: Transaction) -> None:
    later = replace(SPIKE, series=Series(brand=ACME, kind=SeriesKind.NEGATIVE), since=NOW - HOUR)
    over = replace(SPIKE, since=NOW - 9 * HOUR, until=NOW - 6 * HOUR)
    other = replace(SPIKE, series=Series(brand=ZENITH, kind=SeriesKind.NEGATIVE))
    findings.save_spikes(tx, [SPIKE, over, later, other], NOW)
    assert findings.spikes(tx, ACME, NOW - 6 * HOUR) == (later, SPIKE)


def test_numbers_of_numpy_are_kept_like_others(tx: Transaction) -> None:
    given: Any = replace(SPIKE, observed=np.int64(12), expected=np.float64(1.5))  # type: ignore[arg-type]
    findings.save_spikes(tx, [given], NOW)
    assert findings.spikes(tx, ACME, NOW - HOUR) == (SPIKE,)


def report(tx: Transaction, number: int, hours_ago: int, counted: bool = True, **more: Any) -> Report:
    """Save a mention that reports a burn, and give the report that is expected of it."""
    mention = Mention(source=X, external_id=str(number), text="it burned her", published_at=NOW - hours_ago * HOUR)
    mention = replace(mention, **more)
    match = Match(brand=ACME, query="acme")
    mentions.save(tx, X, Batch(items=(Item(mention=mention, matches=(match,)),), cursor=""), NOW)
    (stored,) = mentions.unread(tx, 10)
    finding = HazardFinding(
        hazard=Hazard.FIRE,
        severity=Severity.TREATMENT,
        potential=Severity.ADMISSION,
        first_person=True,
        start=3,
        end=9,
        rule="burn",
        confidence=0.75,
    )
    reading = Reading(
        mention_id=stored.id,
        language=Judgement(model="m", value=None, reason="too short"),
        sentiment=Judgement(model="m", value=None),
        vader_compound=-0.5,
        hazard=finding,
        question=False,
        complaint_like=True,
        counted=counted,
        fingerprint=f"f{number}",
        product="torch",
    )
    readings.save(tx, [reading])
    assert readings.get(tx, [stored.id]) == {stored.id: reading}
    return Report(
        mention_id=stored.id,
        brand=ACME,
        product="torch",
        hazard=Hazard.FIRE,
        severity=Severity.TREATMENT,
        potential=Severity.ADMISSION,
        first_person=True,
        confidence=0.75,
        reporter=f"x:{more['author_key']}" if "author_key" in more else f"x:#{number}",
        fingerprint=f"f{number}",
        source=X,
        language="",
        published_at=mention.published_at,
    )


def test_reports_of_customers_come_oldest_first(tx: Transaction) -> None:
    young, old = report(tx, 1, 2, author_key="u1"), report(tx, 2, 5)
    report(tx, 3, 3, counted=False)
    before, until = report(tx, 4, 8), report(tx, 5, 1)
    assert findings.reports(tx, ACME, NOW - 7 * HOUR, NOW - HOUR) == (old, young)
    assert findings.reports(tx, ACME, before.published_at, NOW) == (before, old, young, until)
    assert findings.reports(tx, ZENITH, NOW - 99 * HOUR, NOW) == ()


def card(*reports: Report) -> Card:
    return Card(
        id=None,
        brand=ACME,
        product="torch",
        hazard=Hazard.FIRE,
        severity=Severity.TREATMENT,
        potential=Severity.ADMISSION,
        trigger=Trigger.SEVERE_REPORT,
        opened_at=NOW,
        reports=reports,
        reporters=len(reports),
        earlier=0,
        expected=0.1,
        p=0.095,
    )


def test_a_card_gets_an_id_and_grows(tx: Transaction) -> None:
    first = report(tx, 1, 5, author_key="u1")
    saved = findings.save_card(tx, card(first))
    assert findings.cards(tx, ACME) == (saved,)
    second = report(tx, 2, 2)
    grown = replace(saved, reports=(first, second), reporters=2, p=0.005)
    assert findings.save_card(tx, grown) == grown
    assert findings.cards(tx, ACME) == (grown,)
    assert findings.cards(tx, ZENITH) == ()


def test_a_card_keeps_a_withdrawn_report_but_not_who_made_it(tx: Transaction) -> None:
    first, second = report(tx, 1, 5, author_key="u1"), report(tx, 2, 2)
    findings.save_card(tx, card(first, second))
    takedowns.take_down(tx, takedowns.Asked(source=X, name="u1", author=True))
    (found,) = findings.cards(tx, ACME)
    assert found.reports == (replace(first, reporter="x:#1"), second)


def test_a_card_nobody_has_cannot_be_changed(tx: Transaction) -> None:
    with pytest.raises(StorageError, match="no card 404"):
        findings.save_card(tx, replace(card(report(tx, 1, 5)), id=CardId(404)))
