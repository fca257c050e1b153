"""The state of each clustering, and what one batch changed in it."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from storage import dialects, tables
from storage.dialects import Values, portions
from storage.errors import StorageError
from storage.lineage import aliases, end
from storage.models import ClusterUpdate, GroupChange, IssueEventKind, IssueId, IssueStatus, Space

_STATUS = {IssueEventKind.CLOSED: IssueStatus.CLOSED, IssueEventKind.REOPENED: IssueStatus.OPEN}


class Conflict(StorageError):
    """Another writer moved the clustering first: load it again and compute the batch anew."""


def spaces(tx: Connection) -> tuple[Space, ...]:
    """List every space in which anything was clustered."""
    t = tables.spaces
    rows = tx.execute(select(t.c.brand, t.c.language).order_by(t.c.id))
    return tuple(Space(brand=row.brand, language=row.language) for row in rows)


def load(tx: Connection, space: Space) -> tuple[int, bytes | None]:
    """Give a clustering's generation and serialised state; 0 and None where nothing was clustered yet."""
    t = tables.spaces
    stmt = select(t.c.generation, t.c.state).where(t.c.brand == space.brand, t.c.language == space.language)
    row = tx.execute(stmt).first()
    return (0, None) if row is None else (row.generation, row.state)


def apply(tx: Connection, changed: ClusterUpdate, now: datetime) -> None:
    """Write what one batch changed in one space, and move its generation on by one.

    Raises Conflict where the generation is no longer the one the update was computed from. Local numbers that were not
    seen before become issues without a name. An issue that merged becomes an alias of the one it merged into; a merger
    into itself, by whatever detour, is no merger.
    """
    space_id = _move(tx, changed)
    issues = _issues(tx, space_id, changed, now)
    _place(tx, space_id, changed, issues)
    alias_of = aliases(tx)
    for change in changed.changes:
        other = None if change.other is None else issues[change.other]
        _enter(tx, change, issues[change.group], other, alias_of, now)


def _move(tx: Connection, changed: ClusterUpdate) -> int:
    """Save the state under the next generation; give the space's id."""
    t = tables.spaces
    space = changed.space
    if changed.generation == 0:
        first = {"brand": space.brand, "language": space.language, "generation": 0, "state": b""}
        tx.execute(dialects.insert(tx, t).on_conflict_do_nothing(), first)
    moved = tx.execute(
        update(t)
        .where(t.c.brand == space.brand, t.c.language == space.language, t.c.generation == changed.generation)
        .values(generation=changed.generation + 1, state=changed.state)
        .returning(t.c.id)
    ).scalar()
    if moved is None:
        raise Conflict(
            f"{space.brand}/{space.language} is no longer at generation {changed.generation}: another writer came first"
        )
    return int(moved)


def _issues(tx: Connection, space_id: int, changed: ClusterUpdate, now: datetime) -> dict[int, IssueId]:
    """Give the issue of every local number the update names, beginning those that are new."""
    numbers = {group for group in changed.groups.values() if group is not None}
    numbers |= {number for c in changed.changes for number in (c.group, c.other) if number is not None}
    t = tables.issues
    new: list[Values] = [
        {
            "space_id": space_id,
            "number": number,
            "name": "",
            "terms": [],
            "status": IssueStatus.OPEN,
            "born_at": now,
            "named_mentions": 0,
        }
        for number in sorted(numbers)
    ]
    if new:
        tx.execute(dialects.insert(tx, t).on_conflict_do_nothing(index_elements=["space_id", "number"]), new)
    return {
        row.number: row.id
        for some in portions(numbers)
        for row in tx.execute(select(t.c.number, t.c.id).where(t.c.space_id == space_id, t.c.number.in_(some)))
    }


def _place(tx: Connection, space_id: int, changed: ClusterUpdate, issues: dict[int, IssueId]) -> None:
    """Put mentions into their micro-clusters, and micro-clusters into their issues."""
    m = tables.matches
    if changed.assigned:
        tx.execute(
            update(m)
            .where(m.c.mention_id == bindparam("mention"), m.c.brand == changed.space.brand)
            .values(space_id=space_id, micro_id=bindparam("micro")),
            [{"mention": mention, "micro": micro} for mention, micro in changed.assigned.items()],
        )
    rows: list[Values] = [
        {"space_id": space_id, "micro_id": micro, "issue_id": None if group is None else issues[group]}
        for micro, group in changed.groups.items()
    ]
    dialects.replace(tx, tables.micros, rows)


def _enter(
    tx: Connection,
    change: GroupChange,
    issue: IssueId,
    other: IssueId | None,
    alias_of: dict[IssueId, IssueId],
    now: datetime,
) -> None:
    """Enter one change into the ledger, and let the issue follow it."""
    t = tables.issues
    if change.kind in _STATUS:
        tx.execute(update(t).where(t.c.id == issue).values(status=_STATUS[change.kind]))
    if change.kind is IssueEventKind.MERGED and other is not None:
        # Both ends of a chain are joined, never an issue in its middle, so that chains cannot close into a ring.
        old, new = end(alias_of, issue), end(alias_of, other)
        if old == new:
            return
        alias_of[old] = new
        tx.execute(update(t).where(t.c.id == old).values(alias_of=new))
    row = {"issue": issue, "kind": change.kind, "at": now, "other": other, "detail": ""}
    tx.execute(insert(tables.issue_events), row)
