"""When and how issues are reconsidered: often for newcomers only, now and then for everybody."""

import numpy as np

from analysis.clustering.arrays import Dense, Floats, Ints, Mask, membership, products, take
from analysis.clustering.calibrate import calibrate, centred, relearn
from analysis.clustering.limit import decay, limit
from analysis.clustering.matching import match
from analysis.clustering.micros import NO_ISSUE
from analysis.clustering.state import State, Tuning
from analysis.clustering.tree import grow
from storage.models import GroupChange

SOONEST, LATEST, SHARE = 25, 2048, 0.02
FULL_EVERY = 4
FULL, CROWDED = 1.2, 1.4
HYSTERESIS = 0.5
SEED = 20
YOUNG = 16384
ROUNDS = 4


def due(state: State, tuning: Tuning) -> bool:
    """Say whether enough came since the last refresh: 2 % of all mentions (25 to 2,048), or too many micros."""
    enough = max(SOONEST, min(SHARE * state.seen, LATEST))
    return state.waiting >= enough or len(state.micros) > CROWDED * tuning.micros


def refresh(state: State, tuning: Tuning, full: bool = False) -> list[GroupChange]:
    """Calibrate, then reconsider only the mentions without an issue; at the start and at every fourth time all."""
    if tuning.half_life is None:
        relearn(state)
    else:
        decay(state, 0.5 ** (state.waiting / tuning.half_life))
    calibrate(state)
    young = state.refreshes < FULL_EVERY
    full = full or young or state.refreshes % FULL_EVERY == 0 or len(state.micros) > FULL * tuning.micros
    changes = _reconsider(state, tuning) if full else _settle(state, tuning)
    state.refreshes += 1
    state.waiting = 0
    return changes


def attach(state: State, tuning: Tuning) -> None:
    """Let each micro without an issue join the one whose mentions it resembles most on average, if enough."""
    micros = state.micros
    lonely, settled = np.flatnonzero(micros.issue == NO_ISSUE), np.flatnonzero(micros.issue != NO_ISSUE)
    if not len(lonely) or not len(settled):
        return
    issues, number = np.unique(micros.issue[settled], return_inverse=True)
    sums = membership(number, len(issues)) @ take(micros.sums, settled)
    own, shared = take(micros.sums, lonely), state.words.shared()
    likeness = products(own, sums) - np.outer(own @ shared, sums @ shared)
    likeness /= np.outer(micros.weight[lonely], np.bincount(number, micros.weight[settled]))
    best = likeness.argmax(axis=1)
    joins = likeness[np.arange(len(lonely)), best] >= tuning.fineness * state.spread
    micros.issue[lonely[joins]] = issues[best[joins]]


def _settle(state: State, tuning: Tuning) -> list[GroupChange]:
    """Give mentions without an issue one: an old one, or among themselves a new one."""
    attach(state, tuning)
    micros, threshold = state.micros, tuning.fineness * state.spread
    lonely = np.flatnonzero(micros.issue == NO_ISSUE)
    if not len(lonely):
        return []
    weight = micros.weight[lonely]
    group = grow(centred(take(micros.sums, lonely), state.words.shared()), weight, threshold).cut(threshold)
    issue, changes, state.next_issue = match(micros.issue[lonely], group, weight, tuning.least, state.next_issue)
    micros.issue[lonely] = issue
    return changes


def _reconsider(state: State, tuning: Tuning) -> list[GroupChange]:
    """Build all issues anew, and recognise the old ones among them."""
    micros, threshold = state.micros, tuning.fineness * state.spread
    if not len(micros):
        return []
    gram = centred(micros.sums, state.words.shared())
    tree = grow(_loyal(gram, micros.issue, micros.weight, threshold), micros.weight, threshold)
    group = tree.cut(threshold)
    group = _refine(gram, group, micros.weight, _seeds(state, group, tuning), state.spread)
    micros.issue, changes, state.next_issue = match(micros.issue, group, micros.weight, tuning.least, state.next_issue)
    limit(state, tuning, tree, group, threshold)
    return changes


def _loyal(gram: Dense, issue: Ints, weight: Floats, threshold: float) -> Dense:
    """Make mentions of one issue a little more alike, so that borderline cases stay where they are."""
    loyal = gram.copy()
    for number in np.unique(issue[issue != NO_ISSUE]):
        inside = np.flatnonzero(issue == number)
        bonus = HYSTERESIS * threshold * np.outer(weight[inside], weight[inside])
        loyal[np.ix_(inside, inside)] += bonus.astype(np.float32)
    return loyal


def _seeds(state: State, group: Ints, tuning: Tuning) -> Mask:
    """Say which groups are solid enough to draw others: heavy ones, and issues that are still young."""
    weight = np.bincount(group, state.micros.weight)
    first = np.full(len(weight), state.seen)
    np.minimum.at(first, group, state.micros.first)
    return (weight >= SEED) | ((weight >= tuning.least) & (state.seen - first <= YOUNG))


def _refine(gram: Dense, group: Ints, weight: Floats, seeds: Mask, floor: float) -> Ints:
    """Let each micro move to the seed group whose centre, itself left out, is nearest by cosine; a few rounds.

    It belongs to none where its mean similarity to that group's mentions is below the floor.
    """
    count = int(seeds.sum())
    if not count:
        return group
    number = np.full(len(seeds), -1)
    number[seeds] = np.arange(count)
    choice = number[group]
    square = np.diag(gram).astype(np.float64)
    everyone = np.arange(len(group))
    for _ in range(ROUNDS):
        inside = np.flatnonzero(choice >= 0)
        own = choice[inside]
        dot = np.asarray(membership(choice, count) @ gram, np.float64).T
        with_self = dot[inside, own]
        length = np.bincount(own, with_self, count)
        rest = length[own] - 2 * with_self + square[inside]
        dot[inside, own] -= square[inside]
        cosine = dot / np.sqrt(length.clip(1e-9))
        # A micro that is its group alone has nothing left to compare with, and stays.
        cosine[inside, own] = np.where(rest < 1e-5, np.inf, dot[inside, own] / np.sqrt(rest.clip(1e-9)))
        nearest = cosine.argmax(axis=1)
        best = cosine[everyone, nearest]
        others = np.bincount(own, weight[inside], count)[nearest] - np.where(nearest == choice, weight, 0)
        near = (best > 0) & (dot[everyone, nearest] >= floor * weight * others)
        choice = np.where(np.isinf(best) | near, nearest, -1)
    return np.unique(np.where(choice >= 0, choice, count + everyone), return_inverse=True)[1]
