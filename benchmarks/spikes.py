"""Measure detection: `python -m benchmarks.spikes reports` replays safety reports day by day through the severity lane.

Which known events got a card, at which of their reports, and how many other cards were opened.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from analysis.cards import review
from analysis.reading import Reader
from benchmarks import data
from storage.models import (
    Brand,
    BrandId,
    Card,
    CardId,
    Match,
    Mention,
    MentionId,
    Report,
    SourceName,
    StoredMention,
    Trigger,
)

BRAND = Brand(id=BrandId("all"), name="all")
SOURCE = SourceName("reports")
MONTH_DAYS = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A known event: its reports' numbers, oldest first, and what is known of its peak and recall."""

    id: str
    reports: tuple[str, ...]
    peak: date | None
    recall: date | None


def main() -> None:
    """Run the command that was asked for."""
    parser = data.parser(__doc__ or "", label=False)
    parser.add_argument("command", choices=["reports"])
    parser.add_argument(
        "--events", type=Path, required=True, help="CSV: event_id, report_nos, peak_30d_end, recall_date"
    )
    for column in ("id", "date", "product", "maker"):
        parser.add_argument(f"--{column}", metavar="COL", required=True)
    options = parser.parse_args()
    started = perf_counter()
    rows = sorted(data.rows(options), key=lambda row: (row[options.date], row[options.id]))
    reports = list(harm(rows, options))
    cards = replay(reports)
    names = {MentionId(n): row[options.id] for n, row in enumerate(rows)}
    events = [told(event, rows, options, cards, names) for event in known(options.events)]
    of_events = {found["card"] for found in events if found["card"] is not None}
    months = max(1.0, (day_of(rows[-1], options) - day_of(rows[0], options)).days / MONTH_DAYS)
    severe = [c for n, c in enumerate(cards) if c.trigger is Trigger.SEVERE_REPORT and n not in of_events]
    other = [c for n, c in enumerate(cards) if c.trigger is not Trigger.SEVERE_REPORT and n not in of_events]
    result = {
        "events": [{key: value for key, value in found.items() if key != "card"} for found in events],
        "severe_cards_per_month": len(severe) / months,
        "other_cards_per_month": len(other) / months,
        "cards": len(cards),
    }
    data.tell(result, len(rows), started)


def harm(rows: Sequence[data.Row], options: argparse.Namespace) -> Iterator[Report]:
    """Read every row as the product does, and give those that report harm."""
    stored = [mention(number, row, options) for number, row in enumerate(rows)]
    for each, reading in zip(stored, Reader([BRAND]).read(stored), strict=True):
        if reading.hazard is None or not reading.counted:
            continue
        yield Report(
            mention_id=each.id,
            brand=BRAND.id,
            product=reading.product,
            hazard=reading.hazard.hazard,
            severity=reading.hazard.severity,
            potential=reading.hazard.potential,
            first_person=reading.hazard.first_person,
            confidence=reading.hazard.confidence,
            reporter=str(each.id),
            fingerprint=reading.fingerprint,
            source=SOURCE,
            language=reading.language.value or "und",
            published_at=each.mention.published_at,
        )


def mention(number: int, row: data.Row, options: argparse.Namespace) -> StoredMention:
    """Make one row a mention."""
    return StoredMention(
        id=MentionId(number),
        mention=Mention(
            source=SOURCE,
            external_id=row[options.id],
            text=row[options.text],
            published_at=datetime.combine(day_of(row, options), time.min, UTC),
            exact_time=False,
            product=row[options.product] or None,
            maker=row[options.maker] or None,
        ),
        matches=(Match(brand=BRAND.id, query=""),),
    )


def day_of(row: data.Row, options: argparse.Namespace) -> date:
    """Give the day of a row."""
    return date.fromisoformat(row[options.date][:10])


def replay(reports: Sequence[Report]) -> list[Card]:
    """Look once a day on which something was reported, as a monitor would; give the cards as they stood at last."""
    cards: dict[int, Card] = {}
    for moment in sorted({report.published_at for report in reports}):
        seen = [r for r in reports if moment - timedelta(days=730) <= r.published_at <= moment]
        for card in review(seen, list(cards.values()), moment):
            number = len(cards) if card.id is None else int(card.id)
            cards[number] = replace(card, id=CardId(number))
    return list(cards.values())


def told(
    event: Event,
    rows: Sequence[data.Row],
    options: argparse.Namespace,
    cards: Sequence[Card],
    names: Mapping[MentionId, str],
) -> dict[str, Any]:
    """Say which card was the event's first: half of its reports belong to the event."""
    dates = {row[options.id]: day_of(row, options) for row in rows}
    own = sorted((number for number in event.reports if number in dates), key=lambda number: dates[number])
    belonging = [
        (card.opened_at.date(), place)
        for place, card in enumerate(cards)
        if 2 * sum(names[r.mention_id] in event.reports for r in card.reports) >= len(card.reports)
    ]
    if not belonging:
        return {"event": event.id, "reports": len(own), "card_at_report": None, "card_date": None, "card": None}
    day, place = min(belonging)
    return {
        "event": event.id,
        "reports": len(own),
        "card_at_report": sum(dates[number] <= day for number in own),
        "card_date": day.isoformat(),
        "lead_to_peak_days": (event.peak - day).days if event.peak else None,
        "lead_to_recall_days": (event.recall - day).days if event.recall else None,
        "card": place,
    }


def known(path: Path) -> list[Event]:
    """Read the key of events."""
    unpack = gzip.open if path.suffix == ".gz" else open
    with unpack(path, "rt", encoding="utf-8", newline="") as lines:
        return [
            Event(
                id=row["event_id"],
                reports=tuple(row["report_nos"].split()),
                peak=date.fromisoformat(row["peak_30d_end"]) if row["peak_30d_end"] else None,
                recall=date.fromisoformat(row["recall_date"]) if row["recall_date"] else None,
            )
            for row in csv.DictReader(lines)
        ]


if __name__ == "__main__":
    main()
