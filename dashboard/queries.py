"""What the pages ask the store, as data frames. Rollups answer, so the cost grows with the buckets on the screen."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise
from random import Random
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from groundswell import present as moment_of
from groundswell import standing
from groundswell.gaps import LOOKED_BACK, SHORTEST_GAP
from groundswell.house import House
from groundswell.standing import SourceLine
from storage import alerts as stored_alerts
from storage import brands as stored_brands
from storage import corrections, counts, drawing, events, findings, issues, learned, lessons, search
from storage.models import (
    Alert,
    AlertId,
    AlertState,
    Answered,
    Aspect,
    Brand,
    BrandId,
    Card,
    Correction,
    Issue,
    IssueEvent,
    IssueId,
    IssueSummary,
    Kind,
    Lane,
    LearnedModel,
    MentionId,
    MentionQuery,
    ReadMention,
    SeriesKind,
    SourceEvent,
    SourceName,
    Spike,
    Standing,
    Verdict,
)
from storage.tallies import Tally, tallies

URGENCY = (
    Standing.STOPPED,
    Standing.RESTING,
    Standing.FAILING,
    Standing.SPENT,
    Standing.LIMITED,
    Standing.UNFINISHED,
    Standing.FINE,
)
Scope: TypeAlias = tuple[str | None, Kind]
SENTIMENTS = (SeriesKind.POSITIVE, SeriesKind.NEUTRAL, SeriesKind.NEGATIVE, SeriesKind.UNSCORED)


def brands(house: House) -> tuple[Brand, ...]:
    """List the brands that are watched."""
    with house.database.read() as tx:
        return stored_brands.everything(tx)


def last_cycle(house: House) -> datetime | None:
    """Give the time the data stands at: that of the last cycle; None before the first."""
    with house.database.read() as tx:
        return moment_of.last_look(tx)


def present(house: House, brand: BrandId, clock: datetime) -> tuple[datetime, datetime | None]:
    """Give a brand's present, and the time of its newest mention; None where it has none."""
    with house.database.read() as tx:
        return moment_of.present_and_newest(tx, brand, clock)


def sentiment(
    house: House, brand: BrandId, since: datetime, until: datetime, zone: ZoneInfo, bucket: str
) -> pd.DataFrame:
    """Count customers' mentions per bucket ("h" or "D", in the brand's time zone) and sentiment.

    Columns: time, sentiment, mentions.
    """
    with house.database.read() as tx:
        totals = counts.totals(tx, brand, SENTIMENTS, since, until)
    frame = pd.DataFrame(
        {
            "time": _buckets(pd.DatetimeIndex([t.hour for t in totals], tz="UTC"), zone, bucket),
            "sentiment": [t.kind for t in totals],
            "mentions": [t.mentions for t in totals],
        }
    )
    return frame.groupby(["time", "sentiment"])["mentions"].sum().reset_index()


def score(frame: pd.DataFrame) -> float | None:
    """Give 100 × (positive − negative) / scored mentions of a `sentiment` frame; None where nothing was scored.

    >>> score(pd.DataFrame({"sentiment": ["positive", "negative", "unscored"], "mentions": [3, 1, 9]}))
    50.0
    """
    sums = _sums(frame)
    scored = sums["positive"] + sums["neutral"] + sums["negative"]
    return 100 * (sums["positive"] - sums["negative"]) / scored if scored else None


def share(frame: pd.DataFrame, kind: str) -> float:
    """Give the share of one sentiment (or "unscored") among all mentions of a `sentiment` frame, 0..1."""
    sums = _sums(frame)
    return sums[kind] / max(1, sum(sums.values()))


def total(frame: pd.DataFrame) -> int:
    """Count the mentions of a `sentiment` frame."""
    return sum(_sums(frame).values())


def _sums(frame: pd.DataFrame) -> dict[str, int]:
    sums = {str(kind): 0 for kind in SENTIMENTS}
    if not frame.empty:
        sums |= {str(kind): int(n) for kind, n in frame.groupby("sentiment")["mentions"].sum().items()}
    return sums


def issue_days(
    house: House, brand: BrandId, issue: IssueId, since: datetime, until: datetime, zone: ZoneInfo
) -> pd.DataFrame:
    """Count an issue's mentions per day in the brand's time zone. Columns: time, mentions."""
    with house.database.read() as tx:
        history = counts.history(tx, brand, since, until)
    row = next((i for i, s in enumerate(history.series) if s.kind is SeriesKind.ISSUE and s.key == str(issue)), None)
    if row is None:
        return pd.DataFrame({"time": [], "mentions": []})
    hours = pd.date_range(history.start, periods=history.mentions.shape[1], freq="h")
    frame = pd.DataFrame({"time": _buckets(hours, zone, "D"), "mentions": history.mentions[row]})
    return frame.groupby("time")["mentions"].sum().reset_index()


def _buckets(hours: pd.DatetimeIndex, zone: ZoneInfo, bucket: str) -> pd.DatetimeIndex:
    """Give the bucket of each UTC hour: itself ("h"), or the first moment of its day ("D"), by the clocks of a zone.

    Where clocks change at midnight, that moment is the earlier of two midnights, or one o'clock.
    """
    local = hours.tz_convert(zone)
    if bucket == "h":
        return local
    return local.floor("D", ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward")


def all_issues(house: House, brand: BrandId, now: datetime) -> tuple[IssueSummary, ...]:
    """List a brand's issues, the busiest week first."""
    with house.database.read() as tx:
        return issues.everything(tx, brand, now)


def issue(house: House, number: IssueId) -> tuple[Issue | None, tuple[IssueEvent, ...]]:
    """Give an issue, and its ledger."""
    with house.database.read() as tx:
        return issues.get(tx, number), issues.ledger(tx, number)


def mentions(house: House, query: MentionQuery) -> tuple[ReadMention, ...]:
    """Find mentions, newest first."""
    with house.database.read() as tx:
        return search.find(tx, query)


def by_id(house: House, numbers: Sequence[MentionId]) -> tuple[ReadMention, ...]:
    """Give mentions by their ids, in that order."""
    with house.database.read() as tx:
        return search.by_id(tx, numbers)


def said(house: House, numbers: Sequence[MentionId]) -> dict[MentionId, tuple[Correction, ...]]:
    """Give what people said of mentions, where it holds."""
    with house.database.read() as tx:
        return corrections.of(tx, numbers)


def drawn(house: House, brand: BrandId, most: int) -> list[MentionId]:
    """Draw mentions of a brand by chance that nobody said anything of yet."""
    with house.database.read() as tx:
        return [each.stored.id for each in drawing.draw(tx, brand, most, Random())]  # noqa: S311


def feelings_read(house: House, brand: BrandId) -> tuple[Tally, ...]:
    """Count whose feeling was read, and by whom; this looks at every mention of a brand."""
    with house.database.read() as tx:
        return tallies(tx, Aspect.SENTIMENT, brand)


def answers(house: House, brand: BrandId) -> list[Answered]:
    """List what people said of a brand's mentions, the newest of each."""
    with house.database.read() as tx:
        return list(corrections.answered(tx, brand=brand))


def learnt(house: House, brand: BrandId) -> list[list[LearnedModel]]:
    """List what was learnt that reads a brand's mentions: for each thing read its versions, the newest first."""
    with house.database.read() as tx:
        found = [m for m in learned.versions(tx) if m.aspect is not Aspect.RELEVANCE or m.scope == brand]
    return [list(versions) for _, versions in groupby(found, key=lambda m: (m.aspect, m.scope))]


def answers_to_learn_from(house: House) -> Counter[Scope]:
    """Count the answers about feelings that stand, by language and kind."""
    with house.database.read() as tx:
        told = corrections.answered(tx, Aspect.SENTIMENT, standing=True)
        return Counter((answer.language, answer.kind) for answer in told)


def ratings_to_learn_from(house: House) -> Counter[Scope]:
    """Count customers' ratings by language and kind; this looks at every mention."""
    with house.database.read() as tx:
        return Counter({(stock.language, stock.kind): stock.rated for stock in lessons.stocks(tx)})


def alerts(house: House, brand: BrandId, resolved: bool) -> list[Alert]:
    """List a brand's alerts: what harms before what rises, the most people first; resolved ones newest first."""
    with house.database.read() as tx:
        if resolved:
            latest = stored_alerts.everything(tx, brand, 500)
            return [a for a in latest if a.state is AlertState.RESOLVED]
        found = stored_alerts.unresolved(tx, brand)
    return sorted(found, key=lambda a: (a.signal.lane is not Lane.SEVERITY, -a.signal.severity, -a.signal.reporters))


def alert(house: House, number: AlertId) -> Alert | None:
    """Give one alert."""
    with house.database.read() as tx:
        return stored_alerts.get(tx, number)


def card(house: House, brand: BrandId, subject: str) -> Card | None:
    """Give the severity card an alert is about; None where it is about a rise."""
    if not subject.startswith("card:"):
        return None
    with house.database.read() as tx:
        return next((c for c in findings.cards(tx, brand) if f"card:{c.id}" == subject), None)


def noticed(house: House, brand: BrandId, since: datetime) -> list[Spike]:
    """List jumps of which nobody can know whether they are rises, newest first."""
    with house.database.read() as tx:
        found = findings.spikes(tx, brand, since)
    return [s for s in found if s.verdict is not Verdict.RISING]


def source_lines(house: House, at: datetime, zone: ZoneInfo) -> list[SourceLine]:
    """Say how each source stands at a moment: first whom somebody must help, last what is switched off."""
    with house.database.read() as tx:
        found = standing.lines(tx, at, zone)
    return sorted(found, key=lambda x: (not x.source.enabled, URGENCY.index(x.standing), x.source.name))


def source_events(house: House, names: Sequence[SourceName], at: datetime, limit: int) -> list[SourceEvent]:
    """List what happened to sources in the last 30 days, newest first."""
    with house.database.read() as tx:
        found = [e for name in names for e in events.notable(tx, name, at - LOOKED_BACK, limit)]
    return sorted((e for e in found if e.at <= at), key=lambda e: e.at, reverse=True)[:limit]


def covered_days(line: SourceLine, at: datetime, zone: ZoneInfo) -> pd.DataFrame:
    """Part the last 30 days of a source: not watched yet, covered, missed, still to be read; empty where none is known.

    Columns: since, until (by the clocks of a zone), what.
    """
    if line.reach is None:
        return pd.DataFrame({"since": [], "until": [], "what": []})
    first = max(line.reach.since, at - LOOKED_BACK)
    last = max(first, min(line.reach.until, at))
    edges = [first]
    for gap in reversed(line.gaps):
        edges += [min(max(gap.since, first), last), min(max(gap.until, first), last)]
    edges += [last]
    parts = [(at - LOOKED_BACK, first, "not watched yet")]
    parts += [(a, b, "missed" if n % 2 else "covered") for n, (a, b) in enumerate(pairwise(edges))]
    parts += [(last, at, "to be read")] if line.lag is not None and line.lag > SHORTEST_GAP else []
    rows = [(a.astimezone(zone), b.astimezone(zone), what) for a, b, what in parts if a < b]
    return pd.DataFrame(rows, columns=["since", "until", "what"])
