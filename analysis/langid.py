"""py3langid's probabilities, for many texts at once.

py3langid leads an automaton through the bytes of a text, one Python step a byte. The state it is in depends on the last
few bytes alone, so here the texts are cut into short pieces that walk side by side, each from a few bytes before its
beginning. Features, weights and tempering are py3langid's, and so are the probabilities; only does py3langid add up in
single precision, which in long texts shows in the fourth digit.
"""

import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from scipy.sparse import csr_array

PIECE = 48
"""Bytes that one piece of a text brings; more of them means fewer pieces, but more steps."""

LETTERS = 256
"""Values of a byte."""

Integers = NDArray[np.signedinteger]


class Langid:
    """The model of py3langid; languages that `same` names are counted as another, which it names too."""

    def __init__(self, same: Mapping[str, str]) -> None:
        model = LanguageIdentifier.from_model_file(MODEL_FILE)
        classes = [same.get(code, code) for code in model.nb_classes]
        self.codes: tuple[str, ...] = tuple(dict.fromkeys(classes))
        self._first = [classes.index(code) for code in self.codes]
        self._again = [(at, self.codes.index(code)) for at, code in enumerate(classes) if at not in self._first]
        self._weights = model.nb_ptc
        self._prior = model.nb_pc
        self._moves = np.array(model.tk_nextmove, dtype=np.uint32)
        self._row = np.array(model.tk_row, dtype=np.int64) * LETTERS
        self._feature = np.array(model.tk_output, dtype=np.int32)
        self._memory = self._longest()

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each of `codes` (columns) for each text (rows), tempered as py3langid does it.

        A text in which the model knows nothing has its languages alike. Memory is some 50 bytes per byte of text.
        """
        encoded = [_encode(text) for text in texts]
        sizes = np.array([len(each) for each in encoded], dtype=np.int64)
        scores = self._scores(b"".join(encoded), sizes) / np.sqrt(np.maximum(sizes, 1))[:, np.newaxis]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        # Columns are added by hand: a product of matrices would wake the threads of the BLAS, which cost more than it.
        merged: NDArray[np.float64] = odds[:, self._first]
        for at, other in self._again:
            merged[:, other] += odds[:, at]
        return merged

    def _scores(self, text: bytes, sizes: Integers) -> NDArray[np.float64]:
        """Naive Bayes: each feature weighs with the logarithm of how often it was met."""
        visited, times = np.unique(self._visits(text, sizes), return_counts=True)
        whose, feature = np.divmod(visited, len(self._weights))
        known, column = np.unique(feature, return_inverse=True)
        starts = np.searchsorted(whose, np.arange(len(sizes) + 1))
        met = csr_array((np.log1p(times.astype(np.float32)), column, starts), shape=(len(sizes), len(known)))
        scores: NDArray[np.float64] = met @ self._weights[known].astype(np.float64) + self._prior
        scores[np.diff(starts) == 0] = 0.0
        return scores

    def _visits(self, text: bytes, sizes: Integers) -> Integers:
        """Walk, and return which text met which feature: number of the text × number of features + feature."""
        pieces = -(-sizes // PIECE)
        whose = np.repeat(np.arange(len(sizes)), pieces)
        offset = (np.arange(len(whose)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) * PIECE
        lead = np.where(offset > 0, self._memory, 0)
        length = np.minimum(PIECE, sizes[whose] - offset) + lead
        begin = (np.cumsum(sizes) - sizes)[whose] + offset - lead

        longest_first = np.argsort(-length, kind="stable")
        whose, lead, length, begin = (each[longest_first] for each in (whose, lead, length, begin))
        steps = int(length[0]) if len(length) else 0
        still_walking = np.searchsorted(-length, -np.arange(steps))
        letters = np.frombuffer(text, dtype=np.uint8)
        state: NDArray[np.unsignedinteger] = np.zeros(len(whose), dtype=np.uint32)
        visits: list[Integers] = [np.empty(0, dtype=np.int64)]
        for step, walking in enumerate(still_walking):
            state = self._moves[self._row[state[:walking]] + letters[begin[:walking] + step]]
            feature = self._feature[state]
            met = (feature >= 0) & (lead[:walking] <= step)
            visits.append(whose[:walking][met] * len(self._weights) + feature[met])
        return np.concatenate(visits)

    def _longest(self) -> int:
        """Return how many bytes the automaton remembers: the most that a state is away from the first one."""
        known = np.zeros(len(self._row), dtype=np.bool_)
        known[0] = True
        edge, length = np.array([0]), 0
        while True:
            reached = np.zeros_like(known)
            reached[self._moves.reshape(-1, LETTERS)[self._row[edge] // LETTERS]] = True
            edge = np.flatnonzero(reached & ~known)
            if not len(edge):
                return length
            known[edge] = True
            length += 1


def _encode(text: str) -> bytes:
    calm = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", calm).encode("utf-8", "surrogatepass")
