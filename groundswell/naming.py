"""Give issues names in the customers' own words, when they are new or have doubled."""

from collections.abc import Sequence
from datetime import datetime

from analysis import naming
from groundswell.house import House
from storage import issues, mentions, readings, search
from storage.models import Issue, MentionQuery, Space

MEMBERS = 200
BACKGROUND = 300


def name_issues(house: House, spaces: Sequence[Space], now: datetime) -> None:
    """Name the issues of these spaces that are due; a name stays until half of its terms have changed."""
    for space in spaces:
        with house.database.read() as tx:
            due = issues.to_name(tx, space)
            recent = mentions.get(tx, readings.latest(tx, space, BACKGROUND)) if due else ()
        others = naming.background([stored.mention.text for stored in recent])
        for issue, size in due:
            _name(house, issue, size, others, now)


def _name(house: House, issue: Issue, size: int, others: naming.Background, now: datetime) -> None:
    with house.database.read() as tx:
        members = search.find(tx, MentionQuery(issue=issue.id, limit=MEMBERS))
    if not members:
        return
    found = naming.name([m.stored.mention.text for m in members], others)
    kept = bool(issue.terms) and not naming.changed(issue.terms, found.terms)
    with house.database.write() as tx:
        # What was taken back since must not come back as a name; the issue stays due.
        said = tuple(member.stored for member in members)
        if issues.get(tx, issue.id) != issue or mentions.get(tx, [stored.id for stored in said]) != said:
            return
        issues.name(
            tx,
            issue.id,
            issue.name if kept else found.title,
            issue.terms if kept else found.terms,
            members[found.quote].stored.id,
            size,
            now,
        )
