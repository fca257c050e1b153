"""Which new group is which old issue, so that an id lives on, merges or splits, and never means something else."""

from collections.abc import Sequence

import numpy as np

from analysis.clustering.arrays import Floats, Ints
from analysis.clustering.micros import NO_ISSUE
from storage.models import GroupChange, IssueEventKind


def match(old: Ints, group: Ints, weight: Floats, least: int, next_issue: int) -> tuple[Ints, list[GroupChange], int]:
    """Give each micro its issue, from the issue it had, the group it is in now, and its weight.

    Old issues and new groups are paired one to one, the largest common weight first. An issue without a group has
    MERGED into the one that took most of it; it is never used again. A group without an issue, if it weighs `least`,
    gets a new number: SPLIT from the issue that most of its weight came from, BORN if most of it had none. (A split
    is a birth too and is told once.) Returns issues, changes, and the next free number.

    >>> old, now = np.array([1, 1, 2, -1]), np.array([0, 1, 1, 2])
    >>> issue, changes, following = match(old, now, np.array([9.0, 5.0, 8.0, 6.0]), 5, 3)
    >>> issue.tolist(), [(str(change.kind), change.group) for change in changes], following
    ([1, 2, 2, 3], [('born', 3)], 4)
    """
    overlaps = _overlaps(old, group, weight)
    issue_of: dict[int, int] = {}
    taken: dict[int, int] = {}
    for _, was, now in overlaps:
        if now not in issue_of and was not in taken:
            issue_of[now], taken[was] = was, now
    changes: list[GroupChange] = []
    for _, was, now in overlaps:
        if was not in taken:
            taken[was] = now
            changes.append(GroupChange(kind=IssueEventKind.MERGED, group=was, other=issue_of[now]))
    total = np.bincount(group, weight)
    origin = {now: (shared, was) for shared, was, now in reversed(overlaps)}
    for now in range(len(total)):
        if now not in issue_of and total[now] >= least:
            shared, was = origin.get(now, (0.0, 0))
            split = shared > total[now] / 2
            kind = IssueEventKind.SPLIT if split else IssueEventKind.BORN
            changes.append(GroupChange(kind=kind, group=next_issue, other=was if split else None))
            issue_of[now] = next_issue
            next_issue += 1
    return np.array([issue_of.get(now, NO_ISSUE) for now in group.tolist()], np.int64), changes, next_issue


def _overlaps(old: Ints, group: Ints, weight: Floats) -> Sequence[tuple[float, int, int]]:
    """List (common weight, issue, group), heaviest first."""
    common: dict[tuple[int, int], float] = {}
    for was, now, share in zip(old.tolist(), group.tolist(), weight.tolist(), strict=True):
        if was != NO_ISSUE:
            common[was, now] = common.get((was, now), 0.0) + share
    return sorted(((share, was, now) for (was, now), share in common.items()), key=lambda row: (-row[0], row[1:]))
