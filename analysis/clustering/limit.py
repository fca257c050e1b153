"""What is forgotten, so that a clustering stays small: near-twins are folded, outsiders and rare words dropped."""

import numpy as np

from analysis.clustering.arrays import Ints, Rows, filtered
from analysis.clustering.state import State, Tuning
from analysis.clustering.tree import Tree, components

TERMS = 96
WORDS = 1 << 17
FOLD = 1.5
REST = 0.7
STALE = 8192
FADED = 0.1


def decay(state: State, factor: float) -> None:
    """Let everything learned so far count `factor` times as much; drop micro-clusters that have faded away."""
    state.words.decay(factor)
    state.micros.weight *= factor
    state.micros.sums.data *= np.float32(factor)
    state.keep(state.micros.weight >= FADED)


def limit(state: State, tuning: Tuning, tree: Tree, group: Ints, threshold: float) -> None:
    """Bound the micro-clusters, their terms and the vocabulary; `tree` and `group` are those of the live micros."""
    if len(state.micros) > tuning.micros:
        target = int(REST * tuning.micros)
        _fold(state, tree, group, FOLD * threshold, len(state.micros) - target)
        if len(state.micros) > tuning.micros:
            _evict(state, target)
    state.micros.sums = heaviest(state.micros.sums)
    if len(state.words.hashes) > WORDS:
        _forget_words(state)


def _fold(state: State, tree: Tree, group: Ints, floor: float, count: int) -> None:
    """Unite the `count` most similar pairs within a group."""
    pairs = np.flatnonzero((tree.height >= floor) & (group[tree.left] == group[tree.right]))[:count]
    state.fold(components(tree.leaves, tree.left[pairs], tree.right[pairs]))


def _evict(state: State, target: int) -> None:
    """Drop the lightest, the sooner the longer ago they grew."""
    value = state.micros.weight * 0.5 ** ((state.seen - state.micros.last) / STALE)
    keep = np.zeros(len(state.micros), np.bool_)
    keep[np.argsort(-value, kind="stable")[:target]] = True
    state.keep(keep)


def heaviest(sums: Rows) -> Rows:
    """Keep the TERMS largest values of each row that has more than twice as many."""
    keep = np.ones(sums.nnz, np.bool_)
    for row in np.flatnonzero(np.diff(sums.indptr) > 2 * TERMS):
        place = slice(sums.indptr[row], sums.indptr[row + 1])
        values = sums.data[place]
        keep[place] = values >= np.partition(values, -TERMS)[-TERMS]
    return sums if keep.all() else filtered(sums, keep)


def _forget_words(state: State) -> None:
    """Keep the words that micros or the sample use, and of the others the most frequent."""
    used = np.zeros(len(state.words.hashes), np.bool_)
    used[state.micros.sums.indices] = True
    used[state.sample.counts.indices] = True
    keep = used.copy()
    keep[np.lexsort((-state.words.frequency, ~used))[: WORDS // 2]] = True
    state.keep_words(keep)
