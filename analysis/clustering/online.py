"""How a clustering lives on: batch after batch, each with what it changed for the store."""

from collections.abc import Sequence

import numpy as np

from analysis.clustering.arrays import Ints
from analysis.clustering.assign import assign
from analysis.clustering.codec import dumps
from analysis.clustering.features import count
from analysis.clustering.micros import NO_ISSUE
from analysis.clustering.refresh import attach, due, refresh
from analysis.clustering.state import DEFAULT, WORDLESS, State, Tuning
from storage.models import ClusterUpdate, GroupChange, MentionId, MicroId, Space

CHUNK = 1024


def step(
    state: State, space: Space, generation: int, batch: Sequence[tuple[MentionId, str]], tuning: Tuning = DEFAULT
) -> ClusterUpdate:
    """Take in a batch of mentions with their texts; `state` is changed in place and stands after the batch.

    The same batches in the same order give the same partition, also through `dumps` and `loads` between any two.

    In the update, `assigned` has every mention of the batch. `groups` has every micro-cluster that is new or whose
    issue is another than before, None for none; what was folded into another goes where that goes, what was dropped
    keeps its last issue. So the union of all updates, later ones first, resolves every micro-cluster ever assigned.
    `changes` come in the order in which they happened; an issue may be born and merged in one update. A group that
    left an issue is told as SPLIT alone, never also as BORN; a MERGED group's number is never used again.
    """
    before = state.issues()
    assigned: dict[MentionId, MicroId] = {}
    changes: list[GroupChange] = []
    for start in range(0, len(batch), CHUNK):
        chunk = batch[start : start + CHUNK]
        micros = assign(state, count([text for _, text in chunk]))
        assigned.update(zip((mention for mention, _ in chunk), map(MicroId, micros.tolist()), strict=True))
        if due(state, tuning):
            changes += refresh(state, tuning)
        elif state.refreshes:
            attach(state, tuning)
    return _update(state, space, generation, before, assigned, changes)


def close(state: State, space: Space, generation: int, tuning: Tuning = DEFAULT) -> ClusterUpdate:
    """Reconsider all issues now instead of when it is due, as after an import; changes `state` in place."""
    before = state.issues()
    changes = refresh(state, tuning, full=True) if state.seen else []
    return _update(state, space, generation, before, {}, changes)


def _update(
    state: State,
    space: Space,
    generation: int,
    before: tuple[Ints, Ints],
    assigned: dict[MentionId, MicroId],
    changes: Sequence[GroupChange],
) -> ClusterUpdate:
    issues = _moved(before, state.issues()) | state.dropped
    state.dropped = {}
    if WORDLESS in assigned.values():
        issues[WORDLESS] = NO_ISSUE
    return ClusterUpdate(
        space=space,
        generation=generation,
        state=dumps(state),
        assigned=assigned,
        groups={MicroId(micro): None if issue == NO_ISSUE else issue for micro, issue in issues.items()},
        changes=tuple(changes),
    )


def _moved(before: tuple[Ints, Ints], after: tuple[Ints, Ints]) -> dict[int, int]:
    """List the micro-clusters that are new, or whose issue is another than before."""
    ids, issues = after
    known = np.isin(ids, before[0])
    same = known.copy()
    same[known] = before[1][np.searchsorted(before[0], ids[known])] == issues[known]
    return dict(zip(ids[~same].tolist(), issues[~same].tolist(), strict=True))
