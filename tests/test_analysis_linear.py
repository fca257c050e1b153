"""A linear model keeps what it learnt, reads any text, and refuses what it did not learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.linear import FURTHEST, Evidence, Model, fitted, loads, matrix
from storage.errors import StorageError

TEXTS = [f"{word} number{n}" for n in range(30) for word in ("gromby", "krunt", "pindle")]
LABELS = ["positive", "negative", "neutral"] * 30
BATCH = [Evidence(text=text, scores=(0.0, 0.0)) for text in TEXTS]


@pytest.fixture(scope="module")
def model() -> Model:
    return fitted(matrix(BATCH, 2), LABELS, np.ones(len(LABELS)))


def test_it_says_of_words_what_was_said_of_them(model: Model) -> None:
    new = [Evidence(text=f"{word} again", scores=(0.0, 0.0)) for word in ("gromby", "krunt", "pindle")]
    best = model.probabilities(new).argmax(axis=1)
    assert [model.classes[place] for place in best] == ["positive", "negative", "neutral"]


def test_two_labels_are_enough_and_weights_decide() -> None:
    features = matrix([Evidence(text="so it is", scores=())] * 2, 0)
    model = fitted(features, ["a", "b"], np.array([1.0, 3.0]))
    assert model.of(features)[0, 1] > 0.6


def test_tempering_changes_how_sure_it_is_and_nothing_else(model: Model) -> None:
    before, after = model.probabilities(BATCH), model.tempered(4.0).probabilities(BATCH)
    assert (before.argmax(axis=1) == after.argmax(axis=1)).all()
    assert after.max(axis=1).mean() < before.max(axis=1).mean()


@given(st.text(max_size=100), st.lists(st.floats(), min_size=2, max_size=2))
def test_a_score_is_heard_only_so_far(text: str, scores: list[float]) -> None:
    near = [float(np.clip(np.nan_to_num(score), -FURTHEST, FURTHEST)) for score in scores]
    far, tame = (matrix([Evidence(text=text, scores=tuple(given))], 2) for given in (scores, near))
    assert abs(far - tame).nnz == 0


def test_what_is_read_back_answers_the_same(model: Model) -> None:
    again = loads(model.dumps())
    assert (again.classes, again.scores) == (model.classes, 2)
    assert np.array_equal(again.probabilities(BATCH), model.probabilities(BATCH))


@pytest.mark.parametrize("spoil", [lambda kept: b"", lambda kept: kept[:-9], lambda kept: kept.replace(b"1", b"2", 1)])
def test_other_bytes_are_no_model(model: Model, spoil: "object") -> None:
    assert callable(spoil)
    with pytest.raises(StorageError, match="learn it anew"):
        loads(spoil(model.dumps()))
