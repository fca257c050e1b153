"""A linear model over the n-grams of a text and the scores other readers gave it: what it is, reads, and is kept as.

The scores are its prior. They are made large beside the n-grams, so that the penalty hardly touches them: a model of
few answers follows them, and only a model of many trusts words of its own.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from analysis import ngrams
from storage.errors import StorageError

SCORE = 3.0
"""What a score of 1 is beside a block of n-grams of length 1."""

FURTHEST = 3.0
"""Scores beyond are cut."""

PENALTY = 1.0
TOLERANCE = 1e-3
ROUNDS = 300

_FORMAT = 1
_HEADER = 4_096
_MOST_CLASSES, _MOST_SCORES = 32, 256

Reals = NDArray[np.float32]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A text, and what other readers said of it as numbers, best between -1 and 1; as many for every text."""

    text: str
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """Weights of shape (n-gram columns + scores, classes), a bias for each class, and the classes by name."""

    classes: tuple[str, ...]
    weights: Reals
    bias: Reals

    @property
    def scores(self) -> int:
        """How many scores it reads beside the text."""
        return len(self.weights) - ngrams.COLUMNS

    def probabilities(self, batch: Sequence[Evidence]) -> Probabilities:
        """Return the probability of each class for each text, shape (texts, classes).

        Raises ValueError where a text has more or fewer scores than the model reads.
        """
        for evidence in batch:
            if len(evidence.scores) != self.scores:
                raise ValueError(f"{len(evidence.scores)} scores; this model reads {self.scores}")
        return self.of(matrix(batch, self.scores))

    def of(self, features: csr_array) -> Probabilities:
        """Return the same for what `matrix` made of a batch."""
        likings = self.likings(features)
        powers = np.exp(likings - likings.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def likings(self, features: csr_array) -> Probabilities:
        """Return the log-probabilities before they are made to add up, for what `matrix` made of a batch."""
        return np.asarray(features @ self.weights + self.bias, dtype=np.float64)

    def tempered(self, temperature: float) -> "Model":
        """Return the model with the same answers, less sure of them by `temperature` above 1, surer below."""
        weights = _rounded(self.weights / temperature)
        return Model(classes=self.classes, weights=weights, bias=(self.bias / temperature).astype(np.float32))

    def dumps(self) -> bytes:
        """Write the model: a line of JSON that says its shape, then its numbers, compressed."""
        words, scores = self.weights[: ngrams.COLUMNS], self.weights[ngrams.COLUMNS :]
        used = np.any(words != 0, axis=1)
        header = {"format": _FORMAT, "ngrams": ngrams.VERSION, "classes": self.classes, "scores": self.scores,
                  "columns": int(used.sum())}  # fmt: skip
        parts = [np.packbits(used), words[used].astype("<f2"), scores.astype("<f4"), self.bias.astype("<f4")]
        return json.dumps(header).encode() + b"\n" + zlib.compress(b"".join(part.tobytes() for part in parts))


def loads(data: bytes) -> Model:
    """Read what `Model.dumps` wrote; raises StorageError for anything else, and for a model of other n-grams."""
    try:
        head, _, body = data.partition(b"\n")
        return _read(_header(json.loads(head[:_HEADER])), body)
    except (ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
        raise StorageError(f"this is no model that can be read ({error}); learn it anew") from error


def matrix(batch: Sequence[Evidence], scores: int) -> csr_array:
    """Lay a batch out as one sparse row per text: its n-grams, then its `scores` scores."""
    given = np.array([evidence.scores for evidence in batch], dtype=np.float64).reshape(len(batch), scores)
    tame = (np.clip(np.nan_to_num(given), -FURTHEST, FURTHEST) * SCORE).astype(np.float32)
    return csr_array(hstack([ngrams.ngrams([evidence.text for evidence in batch]), csr_array(tame)], format="csr"))


def fitted(features: csr_array, labels: Sequence[str], weights: NDArray[np.float64]) -> Model:
    """Fit a logistic regression to rows of `matrix`, each of the given weight; at least two labels must differ."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    columns = np.unique(features.indices)
    regression = LogisticRegression(C=1 / PENALTY, tol=TOLERANCE, max_iter=ROUNDS)
    # The products are too small to share: on busy cores, threads that wait for each other took sixty times as long.
    with threadpool_limits(1):
        regression.fit(features[:, columns], np.asarray(labels), sample_weight=weights)
    found, bias = regression.coef_, regression.intercept_
    if len(found) == 1:
        found, bias = np.vstack([-found, found]) / 2, np.concatenate([-bias, bias]) / 2
    bias = np.asarray(bias, dtype=np.float32)
    all_weights = np.zeros((features.shape[1], len(found)), dtype=np.float32)
    all_weights[columns] = found.T
    classes = tuple(map(str, regression.classes_))
    return Model(classes=classes, weights=_rounded(all_weights), bias=bias)


def _rounded(weights: Reals) -> Reals:
    """Weights of n-grams as exact as they are kept, so that a model read from the store answers the same."""
    rounded = weights.astype(np.float32)
    rounded[: ngrams.COLUMNS] = rounded[: ngrams.COLUMNS].astype(np.float16)
    return rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    classes: tuple[str, ...]
    scores: int
    columns: int


def _header(found: Any) -> _Header:
    if found["format"] != _FORMAT or found["ngrams"] != ngrams.VERSION:
        raise ValueError(f"format {found['format']!r} over n-grams {found['ngrams']!r}")
    header = _Header(classes=tuple(found["classes"]), scores=found["scores"], columns=found["columns"])
    if not all(isinstance(name, str) for name in header.classes) or not 2 <= len(header.classes) <= _MOST_CLASSES:
        raise ValueError(f"classes {header.classes!r}")
    if not 0 <= header.columns <= ngrams.COLUMNS or not 0 <= header.scores <= _MOST_SCORES:
        raise ValueError(f"{header.columns!r} columns and {header.scores!r} scores")
    return header


def _read(header: _Header, body: bytes) -> Model:
    width = len(header.classes)
    sizes = (ngrams.COLUMNS // 8, 2 * header.columns * width, 4 * header.scores * width, 4 * width)
    unpacked = zlib.decompressobj().decompress(body, sum(sizes) + 1)
    if len(unpacked) != sum(sizes):
        raise ValueError(f"{len(unpacked)} bytes where {sum(sizes)} belong")
    ends = np.cumsum(sizes)
    used = np.unpackbits(np.frombuffer(unpacked[: ends[0]], np.uint8)).astype(bool)
    if used.sum() != header.columns:
        raise ValueError(f"{used.sum()} columns where {header.columns} belong")
    weights = np.zeros((ngrams.COLUMNS + header.scores, width), dtype=np.float32)
    weights[np.flatnonzero(used)] = np.frombuffer(unpacked[ends[0] : ends[1]], "<f2").reshape(-1, width)
    weights[ngrams.COLUMNS :] = np.frombuffer(unpacked[ends[1] : ends[2]], "<f4").reshape(-1, width)
    bias = np.frombuffer(unpacked[ends[2] :], "<f4").astype(np.float32)
    if not (np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise ValueError("weights that are no numbers")
    return Model(classes=header.classes, weights=weights, bias=bias)
