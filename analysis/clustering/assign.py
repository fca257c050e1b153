"""Which micro-cluster a new mention belongs to: the nearest that is near enough, else one with its own kind."""

import numpy as np

from analysis.clustering.arrays import Ints, Rows, products, take
from analysis.clustering.calibrate import measure
from analysis.clustering.state import WORDLESS, State


def assign(state: State, counted: Rows) -> Ints:
    """Give each mention, its words counted by hash, the id of its micro-cluster; learn from all of them."""
    worded = np.flatnonzero(np.diff(counted.indptr) > 0)
    ids = np.full(counted.shape[0], WORDLESS, np.int64)
    if not len(worded):
        return ids
    counts = state.words.learn(take(counted, worded))
    state.widen()
    rows = state.words.weigh(counts)
    state.words.mean += np.asarray(rows.sum(axis=0), np.float32)
    if not state.refreshes:
        state.nearness = measure(rows, state.words.shared())[1]
    place = _place(state, rows)
    state.micros.add(rows, place, state.seen)
    ids[worded] = state.micros.id[place]
    state.sample.draw(counts, ids[worded], state.seen)
    state.seen += len(worded)
    state.waiting += len(worded)
    return ids


def _place(state: State, rows: Rows) -> Ints:
    place = np.full(rows.shape[0], -1, np.int64)
    micros = state.micros
    if len(micros):
        cosine = products(rows, micros.sums) / micros.lengths().clip(1e-9)
        cosine[cosine < micros.thresholds(state.nearness)] = -1
        nearest = cosine.argmax(axis=1)
        place = np.where(cosine[np.arange(len(place)), nearest] > 0, nearest, -1)
    left = np.flatnonzero(place < 0)
    if len(left):
        kind = _gather(take(rows, left), state.nearness)
        place[left] = len(micros) + kind
        ids = np.arange(state.next_micro, state.next_micro + int(kind.max()) + 1)
        micros.open(ids, state.seen)
        state.next_micro += len(ids)
    return place


def _gather(rows: Rows, nearness: float) -> Ints:
    """Cluster rows among themselves: the one with most near rows takes them, then the next; numbered from 0."""
    near = products(rows, rows) >= nearness
    np.fill_diagonal(near, True)
    kind = np.full(rows.shape[0], -1, np.int64)
    count = 0
    for row in np.argsort(-near.sum(axis=1), kind="stable"):
        if kind[row] < 0:
            kind[near[row] & (kind < 0)] = count
            count += 1
    return kind
