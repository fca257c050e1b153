"""Which of two readers answers better, and how likely it is only by chance; and what is held back for finding out."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

RESAMPLINGS = 2_000
FOLDS = 5

_Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Macro-F1 of both, and the share of resamplings in which the candidate came out worse."""

    candidate: float
    incumbent: float
    worse: float


def contest(
    truth: Sequence[str],
    candidate: Sequence[str | None],
    incumbent: Sequence[str | None],
    worth: Sequence[float],
    groups: Sequence[Hashable],
) -> Contest:
    """Compare two readers' answers to the same questions; an answer that is None or no right one's name is wrong.

    Answers count by `worth`. Whole groups are drawn again with replacement (the paired bootstrap over clusters), since
    answers to near-copies are one piece of evidence.

    >>> contest(["a", "b"] * 50, ["a", "b"] * 50, ["a", "a"] * 50, [1.0] * 100, range(100))
    Contest(candidate=1.0, incumbent=0.3333333333333333, worse=0.0)
    """
    names = {name: place for place, name in enumerate(sorted(set(truth)))}
    other = len(names)
    right, *both = (
        np.array([names.get(name, other) if name is not None else other for name in given])
        for given in (truth, candidate, incumbent)
    )
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(each, len(numbers)) for each in groups])
    confusions = np.zeros((len(numbers), 2, other, other + 1))
    for reader, said in enumerate(both):
        np.add.at(confusions[:, reader], (group, right, said), worth)
    # Most groups are one answer and look like many others, so that kinds of groups are drawn, not each for itself.
    kinds, counts = np.unique(confusions.reshape(len(numbers), -1), axis=0, return_counts=True)
    drawn = np.random.default_rng(0).multinomial(len(numbers), counts / len(numbers), size=RESAMPLINGS) @ kinds
    candidates, incumbents = macro_f1(np.moveaxis(drawn.reshape(-1, *confusions.shape[1:]), 1, 0))
    seen = macro_f1(confusions.sum(axis=0))
    return Contest(candidate=float(seen[0]), incumbent=float(seen[1]), worse=float(np.mean(candidates < incumbents)))


def folds(labels: Sequence[str], groups: Sequence[str]) -> NDArray[np.int64]:
    """Deal groups into folds, label by label, in an order that chance made but that stays."""
    label: dict[str, str] = {}
    for group, named in zip(groups, labels, strict=True):
        label.setdefault(group, named)
    ranked = sorted(label, key=lambda group: (label[group], crc32(group.encode("utf-8", "surrogatepass")), group))
    fold = {group: rank % FOLDS for rank, group in enumerate(ranked)}
    return np.array([fold[group] for group in groups])


def macro_f1(confusions: _Reals) -> _Reals:
    """Return the mean F1 of the classes of confusions of shape (..., classes, answers); further answers are wrong."""
    classes = confusions.shape[-2]
    hits = np.diagonal(confusions[..., :classes], axis1=-2, axis2=-1)
    sums = confusions.sum(axis=-1) + confusions[..., :classes].sum(axis=-2)
    return np.asarray((2 * hits / np.maximum(sums, 1e-12)).mean(axis=-1))
