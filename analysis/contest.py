"""Which of two readers answers better, and how likely it is only by chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLINGS = 2_000

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
    seed: int = 0,
) -> Contest:
    """Compare two readers' answers to the same questions; an answer that is None or no right one's name is wrong.

    Answers count by `worth`. The questions are drawn again with replacement (the paired bootstrap), those of each
    worth among themselves.

    >>> contest(["a", "b"] * 50, ["a", "b"] * 50, ["a", "a"] * 50, [1.0] * 100)
    Contest(candidate=1.0, incumbent=0.3333333333333333, worse=0.0)
    """
    names = {name: place for place, name in enumerate(sorted(set(truth)))}
    other = len(names)
    places = [
        [names.get(name, other) if name is not None else other for name in given]
        for given in (truth, candidate, incumbent)
    ]
    worths, stratum = np.unique(np.asarray(worth, dtype=np.float64), return_inverse=True)
    shape = (len(worths), other, other + 1, other + 1)
    cells = np.ravel_multi_index((stratum, *np.array(places)), shape)
    counts = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)
    chance = np.random.default_rng(seed)
    drawn = np.zeros((RESAMPLINGS, *shape[1:]))
    for weight, inside in zip(worths, counts.reshape(len(worths), -1), strict=True):
        total = inside.sum()
        drawn += weight * chance.multinomial(total, inside / total, size=RESAMPLINGS).reshape(drawn.shape)
    seen = np.tensordot(worths, counts, axes=1)
    candidates, incumbents = macro_f1(drawn.sum(axis=3)), macro_f1(drawn.sum(axis=2))
    return Contest(
        candidate=float(macro_f1(seen.sum(axis=2))),
        incumbent=float(macro_f1(seen.sum(axis=1))),
        worse=float(np.mean(candidates < incumbents)),
    )


def macro_f1(confusions: _Reals) -> _Reals:
    """Return the mean F1 of the classes of confusions of shape (..., classes, answers); further answers are wrong."""
    classes = confusions.shape[-2]
    hits = np.diagonal(confusions[..., :classes], axis1=-2, axis2=-1)
    sums = confusions.sum(axis=-1) + confusions[..., :classes].sum(axis=-2)
    return np.asarray((2 * hits / np.maximum(sums, 1e-12)).mean(axis=-1))
