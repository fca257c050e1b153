"""Which issue a micro-cluster belongs to after all mergers.

A mention keeps its micro-cluster, a micro-cluster its issue, and an issue that was taken over names the one that did
so. All of this is followed when read, so a merger rewrites no mention.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection

from storage import tables
from storage.models import BrandId, IssueId


def end(alias_of: Mapping[IssueId, IssueId], issue: IssueId) -> IssueId:
    """Follow an issue to the one it lives on as; itself where nothing took it over.

    >>> end({IssueId(1): IssueId(2), IssueId(2): IssueId(5)}, IssueId(1))
    5
    """
    while issue in alias_of:
        issue = alias_of[issue]
    return issue


def aliases(tx: Connection) -> dict[IssueId, IssueId]:
    """Give for every issue that was taken over the one that did so; these never form a ring."""
    t = tables.issues
    rows = tx.execute(select(t.c.id, t.c.alias_of).where(t.c.alias_of.is_not(None)))
    return {IssueId(issue): IssueId(other) for issue, other in rows}


def family(tx: Connection, issue: IssueId) -> list[IssueId]:
    """Give all issues that live on as the same one as this, itself among them."""
    known = aliases(tx)
    survivor = end(known, issue)
    return [survivor, *(each for each in known if end(known, each) == survivor)]


def issues_by_key(tx: Connection, brand: BrandId) -> dict[str, IssueId]:
    """Give for the key of every micro-cluster's series the issue it counts for."""
    known = aliases(tx)
    s, m = tables.spaces, tables.micros
    stmt = select(s.c.language, m.c.micro_id, m.c.issue_id).join_from(m, s)
    rows = tx.execute(stmt.where(s.c.brand == brand, m.c.issue_id.is_not(None)))
    return {
        series_key(language, micro): end(known, IssueId(issue)) if issue in known else issue
        for language, micro, issue in rows
    }


def series_key(language: str, micro: int) -> str:
    """Name the series of a micro-cluster of one brand.

    >>> series_key("en", 17)
    'en/17'
    """
    return f"{language}/{micro}"
