"""What one clustering remembers between batches; never a text."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from analysis.clustering.arrays import Floats, Ints, Mask, Rows, empty, stack, take, widened
from analysis.clustering.micros import Micros
from analysis.clustering.words import Words

WORDLESS = 0
"""The micro-cluster of mentions without a single word; it never belongs to an issue. Others count from 1."""


SAMPLE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What people may set about a clustering.

    `fineness` is how far above unrelated mentions, in standard deviations of their similarity, mentions must resemble
    each other to be one issue: higher makes more and narrower issues. `half_life` is the number of mentions after
    which what was learned counts half; None never forgets. About `micros` micro-clusters are kept at most. `least`
    is the number of mentions that makes a group an issue.
    """

    fineness: float = 2.25
    half_life: float | None = None
    micros: int = 2500
    least: int = 5


DEFAULT = Tuning()


@dataclass(slots=True, kw_only=True)
class Sample:
    """Mentions drawn from all that were seen: words counted by column, the micro-cluster given, the lot drawn."""

    counts: Rows
    micro: Ints
    lot: Floats

    def draw(self, counts: Rows, micro: Ints, number: int) -> None:
        """Let new mentions, numbered from `number` on, draw lots for a place; the highest lots stay.

        All times have equal chances: a sample of recent mentions would take a burst of one complaint for the measure
        of how alike unrelated mentions are. The lots come from the number, so that a replay draws the same.
        """
        lot = np.concatenate([self.lot, np.random.default_rng(number).random(len(micro))])
        stays = np.sort(np.argsort(-lot, kind="stable")[:SAMPLE])
        if stays[-1] >= len(self.lot):
            self.counts = take(stack(self.counts, counts), stays)
            self.micro = np.concatenate([self.micro, micro])[stays]
            self.lot = lot[stays]


@dataclass(slots=True, kw_only=True)
class State:
    """One clustering; taking in a batch changes it in place.

    `spread` is the standard deviation of the similarity of two random mentions, `nearness` the similarity that makes
    two mentions near-duplicates. `seen` counts mentions with words, `waiting` those since the last of `refreshes`.
    The micro-clusters `folded` live on in those with the ids `into`. `dropped` are
    the micro-clusters forgotten in this batch, with the issue that their mentions keep.
    """

    words: Words
    micros: Micros
    sample: Sample
    spread: float
    nearness: float
    seen: int
    waiting: int
    refreshes: int
    next_micro: int
    next_issue: int
    folded: Ints
    into: Ints
    dropped: dict[int, int] = field(default_factory=dict)

    def widen(self) -> None:
        """Give the matrices a column for every word."""
        width = len(self.words.hashes)
        self.micros.sums = widened(self.micros.sums, width)
        self.sample.counts = widened(self.sample.counts, width)

    def issues(self) -> tuple[Ints, Ints]:
        """List all micro-clusters that can still move, folded ones too: their ids, ascending, and their issues."""
        order = np.argsort(self.micros.id)
        live, issue = self.micros.id[order], self.micros.issue[order]
        ids = np.concatenate([live, self.folded])
        issues = np.concatenate([issue, issue[np.searchsorted(live, self.into)]])
        order = np.argsort(ids)
        return ids[order], issues[order]

    def keep(self, mask: Mask) -> None:
        """Drop all other micro-clusters, and what was folded into them."""
        ids, issues = self.issues()
        self.micros.keep(mask)
        stays = np.isin(self.into, self.micros.id)
        self.folded, self.into = self.folded[stays], self.into[stays]
        gone = ~np.isin(ids, np.concatenate([self.micros.id, self.folded]))
        self.dropped.update(zip(ids[gone].tolist(), issues[gone].tolist(), strict=True))

    def fold(self, group: Ints) -> None:
        """Unite the micro-clusters of each group."""
        went, into = self.micros.fold(group)
        order = np.argsort(went)
        went, into = went[order], into[order]
        moved = np.isin(self.into, went)
        self.into[moved] = into[np.searchsorted(went, self.into[moved])]
        self.folded, self.into = np.concatenate([self.folded, went]), np.concatenate([self.into, into])

    def keep_words(self, columns: Mask) -> None:
        """Forget all other words."""
        places = np.flatnonzero(columns)
        self.words.keep(columns)
        self.micros.sums = sparse.csr_array(self.micros.sums[:, places])
        self.sample.counts = sparse.csr_array(self.sample.counts[:, places])


def fresh() -> State:
    """Start a clustering that has seen nothing."""
    none = np.zeros(0, np.int64)
    return State(
        words=Words.none(),
        micros=Micros(sums=empty(0, 0), weight=np.zeros(0), first=none, last=none, id=none, issue=none),
        sample=Sample(counts=empty(0, 0), micro=none, lot=np.zeros(0)),
        spread=0.0,
        nearness=0.0,
        seen=0,
        waiting=0,
        refreshes=0,
        next_micro=WORDLESS + 1,
        next_issue=1,
        folded=none,
        into=none,
    )
