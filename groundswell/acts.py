"""What people do to alerts: acknowledge and resolve, each with its actor, each in the audit."""

from dataclasses import replace
from datetime import datetime

from groundswell.house import House
from storage import alerts, audit
from storage.errors import SettingsError
from storage.models import Actor, Alert, AlertId, AlertState, AuditEntry


def acknowledge(house: House, alert: AlertId, actor: Actor, now: datetime) -> Alert:
    """Say that `actor` is on it, so that others need not be; acknowledging twice keeps the first name."""
    with house.database.write() as tx:
        found = _found(alerts.get(tx, alert), alert)
        if found.state is AlertState.RESOLVED:
            raise SettingsError(f"alert {alert} is resolved already; only an open alert can be acknowledged")
        if found.state is AlertState.ACKNOWLEDGED:
            return found
        audit.record(tx, AuditEntry(at=now, actor=actor, action="acknowledge", subject=f"alert {alert}"))
        return alerts.save(
            tx, replace(found, state=AlertState.ACKNOWLEDGED, acknowledged_by=actor, acknowledged_at=now)
        )


def resolve(house: House, alert: AlertId, actor: Actor, reason: str, now: datetime) -> Alert:
    """Close an alert by hand, with the reason that the next reader will find."""
    if not reason.strip():
        raise SettingsError("a reason is needed to resolve an alert; for example: false alarm, fixed, known event")
    with house.database.write() as tx:
        found = _found(alerts.get(tx, alert), alert)
        if found.state is AlertState.RESOLVED:
            raise SettingsError(f"alert {alert} is resolved already: {found.resolution}")
        audit.record(tx, AuditEntry(at=now, actor=actor, action="resolve", subject=f"alert {alert}", detail=reason))
        return alerts.save(
            tx,
            replace(found, state=AlertState.RESOLVED, resolved_at=now, resolution=f"{reason.strip()} ({actor.name})"),
        )


def _found(alert: Alert | None, number: AlertId) -> Alert:
    if alert is None:
        raise SettingsError(f"there is no alert {number}; `groundswell alerts` lists them")
    return alert
