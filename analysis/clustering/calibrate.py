"""How alike is alike: the scale of similarity in one space, read off pairs of mentions drawn from all of it."""

import numpy as np

from analysis.clustering.arrays import Dense, Rows, membership, products
from analysis.clustering.state import State

NEAR_QUANTILE = 0.999
NEAR_SHARE = 0.75
MEMORY = 0.7

# Quantiles of few mentions are noise, and where all talk about three things the pairs are no longer unrelated.
SPREAD_FROM, SPREAD_MOST = 50, 0.06
NEARNESS_FROM, NEARNESS_BEFORE, NEARNESS_LEAST = 200, 0.4, 0.2


def calibrate(state: State) -> None:
    """Measure spread and nearness on the sample, and smooth them over refreshes."""
    spread, nearness = measure(state.words.weigh(state.sample.counts), state.words.shared())
    memory = MEMORY if state.refreshes else 0.0
    state.spread = memory * state.spread + (1 - memory) * spread
    state.nearness = memory * state.nearness + (1 - memory) * nearness


def measure(rows: Rows, shared: Dense) -> tuple[float, float]:
    """Measure over all pairs of unit vectors the spread of similarity, and the similarity of near-duplicates.

    The spread is the standard deviation, the nearness ¾ of the 99.9 % quantile; both within bounds that replace them
    while there are too few mentions to tell.
    """
    count = rows.shape[0]
    if count < SPREAD_FROM:
        return SPREAD_MOST, NEARNESS_BEFORE
    pairs = centred(rows, shared)[np.triu_indices(count, 1)]
    spread = min(float(pairs.std()), SPREAD_MOST)
    if count < NEARNESS_FROM:
        return spread, NEARNESS_BEFORE
    return spread, max(NEAR_SHARE * float(np.quantile(pairs, NEAR_QUANTILE)), NEARNESS_LEAST)


def centred(rows: Rows, shared: Dense) -> Dense:
    """Give the similarities between all rows, without what all mentions share."""
    gram = products(rows, rows)
    common = rows @ shared
    gram -= np.outer(common, common)
    return gram


def relearn(state: State) -> None:
    """Weigh all mentions anew while the sample still holds them: the first came before it was known what is rare."""
    place = np.argsort(state.micros.id)
    found = np.isin(state.sample.micro, state.micros.id)
    if len(found) < state.seen or not found.all():
        return
    rows = state.words.weigh(state.sample.counts)
    group = place[np.searchsorted(state.micros.id[place], state.sample.micro)]
    state.micros.sums = membership(group, len(state.micros)) @ rows
    state.words.mean = np.asarray(rows.sum(axis=0), np.float32)
