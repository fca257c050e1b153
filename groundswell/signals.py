"""Turn spikes and cards into signals: name what rises, gather who says it, and put the reason into one sentence.

All that the signals of a brand tell comes from one moment of the store: a title fits the mentions under it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from alerts.inhibit import without_shards
from groundswell.house import House
from storage import findings, issues, pseudonyms, search
from storage.database import Transaction
from storage.models import (
    Alert,
    AlertState,
    Brand,
    Card,
    Evidence,
    Issue,
    IssueId,
    Lane,
    MentionId,
    MentionQuery,
    ReadMention,
    Rule,
    Sentiment,
    Series,
    SeriesKind,
    Severity,
    Signal,
    Spike,
    Trigger,
    Verdict,
)
from storage.text import counted, span

QUIET = timedelta(days=90)
OLD = timedelta(days=7)
MENTIONS = 500
QUOTES = 3


def signals(
    house: House, brand: Brand, spikes: Sequence[Spike], rules: Sequence[Rule], raised: Sequence[Alert], now: datetime
) -> tuple[Signal, ...]:
    """Build the signals of one brand: every real rise, and every card that had a report in the last 90 days.

    A spike whose verdict is "no baseline yet" or "collection began" is kept in the store and shown, but is no signal:
    nobody can know whether it is a rise. Neither is one that no rule would speak of and no open alert is about, nor a
    card of nothing but old history that came with a new brand or query: the first live report makes it news.
    """
    spoken = max((rule.max_q for rule in rules if rule.enabled and rule.lane is Lane.VOLUME), default=0.0)
    known = {alert.signal.subject for alert in raised if alert.state is not AlertState.RESOLVED}
    with house.database.read() as tx:
        living = [c for c in findings.cards(tx, brand.id) if _lives(c, now, f"card:{c.id}" in known)]
        rising = [s for s in spikes if s.verdict is Verdict.RISING]
        named = _issues(tx, rising)
        news = without_shards(rising, named, brand)
        heard = [s for s in news if s.q <= spoken or _subject(s) in known]
        return (*(_of_spike(tx, brand, s, named) for s in heard), *(_of_card(tx, c) for c in living))


def _issues(tx: Transaction, rising: Sequence[Spike]) -> dict[str, Issue]:
    """Find the issues that rise, by the keys of their series."""
    keys = [s.series.key for s in rising if s.series.kind is SeriesKind.ISSUE]
    found = {key: issues.get(tx, IssueId(int(key))) for key in keys}
    return {key: issue for key, issue in found.items() if issue is not None}


def _lives(card: Card, now: datetime, known: bool) -> bool:
    """Decide whether a card is still spoken of; `known` says that an open alert is about it."""
    news = known or not all(report.backfilled for report in card.reports)
    return now - card.reports[-1].published_at <= (QUIET if news else OLD)


def _of_spike(tx: Transaction, brand: Brand, spike: Spike, named: Mapping[str, Issue]) -> Signal:
    mentions = _mentions(tx, brand, spike)
    return Signal(
        subject=_subject(spike),
        brand=brand.id,
        lane=Lane.VOLUME,
        title=_title(brand, spike.series, named),
        reason=_reason(spike),
        since=spike.since,
        observed=spike.observed,
        reporters=spike.observed,
        expected=spike.expected,
        p=spike.p,
        q=spike.q,
        severity=max(
            (m.reading.hazard.severity for m in mentions if m.reading and m.reading.hazard), default=Severity.NONE
        ),
        evidence=_evidence(tx, mentions),
    )


def _subject(spike: Spike) -> str:
    return f"{spike.series.kind}:{spike.series.key}" if spike.series.key else str(spike.series.kind)


def _title(brand: Brand, series: Series, named: Mapping[str, Issue]) -> str:
    match series.kind:
        case SeriesKind.ISSUE:
            return named[series.key].name if series.key in named else f"Issue {series.key}"
        case SeriesKind.HAZARD:
            product, _, hazard = series.key.rpartition("/")
            return f"Reports of {hazard}" + (f": {product}" if product else "")
        case SeriesKind.NEGATIVE:
            return f"Negative mentions of {brand.name}"
        case _:
            return f"Mentions of {brand.name}"


def _reason(spike: Spike) -> str:
    what = ("mention", "mentions") if spike.series.kind is SeriesKind.MENTIONS else ("person", "people")
    usual = "less than one is usual" if spike.expected < 1 else f"about {spike.expected:,.0f} are usual"
    many, long = counted(spike.observed, *what), span(spike.until - spike.since)
    return f"{many} in {long}, where {usual} and more than {spike.high:,.0f} are rare"


def _mentions(tx: Transaction, brand: Brand, spike: Spike) -> list[ReadMention]:
    kind, key = spike.series.kind, spike.series.key
    query = MentionQuery(
        brand=brand.id,
        issue=IssueId(int(key)) if kind is SeriesKind.ISSUE else None,
        since=spike.since,
        until=spike.until,
        limit=MENTIONS,
    )
    found = search.find(tx, query)
    return [m for m in found if m.reading and m.reading.counts_for(brand.id) and _belongs(m, kind, key)]


def _belongs(mention: ReadMention, kind: SeriesKind, key: str) -> bool:
    reading = mention.reading
    if reading is None:
        return False
    if kind is SeriesKind.NEGATIVE:
        return reading.sentiment.value is Sentiment.NEGATIVE
    if kind is SeriesKind.HAZARD:
        product, _, hazard = key.rpartition("/")
        return (
            reading.hazard is not None
            and reading.hazard.hazard.value == hazard
            and reading.product.strip().casefold() == product
        )
    return True


def _of_card(tx: Transaction, card: Card) -> Signal:
    found = search.by_id(tx, [r.mention_id for r in card.reports])
    what = card.hazard.value
    return Signal(
        subject=f"card:{card.id}",
        brand=card.brand,
        lane=Lane.SEVERITY,
        title=f"{card.product}: {what}" if card.product else f"{what.capitalize()}, no product named",
        reason=_card_reason(card),
        since=card.reports[0].published_at,
        observed=len(card.reports),
        reporters=card.reporters,
        expected=card.expected,
        p=card.p,
        q=None,
        severity=card.severity,
        evidence=_evidence(tx, found),
    )


def _card_reason(card: Card) -> str:
    others = card.reporters - 1
    said = {0: "nobody else has reported the same so far", 1: "one other person reports the same"}.get(
        others, f"{others} other people report the same, independently"
    )
    before = f"{card.earlier} similar before" if card.earlier else "no similar report before"
    why = (
        "one person reports it first-hand" if card.trigger is Trigger.SEVERE_REPORT else "at least two people report it"
    )
    return f"{why.capitalize()}; {said}; {before}"


def _evidence(tx: Transaction, mentions: Sequence[ReadMention]) -> Evidence:
    """Gather who says it: independent people first and counted, reposts and repeats after them and not counted."""
    people = pseudonyms.people(tx, [m.stored for m in mentions])
    first, again = _independent(mentions, people)
    return Evidence(
        mentions=tuple(m.stored.id for m in (*first, *again)),
        sources=_counts(m.stored.mention.source for m in first),
        languages=_counts(m.reading.language.value or "unknown" for m in first if m.reading),
        products=_counts(m.reading.product for m in first if m.reading and m.reading.product),
        quotes=tuple(m.stored.mention.text for m in first if m.stored.mention.text)[:QUOTES],
    )


def _independent(
    mentions: Sequence[ReadMention], people: Mapping[MentionId, str]
) -> tuple[list[ReadMention], list[ReadMention]]:
    """Part mentions into those that bring a new person with new words, and the rest; both in order of publication."""
    first: list[ReadMention] = []
    again: list[ReadMention] = []
    known: set[str] = set()
    words: set[str] = set()
    for mention in sorted(mentions, key=lambda m: (m.stored.mention.published_at, m.stored.id)):
        person = people[mention.stored.id]
        said = mention.reading.fingerprint if mention.reading else ""
        (again if person in known or said in words else first).append(mention)
        known.add(person)
        words.add(said)
    return first, again


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())
