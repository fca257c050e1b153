"""When harm opens a card, and which reports belong to it: is it one accident, or are others saying it?

There is one card per product × hazard and episode; more than 90 quiet days end an episode. Reports that name no product
are kept apart, for which one they mean is a guess. A text counts for whoever wrote it first, so that reposts and
near-copies corroborate nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from scipy.special import betainc

from storage.models import BrandId, Card, Hazard, MentionId, Report, Severity, Trigger

EPISODE = timedelta(days=90)
CREDIBLE = 0.5
# Strength of a rate's prior, in reporters.
RATE_PRIOR = 0.5
DAY = timedelta(days=1)


class _Subject(NamedTuple):
    brand: BrandId
    product: str
    hazard: Hazard


@dataclass(frozen=True, slots=True)
class _Group:
    """All reports of one subject, and those among them whose words are not somebody's before, by publication."""

    reports: list[Report]
    originals: list[Report]

    def arrivals(self) -> list[datetime]:
        """List when each independent reporter was first heard of."""
        first: dict[str, datetime] = {}
        for report in self.originals:
            first.setdefault(_who(report), report.published_at)
        return list(first.values())


@dataclass(frozen=True, slots=True)
class _Past:
    """When, over all subjects of the brand, independent reporters were first heard of, and subjects first reported."""

    reporters: list[datetime]
    subjects: list[datetime]

    def likelihood(self, own: Sequence[datetime], before: datetime, days: float, reporters: int) -> tuple[float, float]:
        """Give how many reporters a subject with these own arrivals would have in so many days, and P(≥ `reporters`).

        The rate before a moment has a gamma distribution; its prior is the mean rate of a subject of the brand, with
        one more subject than were seen, so that what never happened yet is expected seldom. The count is then negative
        binomial.
        """
        watched = max(EPISODE, before - self.subjects[0]) / DAY
        seen = bisect_left(self.reporters, before) + RATE_PRIOR
        usual = seen / ((bisect_left(self.subjects, before) + 1) * watched)
        size = RATE_PRIOR + bisect_left(own, before)
        expected = size / (RATE_PRIOR / usual + watched) * days
        p = float(betainc(reporters, size, expected / (expected + size))) if reporters else 1.0
        return expected, p


def review(reports: Sequence[Report], cards: Sequence[Card], now: datetime) -> tuple[Card, ...]:
    """Give the cards that are new (id None) or hold other reports than before, by the time of their first report.

    `reports` are all of the brand's reports worth remembering (about two years), `cards` all its cards; their order
    does not matter. A card is opened by one credible first-person report of medical treatment or worse, or by two
    independent reporters within 90 days whose harm was at least first aid, or could become serious. It collects the
    reports of its product × hazard from 90 days before that on. Nothing closes or empties a card.
    """
    held = (report for card in cards for report in card.reports)
    published = (report for report in reports if report.published_at <= now)
    groups = _grouped([*held, *published])
    arrivals = [group.arrivals() for group in groups.values()]
    past = _Past(sorted(chain.from_iterable(arrivals)), sorted(times[0] for times in arrivals))
    known: dict[_Subject, list[Card]] = defaultdict(list)
    for card in cards:
        known[_subject(card)].append(card)
    found = [card for subject, group in groups.items() for card in _reviewed(group, known[subject], past, now)]
    return tuple(sorted(found, key=lambda card: (_order(card.reports[0]), card.hazard)))


def _subject(about: Report | Card) -> _Subject:
    return _Subject(about.brand, " ".join(about.product.split()).casefold(), about.hazard)


def _who(report: Report) -> str:
    return report.reporter or f"mention {report.mention_id}"


def _order(report: Report) -> tuple[datetime, MentionId]:
    return report.published_at, report.mention_id


def _grouped(reports: Iterable[Report]) -> dict[_Subject, _Group]:
    """Group by subject, each mention once, as it was given last."""
    groups: dict[_Subject, dict[MentionId, Report]] = defaultdict(dict)
    for report in reports:
        groups[_subject(report)][report.mention_id] = report
    found = {}
    for subject, group in groups.items():
        ordered = sorted(group.values(), key=_order)
        first = {report.fingerprint: report.mention_id for report in reversed(ordered) if report.fingerprint}
        originals = [r for r in ordered if first.get(r.fingerprint, r.mention_id) == r.mention_id]
        found[subject] = _Group(ordered, originals)
    return found


def _episodes(group: _Group, cards: Sequence[Card]) -> Iterator[list[Report]]:
    """Part the reports where nothing new was said for too long, but never those that stand on one card.

    A repost in the quiet time bridges nothing.
    """
    originals = {report.mention_id for report in group.originals}
    spans = [(_order(card.reports[0]), _order(card.reports[-1])) for card in cards]
    episode, quiet_since = [group.reports[0]], group.reports[0].published_at
    for report in group.reports[1:]:
        if report.mention_id in originals:
            quiet = report.published_at - quiet_since > EPISODE
            if quiet and not any(first < _order(report) <= last for first, last in spans):
                yield episode
                episode = []
            quiet_since = report.published_at
        episode.append(report)
    yield episode


def _reason(originals: Iterable[Report]) -> tuple[Trigger, datetime] | None:
    """Find why a card opens, and when: with the first report, in their order, that gives reason enough."""
    latest: dict[str, datetime] = {}
    for report in originals:
        if report.severity >= Severity.TREATMENT and report.first_person and report.confidence >= CREDIBLE:
            return Trigger.SEVERE_REPORT, report.published_at
        if report.severity >= Severity.FIRST_AID or report.potential >= Severity.TREATMENT:
            others = (at for who, at in latest.items() if who != _who(report))
            if any(report.published_at - at <= EPISODE for at in others):
                return Trigger.TWO_REPORTERS, report.published_at
            latest[_who(report)] = report.published_at
    return None


def _reviewed(group: _Group, cards: Sequence[Card], past: _Past, now: datetime) -> Iterator[Card]:
    """Give the card of each of the group's episodes, where one is due and is not what it was."""
    for episode in _episodes(group, cards):
        inside = {report.mention_id for report in episode}
        mine = [card for card in cards if card.reports[-1].mention_id in inside]
        reason = _reason(report for report in group.originals if report.mention_id in inside)
        starts = [card.reports[0].published_at for card in mine]
        if reason is not None:
            starts.append(reason[1] - EPISODE)
        collected = tuple(report for report in episode if starts and report.published_at >= min(starts))
        if mine:
            # Where late reports have joined two episodes, the newer card goes on.
            before = max(mine, key=lambda card: (card.opened_at, card.id or 0))
            card = _card(group, collected, before.trigger, past, before.opened_at)
            # Edits may change what reports say, and how many people they are, and leave the reports themselves.
            if (collected, *_weight(card)) != (before.reports, *_weight(before)):
                yield replace(card, id=before.id, product=before.product)
        elif reason is not None:
            yield _card(group, collected, reason[0], past, now)


def _weight(card: Card) -> tuple[int, Severity, Severity]:
    return card.reporters, card.severity, card.potential


def _card(group: _Group, reports: tuple[Report, ...], trigger: Trigger, past: _Past, opened_at: datetime) -> Card:
    inside = {report.mention_id for report in reports}
    originals = [report for report in group.originals if report.mention_id in inside]
    first, last = reports[0], originals[-1] if originals else reports[0]
    reporters = len({_who(report) for report in originals})
    days = max(EPISODE, last.published_at - first.published_at) / DAY
    expected, p = past.likelihood(group.arrivals(), first.published_at, days, reporters)
    return Card(
        id=None,
        brand=first.brand,
        product=" ".join(first.product.split()),
        hazard=first.hazard,
        severity=max(report.severity for report in reports),
        potential=max(report.potential for report in reports),
        trigger=trigger,
        opened_at=opened_at,
        reports=reports,
        reporters=reporters,
        earlier=group.reports.index(first),
        expected=expected,
        p=p,
    )
