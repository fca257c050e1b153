"""Replay: run history through the same steps in a scratch store, with every channel off."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from groundswell.analyzing import analyze
from groundswell.detecting import detect
from groundswell.house import House, build
from storage import alerts, brands, coverage, events, findings, issues, mentions, rules, sources
from storage.models import (
    Alert,
    Batch,
    BrandId,
    Card,
    Coverage,
    IssueSummary,
    Item,
    SourceEventKind,
    SourceName,
    Spike,
    StoredMention,
    Verdict,
)

BATCH = 1000
EVENTS = 10_000
EXPLAINING = (SourceEventKind.FIRST_START, SourceEventKind.QUERY_EDIT)
"""Events that detection must know of to judge a rise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A rise of which nobody can know whether it is one: the verdict says why. `at` is when it was first noticed."""

    brand: BrandId
    series: str
    verdict: Verdict
    at: datetime
    observed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What history would have shown: all alerts with their times, the cards, the issues, and what was only noticed."""

    mentions: int
    alerts: tuple[Alert, ...]
    cards: tuple[Card, ...]
    issues: tuple[IssueSummary, ...]
    noticed: tuple[Noticed, ...]


def replay(
    house: House,
    since: datetime,
    until: datetime,
    step: timedelta,
    brand: BrandId | None = None,
    progress: Callable[[datetime], None] = lambda _: None,
) -> Replayed:
    """Run all that was published before `until` through a scratch store, looking every `step` from `since` on.

    What was published before `since` is read first, as the past that a running monitor would know.
    """
    with scratch(house, brand) as other:
        total = _fill(house, other, brand, None, since)
        noticed: dict[tuple[BrandId, str], Noticed] = {}
        moment = since
        while moment < until:
            last, moment = moment, min(moment + step, until)
            total += _fill(house, other, brand, last, moment)
            for spike in detect(other, moment).spikes:
                _notice(noticed, spike, moment)
            progress(moment)
        with other.database.read() as tx:
            known = brands.everything(tx)
            return Replayed(
                mentions=total,
                alerts=alerts.everything(tx, None, 100_000),
                cards=tuple(c for b in known for c in findings.cards(tx, b.id)),
                issues=tuple(i for b in known for i in issues.everything(tx, b.id, until)),
                noticed=tuple(noticed.values()),
            )


@contextmanager
def scratch(house: House, brand: BrandId | None) -> Iterator[House]:
    """Open an empty store that watches the same brands by the same rules, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="groundswell-replay-") as folder:
        other = build(replace(house.settings, store=f"sqlite:///{Path(folder) / 'scratch.db'}"))
        with house.database.read() as tx:
            known = [b for b in brands.everything(tx) if brand in (None, b.id)]
            spoken = rules.rules(tx)
            covered = {c for b in known for c in coverage.declared(tx, b.id)}
            states = sources.states(tx)
            edits = [e for e in events.entries(tx, None, EVENTS) if e.kind in EXPLAINING]
        with other.database.write() as tx:
            for each in known:
                brands.save(tx, each)
            for state in states:
                sources.save(tx, replace(state.source, enabled=False))
            for rule in spoken:
                rules.save_rule(tx, replace(rule, channels=()))
            coverage.cover(tx, sorted(covered, key=_order))
            events.record(tx, edits)
        try:
            yield other
        finally:
            other.database.close()


def _order(coverage: Coverage) -> tuple[str, datetime]:
    return coverage.source, coverage.since


def _fill(house: House, other: House, brand: BrandId | None, after: datetime | None, until: datetime) -> int:
    """Copy what was published in (after, until] and read it there."""
    with house.database.read() as tx:
        found = list(mentions.published(tx, brand, after, until))
    for start in range(0, len(found), BATCH):
        _copy(other, found[start : start + BATCH], until)
    if found:
        analyze(other, until)
    return len(found)


def _copy(other: House, found: list[StoredMention], now: datetime) -> None:
    by_source: dict[SourceName, list[Item]] = {}
    for stored in found:
        by_source.setdefault(stored.mention.source, []).append(Item(mention=stored.mention, matches=stored.matches))
    with other.database.write() as tx:
        for source, items in by_source.items():
            mentions.save(tx, source, Batch(items=tuple(items), cursor=""), now)


def _notice(noticed: dict[tuple[BrandId, str], Noticed], spike: Spike, now: datetime) -> None:
    name = f"{spike.series.kind} {spike.series.key}".strip()
    key = (spike.series.brand, name)
    if spike.verdict is not Verdict.RISING and key not in noticed:
        noticed[key] = Noticed(
            brand=spike.series.brand, series=name, verdict=spike.verdict, at=now, observed=spike.observed
        )
