"""What a micro-cluster is: a few dozen mentions so alike that they are never told apart again."""

from dataclasses import dataclass

import numpy as np

from analysis.clustering.arrays import Floats, Ints, Mask, Rows, empty, membership, squares, stack, take, total

NO_ISSUE = -1
_AGE_CAP = 50


@dataclass(slots=True, kw_only=True)
class Micros:
    """The live micro-clusters, one per position.

    `sums` adds up the unit vectors of the members, `weight` counts them (less, where the past decays); `first` and
    `last` are the mention numbers at which members arrived; `issue` is NO_ISSUE where a micro is too lonely for one.
    """

    sums: Rows
    weight: Floats
    first: Ints
    last: Ints
    id: Ints
    issue: Ints

    def __len__(self) -> int:
        return len(self.id)

    def open(self, ids: Ints, now: int) -> None:
        """Append empty micro-clusters with these ids."""
        self.sums = stack(self.sums, empty(len(ids), self.sums.shape[1]))
        self.weight = np.concatenate([self.weight, np.zeros(len(ids))])
        self.first = np.concatenate([self.first, np.full(len(ids), now)])
        self.last = np.concatenate([self.last, np.full(len(ids), now)])
        self.id = np.concatenate([self.id, ids])
        self.issue = np.concatenate([self.issue, np.full(len(ids), NO_ISSUE)])

    def add(self, rows: Rows, place: Ints, now: int) -> None:
        """Add unit vectors to the micro-clusters at these positions."""
        self.sums = self.sums + membership(place, len(self)) @ rows
        self.weight += np.bincount(place, minlength=len(self))
        self.last[place] = now

    def lengths(self) -> Floats:
        """Measure the sum vectors."""
        return np.sqrt(squares(self.sums))

    def thresholds(self, nearness: float) -> Floats:
        """Say from which cosine on a mention belongs to each micro.

        Two members' cosine of `nearness` on average makes a member's cosine with the sum of n others
        s√n / √(1 + (n − 1)s): the more members, the less noise in the sum, the more is asked. n counts up to 50.
        """
        count = self.weight.clip(1, _AGE_CAP)
        return np.asarray(nearness * np.sqrt(count) / np.sqrt(1 + (count - 1) * nearness))

    def keep(self, mask: Mask) -> None:
        """Drop all other micro-clusters."""
        self.sums = take(self.sums, np.flatnonzero(mask))
        self.weight, self.first, self.last = self.weight[mask], self.first[mask], self.last[mask]
        self.id, self.issue = self.id[mask], self.issue[mask]

    def fold(self, group: Ints) -> tuple[Ints, Ints]:
        """Unite the micros of each group in its heaviest one; returns the ids that went and the ids they went into."""
        groups = int(group.max(initial=-1)) + 1
        order = np.lexsort((-self.weight, group))
        head = order[np.searchsorted(group[order], np.arange(groups))]
        gone = np.flatnonzero(head[group] != np.arange(len(self)))
        went, into = self.id[gone], self.id[head[group[gone]]]
        first, last = self.first[head], self.last[head]
        np.minimum.at(first, group, self.first)
        np.maximum.at(last, group, self.last)
        self.sums = membership(group, groups) @ self.sums
        self.weight = total(group, self.weight, groups)
        self.first, self.last, self.id, self.issue = first, last, self.id[head], self.issue[head]
        return went, into
