"""The places people talk: how each is read, and how it stands."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from storage import state, tables
from storage.dialects import AnyRow, Values
from storage.models import Budget, Period, Source, SourceName, SourceState, Standing, TurnEnd
from storage.text import one_line

_VERSION = "sources version"
_LONGEST_FAILURE = 500


def save(tx: Connection, source: Source) -> None:
    """Add a source, or change how the one of its name is read.

    A cursor has its collector's own form: it is kept as long as the collector stays, and forgotten with it.
    """
    t = tables.sources
    known = tx.execute(select(t).where(t.c.name == source.name)).one_or_none()
    if known is not None and _source(known) == source:
        return
    # What a person changed is tried at once: the change may have mended what failed.
    row = {
        "collector": source.collector,
        "options": dict(source.options),
        "interval_seconds": source.interval_seconds,
        "jitter_seconds": source.jitter_seconds,
        "deadline_seconds": source.deadline_seconds,
        "budget": _budget_document(source.budget),
        "enabled": source.enabled,
        "standing": Standing.FINE,
        "failures": 0,
        "due_at": None,
    }
    if known is None:
        tx.execute(insert(t).values(name=source.name, mentions=_brought(tx, source.name), **row))
    elif known.collector == source.collector:
        tx.execute(update(t).where(t.c.name == source.name).values(**row))
    else:
        tx.execute(update(t).where(t.c.name == source.name).values(cursor=None, **row))
    _changed(tx)


def remove(tx: Connection, name: SourceName) -> None:
    """Stop reading a source; what it brought stays."""
    tx.execute(delete(tables.sources).where(tables.sources.c.name == name))
    _changed(tx)


def version(tx: Connection) -> int:
    """Number the list of sources: the number grows whenever a person changes one, adds one or removes one."""
    return int(state.get(tx, _VERSION) or 0)


def states(tx: Connection) -> tuple[SourceState, ...]:
    """List how every source stands, by name."""
    t = tables.sources
    return tuple(_state(row) for row in tx.execute(select(t).order_by(t.c.name)))


def get(tx: Connection, name: SourceName) -> SourceState | None:
    """Give how one source stands; None where there is none of this name."""
    t = tables.sources
    row = tx.execute(select(t).where(t.c.name == name)).one_or_none()
    return None if row is None else _state(row)


def settled(tx: Connection, name: SourceName, at: datetime, turn: TurnEnd) -> None:
    """Say how a turn that began at `at` ended; `turn.failure` None means that it succeeded."""
    values: Values = {
        "attempted_at": at,
        "standing": turn.standing,
        "failures": turn.failures,
        "due_at": turn.due_at,
        "failure": None if turn.failure is None else one_line(turn.failure, _LONGEST_FAILURE),
    }
    if turn.failure is None:
        values["succeeded_at"] = at
    tx.execute(update(tables.sources).where(tables.sources.c.name == name).values(**values))


def advance(tx: Connection, name: SourceName, cursor: str, at: datetime, new: int) -> None:
    """Move a source's cursor behind a batch that brought `new` mentions.

    A source that was removed while its collector was under way has no cursor any more; that is no failure.
    """
    values: Values = {"cursor": cursor}
    if new:
        values |= {"mentions": tables.sources.c.mentions + new, "newest_at": at}
    tx.execute(update(tables.sources).where(tables.sources.c.name == name).values(**values))


def _changed(tx: Connection) -> None:
    state.put(tx, _VERSION, str(version(tx) + 1))


def _brought(tx: Connection, name: SourceName) -> int:
    """Count what a source brought before it was removed and added again."""
    t = tables.mentions
    return tx.execute(select(func.count()).select_from(t).where(t.c.source == name)).scalar_one()


def _state(row: AnyRow) -> SourceState:
    return SourceState(
        source=_source(row),
        cursor=row.cursor,
        attempted_at=row.attempted_at,
        succeeded_at=row.succeeded_at,
        failure=row.failure,
        mentions=row.mentions,
        standing=row.standing,
        failures=row.failures,
        due_at=row.due_at,
        newest_at=row.newest_at,
    )


def _source(row: AnyRow) -> Source:
    return Source(
        name=row.name,
        collector=row.collector,
        options=dict(row.options),
        interval_seconds=row.interval_seconds,
        jitter_seconds=row.jitter_seconds,
        deadline_seconds=row.deadline_seconds,
        budget=_budget(row.budget),
        enabled=row.enabled,
    )


def _budget_document(budget: Budget) -> Values:
    return {
        "period": budget.period.value,
        "requests": budget.requests,
        "items": budget.items,
        "dollars": budget.dollars,
    }


def _budget(document: Values) -> Budget:
    return Budget(**{**document, "period": Period(document["period"])}) if document else Budget()
