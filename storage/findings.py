"""What detection found: spikes of the volume lane, reports and cards of the severity lane."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.dialects import AnyRow, Values, portions
from storage.errors import StorageError
from storage.models import BrandId, Card, CardId, Hazard, MentionId, Report, Series, Severity, Spike
from storage.reporters import reporter


def save_spikes(tx: Connection, spikes: Sequence[Spike], now: datetime) -> None:
    """Keep spikes as they were last seen: one per series and begin."""
    rows: list[Values] = [
        {
            "brand": spike.series.brand,
            "kind": spike.series.kind,
            "key": spike.series.key,
            "since": spike.since,
            "until": spike.until,
            "observed": int(spike.observed),
            "expected": float(spike.expected),
            "low": float(spike.low),
            "high": float(spike.high),
            "p": float(spike.p),
            "q": float(spike.q),
            "exposure": float(spike.exposure),
            "verdict": spike.verdict,
            "seen_at": now,
        }
        for spike in spikes
    ]
    if rows:
        stmt = dialects.insert(tx, tables.spikes)
        key = ["brand", "kind", "key", "since"]
        later = {column: stmt.excluded[column] for column in rows[0] if column not in key}
        tx.execute(stmt.on_conflict_do_update(index_elements=key, set_=later), rows)


def spikes(tx: Connection, brand: BrandId, since: datetime) -> tuple[Spike, ...]:
    """List a brand's spikes that lasted until after a moment, the latest begin first."""
    t = tables.spikes
    rows = tx.execute(select(t).where(t.c.brand == brand, t.c.until > since).order_by(t.c.since.desc(), t.c.id.desc()))
    return tuple(
        Spike(
            series=Series(brand=row.brand, kind=row.kind, key=row.key),
            since=row.since,
            until=row.until,
            observed=row.observed,
            expected=row.expected,
            low=row.low,
            high=row.high,
            p=row.p,
            q=row.q,
            exposure=row.exposure,
            verdict=row.verdict,
        )
        for row in rows
    )


def reports(tx: Connection, brand: BrandId, since: datetime, until: datetime) -> tuple[Report, ...]:
    """List the customers' reports of harm that were published in [since, until), oldest first."""
    m = tables.mentions
    stmt = _reports(brand).where(m.c.published_at >= since, m.c.published_at < until)
    return tuple(_report(row) for row in tx.execute(stmt.order_by(m.c.published_at, m.c.id)))


def cards(tx: Connection, brand: BrandId) -> tuple[Card, ...]:
    """List a brand's cards by id; their reports say what the readings of their mentions say now.

    A report that was edited into another harm, another product or none at all is no longer among them, nor one that is
    not counted any more; a card none is left of is left out. It comes back when one of its reports counts again as what
    it said.
    """
    c, r = tables.cards, tables.card_reports
    rows = tx.execute(select(c).where(c.c.brand == brand).order_by(c.c.id)).all()
    held = tx.execute(select(r).join_from(r, c).where(c.c.brand == brand)).all()
    known = _reports_of(tx, brand, {row.mention_id for row in held})
    by_card: dict[int, list[Report]] = defaultdict(list)
    for row in held:
        if row.mention_id in known:
            by_card[row.card_id].append(known[row.mention_id])
    for row in rows:
        by_card[row.id] = [report for report in by_card[row.id] if _subject(report) == _subject(row)]
    return tuple(
        _card(row, sorted(by_card[row.id], key=lambda report: (report.published_at, report.mention_id)))
        for row in rows
        if by_card[row.id]
    )


def save_card(tx: Connection, card: Card) -> Card:
    """Add a card without an id and give it one, or change the one of its id.

    Raises StorageError for an id no card has.
    """
    t = tables.cards
    values: Values = {
        "brand": card.brand,
        "product": card.product,
        "hazard": card.hazard,
        "severity": int(card.severity),
        "potential": int(card.potential),
        "trigger": card.trigger,
        "opened_at": card.opened_at,
        "reporters": int(card.reporters),
        "earlier": int(card.earlier),
        "expected": float(card.expected),
        "p": float(card.p),
    }
    if card.id is None:
        given = tx.execute(insert(t).values(**values).returning(t.c.id)).scalar_one()
    elif tx.execute(update(t).where(t.c.id == card.id).values(**values)).rowcount == 1:
        given = card.id
    else:
        raise StorageError(f"There is no card {card.id} to change")
    held = tables.card_reports
    tx.execute(delete(held).where(held.c.card_id == given))
    tx.execute(insert(held), [{"card_id": given, "mention_id": report.mention_id} for report in card.reports])
    return replace(card, id=CardId(given))


def _reports(brand: BrandId) -> Select[*tuple[object, ...]]:
    m, r, a, p = tables.mentions, tables.readings, tables.matches, tables.pseudonyms
    joined = r.join(m, m.c.id == r.c.mention_id).join(a, a.c.mention_id == r.c.mention_id)
    # Who has taken back some of what they said stays one person with what they left.
    joined = joined.outerjoin(p, (p.c.source == m.c.source) & (p.c.author_key == m.c.author_key))
    person = func.coalesce(p.c.token, m.c.author_key).label("person")
    columns = (m.c.source, m.c.external_id, person, m.c.published_at, m.c.backfilled, a.c.brand)
    return select(r, *columns).select_from(joined).where(r.c.severity.is_not(None), a.c.brand == brand, a.c.counted)


def _reports_of(tx: Connection, brand: BrandId, ids: Iterable[MentionId]) -> dict[MentionId, Report]:
    stmt = _reports(brand)
    rows = (row for some in portions(ids) for row in tx.execute(stmt.where(tables.readings.c.mention_id.in_(some))))
    return {row.mention_id: _report(row) for row in rows}


def _report(row: AnyRow) -> Report:
    return Report(
        mention_id=row.mention_id,
        brand=row.brand,
        product=row.product,
        hazard=row.hazard,
        severity=Severity(row.severity),
        potential=Severity(row.potential),
        first_person=row.first_person,
        confidence=row.hazard_confidence,
        reporter=reporter(row.source, row.person, row.external_id),
        fingerprint=row.fingerprint,
        source=row.source,
        language=row.language or "",
        published_at=row.published_at,
        backfilled=row.backfilled,
    )


def _subject(about: Report | AnyRow) -> tuple[Hazard, str]:
    return about.hazard, " ".join(about.product.split()).casefold()


def _card(row: AnyRow, reports: Sequence[Report]) -> Card:
    return Card(
        id=row.id,
        brand=row.brand,
        product=row.product,
        hazard=row.hazard,
        severity=Severity(row.severity),
        potential=Severity(row.potential),
        trigger=row.trigger,
        opened_at=row.opened_at,
        reports=tuple(reports),
        reporters=row.reporters,
        earlier=row.earlier,
        expected=row.expected,
        p=row.p,
    )
