"""How much a word weighs: the vocabulary of one clustering, with document frequencies that grow as mentions arrive."""

from dataclasses import dataclass, field

import numpy as np

from analysis.clustering.arrays import Dense, Ints, Ints32, Mask, Rows, build, row_of, squares
from analysis.clustering.features import DIMENSIONS

DOUBT = 3.0
ELSEWHERE = 1000.0
"""Mentions imagined without any of the words, so that forty complaints about three things do not make them common."""


@dataclass(slots=True, kw_only=True)
class Words:
    """A column per hashed word, in order of appearance.

    `frequency` counts the mentions that hold the word; `mean` sums the unit vectors of all mentions, whose direction
    is what everybody here says; `mentions` is how many were learned (less, where the past decays).
    """

    hashes: Ints
    frequency: Dense
    mean: Dense
    mentions: float
    column: Ints32 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.column = np.full(DIMENSIONS, -1, np.int32)
        self.column[self.hashes] = np.arange(len(self.hashes))

    @classmethod
    def none(cls) -> "Words":
        """Start with an empty vocabulary."""
        nothing = np.zeros(0, np.float32)
        return cls(hashes=np.zeros(0, np.int64), frequency=nothing, mean=nothing, mentions=0.0)

    def learn(self, counted: Rows) -> Rows:
        """Take in new mentions, counted by hash; returns the counts by column."""
        hashes = counted.indices
        unseen = np.unique(hashes[self.column[hashes] < 0]).astype(np.int64)
        self.column[unseen] = np.arange(len(self.hashes), len(self.hashes) + len(unseen))
        self.hashes = np.concatenate([self.hashes, unseen])
        room = np.zeros(len(unseen), np.float32)
        columns = self.column[hashes]
        frequency = np.bincount(columns, minlength=len(self.hashes)).astype(np.float32)
        self.frequency = np.concatenate([self.frequency, room]) + frequency
        self.mean = np.concatenate([self.mean, room])
        self.mentions += counted.shape[0]
        rows = build(counted.data, columns, counted.indptr, len(self.hashes))
        rows.sort_indices()
        return rows

    def weigh(self, counted: Rows) -> Rows:
        """Turn counts into unit vectors: count × ln((N + 1) / (df + ½)) × df / (df + 3), with the frequencies of now.

        N is `mentions` + ELSEWHERE. The last factor mistrusts words that hardly anybody else has used: they cannot
        bring mentions together, only make all of them look alone.
        """
        frequency = self.frequency[counted.indices]
        rarity = np.log((self.mentions + ELSEWHERE + 1) / (frequency + 0.5)).clip(0)
        rows = counted.copy()
        rows.data = (rows.data * rarity * frequency / (frequency + DOUBT)).astype(np.float32)
        length = np.sqrt(squares(rows))
        rows.data /= np.where(length > 0, length, 1).astype(np.float32)[row_of(rows)]
        return rows

    def shared(self) -> Dense:
        """Give the direction all mentions share: what is said of everything tells nothing apart.

        As long as the vector is, as much is known of that: √(N / (N + ELSEWHERE)).
        """
        length = float(np.linalg.norm(self.mean))
        known = (self.mentions / (self.mentions + ELSEWHERE)) ** 0.5
        return self.mean * np.float32(known / length if length > 0 else 0)

    def decay(self, factor: float) -> None:
        """Let everything learned so far count `factor` times as much."""
        self.frequency *= np.float32(factor)
        self.mean *= np.float32(factor)
        self.mentions *= factor

    def keep(self, columns: Mask) -> None:
        """Forget all words but these."""
        self.column[self.hashes[~columns]] = -1
        self.hashes, self.frequency, self.mean = self.hashes[columns], self.frequency[columns], self.mean[columns]
        self.column[self.hashes] = np.arange(len(self.hashes))
