"""The alerts, and the outbox of messages about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from storage import codec, dialects, tables
from storage.dialects import AnyRow, Values
from storage.errors import StorageError
from storage.models import Actor, Alert, AlertId, AlertState, BrandId, Delivery, DeliveryState, Severity
from storage.text import one_line

_LONGEST_FAILURE = 500


def save(tx: Connection, alert: Alert) -> Alert:
    """Add an alert without an id and give it one, or change the one of its id.

    Raises StorageError for an id no alert has, and for a second unresolved alert with the same rule, brand and subject.
    """
    t = tables.alerts
    values = _row(alert)
    try:
        if alert.id is None:
            given = tx.execute(insert(t).values(**values).returning(t.c.id)).scalar_one()
            return replace(alert, id=AlertId(given))
        changed = tx.execute(update(t).where(t.c.id == alert.id).values(**values)).rowcount
    except IntegrityError as error:
        what = f"rule {alert.rule!r}, brand {alert.signal.brand!r} and subject {alert.signal.subject!r}"
        raise StorageError(f"{what}: there is no such brand, or an alert that is not resolved already") from error
    if changed != 1:
        raise StorageError(f"There is no alert {alert.id} to change")
    return alert


def unresolved(tx: Connection, brand: BrandId | None) -> tuple[Alert, ...]:
    """List the alerts about a brand (None: any) that are not resolved, the oldest first."""
    t = tables.alerts
    stmt = select(t).where(t.c.state != AlertState.RESOLVED).order_by(t.c.id)
    return tuple(_alert(row) for row in tx.execute(stmt if brand is None else stmt.where(t.c.brand == brand)))


def get(tx: Connection, alert: AlertId) -> Alert | None:
    """Give one alert; None where there is none with this id."""
    row = tx.execute(select(tables.alerts).where(tables.alerts.c.id == alert)).first()
    return None if row is None else _alert(row)


def everything(tx: Connection, brand: BrandId | None, limit: int) -> tuple[Alert, ...]:
    """List the latest alerts about a brand (None: any), the newest first."""
    t = tables.alerts
    stmt = select(t).order_by(t.c.opened_at.desc(), t.c.id.desc()).limit(limit)
    return tuple(_alert(row) for row in tx.execute(stmt if brand is None else stmt.where(t.c.brand == brand)))


def queue(tx: Connection, deliveries: Sequence[Delivery]) -> None:
    """Put deliveries into the outbox; one whose key is there already stays as it is."""
    rows: list[Values] = [
        {
            "key": delivery.key,
            "alert": delivery.message.alert,
            "channel": delivery.channel,
            "message": codec.message_document(delivery.message),
            "state": delivery.state,
            "attempts": delivery.attempts,
            "due_at": delivery.due_at,
            "failure": delivery.failure,
        }
        for delivery in deliveries
    ]
    if rows:
        tx.execute(dialects.insert(tx, tables.deliveries).on_conflict_do_nothing(index_elements=["key"]), rows)


def lease(tx: Connection, worker: str, now: datetime, seconds: int, limit: int) -> tuple[Delivery, ...]:
    """Take deliveries that are due for one worker alone, for so many seconds; those due longest come first.

    The attempt is counted as it begins, so that a message which kills its sender is not tried for ever; the deliveries
    given tell the attempts made before. Commit before sending.
    """
    t = tables.deliveries
    due = (t.c.state == DeliveryState.WAITING) & (t.c.due_at <= now)
    free = or_(t.c.leased_until.is_(None), t.c.leased_until <= now)
    rows = tx.execute(select(t).where(due, free).order_by(t.c.due_at, t.c.key).limit(limit)).all()
    tx.execute(
        update(t)
        .where(t.c.key.in_([row.key for row in rows]))
        .values(leased_by=worker, leased_until=now + timedelta(seconds=seconds), attempts=t.c.attempts + 1)
    )
    return tuple(_delivery(row) for row in rows)


def settle(
    tx: Connection, key: str, worker: str, now: datetime, state: DeliveryState, failure: str, due_at: datetime | None
) -> bool:
    """Say what became of a leased delivery; WAITING means that it is tried again at `due_at` (None: at once).

    Does nothing and gives False where the worker no longer holds the lease, because it ran out and another took it.
    """
    t = tables.deliveries
    held = (t.c.key == key) & (t.c.leased_by == worker) & (t.c.state == DeliveryState.WAITING)
    settled = tx.execute(
        update(t)
        .where(held)
        .values(
            state=state,
            failure=one_line(failure, _LONGEST_FAILURE),
            due_at=due_at or now,
            leased_by=None,
            leased_until=None,
        )
    )
    return settled.rowcount == 1


def deliveries(tx: Connection, alert: AlertId) -> tuple[Delivery, ...]:
    """List everything that was or will be sent about an alert, by the time it is or was due."""
    t = tables.deliveries
    rows = tx.execute(select(t).where(t.c.alert == alert).order_by(t.c.due_at, t.c.key))
    return tuple(_delivery(row) for row in rows)


def _row(alert: Alert) -> Values:
    return {
        "rule": alert.rule,
        "brand": alert.signal.brand,
        "subject": alert.signal.subject,
        "signal": codec.signal_document(alert.signal),
        "state": alert.state,
        "opened_at": alert.opened_at,
        "seen_at": alert.seen_at,
        "version": alert.version,
        "told_people": alert.told_people,
        "told_severity": alert.told_severity,
        "acknowledged_by": None if alert.acknowledged_by is None else alert.acknowledged_by.name,
        "acknowledged_at": alert.acknowledged_at,
        "resolved_at": alert.resolved_at,
        "resolution": alert.resolution,
    }


def _alert(row: AnyRow) -> Alert:
    return Alert(
        id=row.id,
        rule=row.rule,
        signal=codec.signal(row.signal),
        state=row.state,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        version=row.version,
        told_people=row.told_people,
        told_severity=Severity(row.told_severity),
        acknowledged_by=None if row.acknowledged_by is None else Actor(name=row.acknowledged_by),
        acknowledged_at=row.acknowledged_at,
        resolved_at=row.resolved_at,
        resolution=row.resolution,
    )


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        key=row.key,
        channel=row.channel,
        message=codec.message(row.message),
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        failure=row.failure,
    )
