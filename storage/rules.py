"""What is worth speaking about, over which channels, and what is silenced for now."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.errors import StorageError
from storage.models import Actor, ChannelSettings, Rule, Severity, Silence


def save_rule(tx: Connection, rule: Rule) -> None:
    """Add a rule, or replace the one of its name."""
    row = {
        "name": rule.name,
        "lane": rule.lane,
        "channels": list(rule.channels),
        "brand": rule.brand,
        "max_q": rule.max_q,
        "min_reporters": rule.min_reporters,
        "min_ratio": rule.min_ratio,
        "min_severity": int(rule.min_severity),
        "quiet_hours": rule.quiet_hours,
        "enabled": rule.enabled,
    }
    dialects.replace(tx, tables.rules, [row])


def rules(tx: Connection) -> tuple[Rule, ...]:
    """List all rules by name."""
    return tuple(
        Rule(
            name=row.name,
            lane=row.lane,
            channels=tuple(row.channels),
            brand=row.brand,
            max_q=row.max_q,
            min_reporters=row.min_reporters,
            min_ratio=row.min_ratio,
            min_severity=Severity(row.min_severity),
            quiet_hours=row.quiet_hours,
            enabled=row.enabled,
        )
        for row in tx.execute(select(tables.rules).order_by(tables.rules.c.name))
    )


def remove_rule(tx: Connection, name: str) -> None:
    """Remove a rule; the alerts it opened stay."""
    tx.execute(delete(tables.rules).where(tables.rules.c.name == name))


def save_channel(tx: Connection, channel: ChannelSettings) -> None:
    """Add a channel, or replace the one of its name."""
    row = {"name": channel.name, "plugin": channel.plugin, "options": dict(channel.options)}
    dialects.replace(tx, tables.channels, [row])


def channels(tx: Connection) -> tuple[ChannelSettings, ...]:
    """List all channels by name."""
    return tuple(
        ChannelSettings(name=row.name, plugin=row.plugin, options=dict(row.options))
        for row in tx.execute(select(tables.channels).order_by(tables.channels.c.name))
    )


def remove_channel(tx: Connection, name: str) -> None:
    """Remove a channel; what waits to be sent over it stays in the outbox."""
    tx.execute(delete(tables.channels).where(tables.channels.c.name == name))


def save_silence(tx: Connection, silence: Silence) -> Silence:
    """Add a silence without an id and give it one, or change the one of its id; raise StorageError if there is none."""
    t = tables.silences
    values = {
        "brand": silence.brand,
        "subject": silence.subject,
        "until": silence.until,
        "actor": silence.actor.name,
        "reason": silence.reason,
    }
    if silence.id is None:
        return replace(silence, id=tx.execute(insert(t).values(**values).returning(t.c.id)).scalar_one())
    if tx.execute(update(t).where(t.c.id == silence.id).values(**values)).rowcount != 1:
        raise StorageError(f"There is no silence {silence.id} to change")
    return silence


def silences(tx: Connection, now: datetime) -> tuple[Silence, ...]:
    """List the silences that still hold, the first to end first."""
    t = tables.silences
    return tuple(
        Silence(
            id=row.id,
            brand=row.brand,
            subject=row.subject,
            until=row.until,
            actor=Actor(name=row.actor),
            reason=row.reason,
        )
        for row in tx.execute(select(t).where(t.c.until > now).order_by(t.c.until, t.c.id))
    )
