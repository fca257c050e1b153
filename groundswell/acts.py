"""What people do: to alerts, to what is watched, to what was said. Each has its actor, and stands in the audit."""

import logging
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from groundswell import watch
from groundswell.house import House
from storage import alerts, audit, rules, sources, takedowns, withdrawal
from storage.errors import SettingsError, StorageError
from storage.models import Actor, Alert, AlertId, AlertState, AuditEntry, SourceName
from storage.takedowns import Asked

log = logging.getLogger(__name__)


class Watched(StrEnum):
    """What can be removed from what is watched. A brand stays: its counts and issues are told by it."""

    SOURCE = "source"
    CHANNEL = "channel"
    RULE = "rule"


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


def remove(house: House, what: Watched, name: str, actor: Actor, now: datetime) -> None:
    """Watch without this source, channel or rule; what it brought, sent or opened stays.

    Raises SettingsError for a name nothing has, and for a channel that a rule still names.
    """
    with house.database.write() as tx:
        known = watch.load(tx)
        names = _names(known, what)
        if name not in names:
            raise SettingsError(f"there is no {what} {name!r}; there are {', '.join(sorted(names)) or 'none'}")
        match what:
            case Watched.SOURCE:
                sources.remove(tx, SourceName(name))
            case Watched.RULE:
                rules.remove_rule(tx, name)
            case Watched.CHANNEL:
                if using := [rule.name for rule in known.rules if name in rule.channels]:
                    raise SettingsError(
                        f"channel {name!r} is still named by the rule {using[0]!r}; take it out of that rule's "
                        "channels and apply the watch file, or remove the rule first"
                    )
                rules.remove_channel(tx, name)
        audit.record(tx, AuditEntry(at=now, actor=actor, action="remove", subject=f"{what} {name}"))


def _names(known: watch.Watch, what: Watched) -> list[str]:
    match what:
        case Watched.SOURCE:
            return [s.name for s in known.sources]
        case Watched.CHANNEL:
            return [c.name for c in known.channels]
        case Watched.RULE:
            return [r.name for r in known.rules]


def take_down(house: House, asked: Asked, actor: Actor, now: datetime) -> int:
    """Forget what is asked for, and return how many mentions of it still stood: words and author go, the counts stay.

    The audit says who did it, at which source and to how many mentions; an id or a name there would keep what is to be
    forgotten. The words leave the disk at once, too, or, where somebody is reading, when a worker scrubs next.
    """
    with house.database.write() as tx:
        done = takedowns.take_down(tx, asked)
        told = AuditEntry(at=now, actor=actor, action="takedown", subject=asked.source, detail=f"mentions: {done}")
        audit.record(tx, told)
    try:
        scrubbed = withdrawal.scrub(house.database)
    except StorageError as error:
        log.warning("%s", error)
        scrubbed = False
    if not scrubbed:
        log.warning("the words are taken down, and still on the disk: somebody reads the store; a worker tries again")
    return done


def _found(alert: Alert | None, number: AlertId) -> Alert:
    if alert is None:
        raise SettingsError(f"there is no alert {number}; `groundswell alerts` lists them")
    return alert
