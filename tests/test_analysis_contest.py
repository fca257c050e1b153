"""Who answers better is found out on whole groups: what belongs together is held back and drawn together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.contest import FOLDS, contest, folds

ANSWERS = st.sampled_from("abc")


def test_copies_make_a_gain_no_surer() -> None:
    """Better in six of ten groups and worse in four is no proof, however often each is copied."""
    truth, wrong = ["good", "bad"] * 5, ["bad", "good"] * 5
    ours, theirs = [*truth[:6], *wrong[6:]], [*wrong[:6], *truth[6:]]
    once = contest(truth, ours, theirs, [1.0] * 10, range(10))
    copied = contest(truth * 20, ours * 20, theirs * 20, [0.05] * 200, [*range(10)] * 20)
    apart = contest(truth * 20, ours * 20, theirs * 20, [1.0] * 200, range(200))

    assert copied.candidate == pytest.approx(once.candidate)
    assert copied.worse == pytest.approx(once.worse, abs=0.05)
    assert once.worse > 0.1 > apart.worse


@given(st.lists(st.tuples(ANSWERS, ANSWERS, st.integers(0, 5)), min_size=1))
def test_who_answers_the_same_is_never_worse(told: list[tuple[str, str, int]]) -> None:
    truth, said, groups = [each[0] for each in told], [each[1] for each in told], [each[2] for each in told]
    found = contest(truth, said, said, [1.0] * len(told), groups)
    assert (found.candidate, found.worse) == (found.incumbent, 0.0)


@given(st.lists(st.tuples(ANSWERS, st.text(max_size=2)), max_size=60))
def test_a_group_is_in_one_fold_and_folds_are_even(told: list[tuple[str, str]]) -> None:
    groups = [group for _, group in told]
    dealt = set(zip(groups, folds([label for label, _ in told], groups).tolist(), strict=True))

    assert len(dealt) == len(set(groups))
    sizes = np.bincount([fold for _, fold in dealt], minlength=FOLDS)
    assert sizes.max() - sizes.min() <= 1
