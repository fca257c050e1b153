"""The issues as people see them: what each is called, how large it is and was, and what became of it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from storage import tables
from storage.columns import hour_of, start_of
from storage.dialects import AnyRow
from storage.errors import StorageError
from storage.lineage import aliases, end, issues_by_key, series_key
from storage.models import (
    BrandId,
    Issue,
    IssueEvent,
    IssueEventKind,
    IssueId,
    IssueSummary,
    MentionId,
    SeriesKind,
    Severity,
    Space,
)
from storage.text import one_line

_WEEK_HOURS = 7 * 24
_LONGEST_QUOTE = 280
_NEVER = 2**31


@dataclass(slots=True)
class _Size:
    """What the rollups of an issue's micro-clusters add up to."""

    mentions: int = 0
    reporters: int = 0
    week: int = 0
    week_before: int = 0
    first_hour: int = _NEVER
    last_hour: int = -_NEVER
    severity: int = 0


def everything(tx: Connection, brand: BrandId, now: datetime) -> tuple[IssueSummary, ...]:
    """List a brand's issues, those that others took over left out, the largest week first.

    Counts come from the rollups, so the first and last time are those of whole hours, and a reporter who stands in two
    micro-clusters of one issue counts in both. A week is the 168 hours up to the one that holds `now`.
    """
    sizes = _sizes(tx, brand, hour_of(now))
    t, m = tables.issues, tables.mentions
    stmt = select(*_COLUMNS, m.c.text.label("quoted")).select_from(
        t.join(tables.spaces).outerjoin(m, m.c.id == t.c.quote)
    )
    rows = tx.execute(stmt.where(tables.spaces.c.brand == brand, t.c.alias_of.is_(None)))
    found = [_summary(_issue(row), sizes[row.id], row.quoted or "") for row in rows]
    return tuple(sorted(found, key=lambda s: (-s.week, -s.mentions, s.issue.id)))


def get(tx: Connection, issue: IssueId) -> Issue | None:
    """Give an issue, or the one that took it over; None where there is none with this id."""
    survivor = end(aliases(tx), issue)
    stmt = select(*_COLUMNS).join_from(tables.issues, tables.spaces).where(tables.issues.c.id == survivor)
    row = tx.execute(stmt).first()
    return None if row is None else _issue(row)


def ledger(tx: Connection, issue: IssueId) -> tuple[IssueEvent, ...]:
    """List what became of one issue itself, in order; what happened to the one that took it over stands there."""
    t = tables.issue_events
    rows = tx.execute(select(t).where(t.c.issue == issue).order_by(t.c.id))
    return tuple(
        IssueEvent(issue=row.issue, kind=row.kind, at=row.at, other=row.other, detail=row.detail) for row in rows
    )


def to_name(tx: Connection, space: Space) -> tuple[tuple[Issue, int], ...]:
    """Give the issues whose mentions at least doubled since they were last named, with their mentions now."""
    sizes = _totals(tx, space.brand)
    t, s = tables.issues, tables.spaces
    stmt = select(*_COLUMNS, t.c.named_mentions).join_from(t, s).where(t.c.alias_of.is_(None))
    rows = tx.execute(stmt.where(s.c.brand == space.brand, s.c.language == space.language).order_by(t.c.id))
    return tuple(
        (_issue(row), sizes[row.id].mentions)
        for row in rows
        if sizes[row.id].mentions >= max(1, 2 * row.named_mentions)
    )


def name(
    tx: Connection,
    issue: IssueId,
    name: str,
    terms: tuple[str, ...],
    quote: MentionId | None,
    mentions: int,
    now: datetime,
) -> None:
    """Name an issue by `mentions` of it; a name other than its last one is entered into the ledger.

    Raises StorageError where there is no such issue.
    """
    t = tables.issues
    known = tx.execute(select(t.c.name).where(t.c.id == issue)).scalar()
    if known is None:
        raise StorageError(f"There is no issue {issue} to name")
    tx.execute(
        update(t).where(t.c.id == issue).values(name=name, terms=list(terms), quote=quote, named_mentions=mentions)
    )
    if known not in ("", name):
        event = {"issue": issue, "kind": IssueEventKind.RENAMED, "at": now, "detail": f"{known} → {name}"}
        tx.execute(insert(tables.issue_events), event)


_COLUMNS = (tables.issues, tables.spaces.c.brand, tables.spaces.c.language)


def _issue(row: AnyRow) -> Issue:
    return Issue(
        id=row.id,
        space=Space(brand=row.brand, language=row.language),
        name=row.name or f"Issue {row.id}",  # until it is named, or after its words were withdrawn
        terms=tuple(row.terms),
        quote=row.quote,
        status=row.status,
        owner=row.owner,
        born_at=row.born_at,
        alias_of=row.alias_of,
    )


def _summary(issue: Issue, size: _Size, quote: str) -> IssueSummary:
    return IssueSummary(
        issue=issue,
        mentions=size.mentions,
        reporters=size.reporters,
        week=size.week,
        week_before=size.week_before,
        first_at=start_of(size.first_hour) if size.mentions else None,
        last_at=start_of(size.last_hour) if size.mentions else None,
        severity=Severity(size.severity),
        quote=one_line(quote, _LONGEST_QUOTE),
    )


def _totals(tx: Connection, brand: BrandId) -> defaultdict[IssueId, _Size]:
    """Add up the running totals of each issue's micro-clusters."""
    issue_of = issues_by_key(tx, brand)
    sizes: defaultdict[IssueId, _Size] = defaultdict(_Size)
    t = tables.series
    stmt = select(t.c.key, t.c.mentions, t.c.reporters, t.c.first_hour, t.c.last_hour)
    # Unpacked, because there are thousands of micro-clusters and this is asked at every batch.
    for key, mentions, reporters, first, last in tx.execute(
        stmt.where(t.c.brand == brand, t.c.kind == SeriesKind.MICRO)
    ):
        if (issue := issue_of.get(key)) is not None:
            size = sizes[issue]
            size.mentions += mentions
            size.reporters += reporters
            size.first_hour = min(size.first_hour, first)
            size.last_hour = max(size.last_hour, last)
    return sizes


def _sizes(tx: Connection, brand: BrandId, hour: int) -> defaultdict[IssueId, _Size]:
    """Add up the running totals, the last two weeks and the worst harm of each issue."""
    sizes = _totals(tx, brand)
    issue_of = issues_by_key(tx, brand)
    for key, mentions in _between(tx, brand, hour - _WEEK_HOURS, hour).items():
        if key in issue_of:
            sizes[issue_of[key]].week += mentions
    for key, mentions in _between(tx, brand, hour - 2 * _WEEK_HOURS, hour - _WEEK_HOURS).items():
        if key in issue_of:
            sizes[issue_of[key]].week_before += mentions
    for key, severity in _worst(tx, brand).items():
        if key in issue_of:
            size = sizes[issue_of[key]]
            size.severity = max(size.severity, severity)
    return sizes


def _between(tx: Connection, brand: BrandId, after: int, until: int) -> dict[str, int]:
    """Add up each micro-cluster's mentions in the hours after one and up to another, by the key of its series."""
    s, c = tables.series, tables.counts
    stmt = select(s.c.key, func.sum(c.c.mentions)).join_from(s, c).group_by(s.c.key)
    within = (c.c.hour > after, c.c.hour <= until, s.c.last_hour > after)
    rows = tx.execute(stmt.where(s.c.brand == brand, s.c.kind == SeriesKind.MICRO, *within))
    return {key: int(mentions) for key, mentions in rows}


def _worst(tx: Connection, brand: BrandId) -> dict[str, int]:
    """Give the worst harm that was reported in each micro-cluster, by the key of its series."""
    r, m, s = tables.readings, tables.matches, tables.spaces
    stmt = select(s.c.language, m.c.micro_id, func.max(r.c.severity)).select_from(
        r.join(m, m.c.mention_id == r.c.mention_id).join(s, s.c.id == m.c.space_id)
    )
    rows = tx.execute(stmt.where(r.c.severity > 0, m.c.brand == brand).group_by(s.c.language, m.c.micro_id))
    return {series_key(language, micro): int(worst) for language, micro, worst in rows}
