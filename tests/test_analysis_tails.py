import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import nbinom, poisson

from analysis.discoveries import q_values
from analysis.tails import log10_tail

MEANS = (1e-4, 0.01, 0.1, 0.5, 1.0, 3.0, 10.0, 50.0, 500.0, 5000.0)
SIZES = (0.001, 0.05, 0.5, 0.9, 1.0, 3.0, 10.0, 100.0, 1e6)

shares = st.floats(0, 1, allow_nan=False)
p_values = arrays(np.float64, st.integers(1, 40), elements=shares)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mean", MEANS)
def test_the_tail_above_the_mean_is_within_a_twentieth_decade_of_the_exact_one(mean: float, size: float) -> None:
    deviation = np.sqrt(mean + mean * mean / size)
    counts = np.unique(np.concatenate([np.arange(1, 12), np.ceil(mean + np.linspace(0, 12, 40) * deviation)]))
    counts = counts[counts >= mean]
    exact = nbinom.logsf(counts - 1, size, size / (size + mean)) / np.log(10)
    trusted = exact > -250
    assert trusted.any()
    np.testing.assert_allclose(log10_tail(counts, mean, size)[trusted], exact[trusted], atol=0.05)


def test_an_infinite_size_gives_the_poisson_tail() -> None:
    counts = np.arange(5, 40)
    exact = poisson.logsf(counts - 1, 4.0) / np.log(10)
    np.testing.assert_allclose(log10_tail(counts, 4.0, np.inf), exact, atol=0.05)


def test_a_flood_stays_comparable_beyond_the_smallest_float() -> None:
    deeper, shallower = log10_tail([50_000, 40_000], 3.0, 1e4)
    assert -np.inf < deeper < shallower < -400


@given(mean=st.floats(1e-6, 1e4), size=st.floats(1e-3, 1e9))
def test_no_mention_at_all_is_never_improbable(mean: float, size: float) -> None:
    assert log10_tail(0, mean, size) == 0


@given(count=st.integers(1, 10_000), mean=st.floats(1e-6, 1e4), size=st.floats(1, 1e9))
def test_a_higher_count_is_never_more_probable(count: int, mean: float, size: float) -> None:
    lower, higher = log10_tail([count, count + 1], mean, size)
    assert higher <= lower + 1e-3


def test_q_values_follow_the_published_example() -> None:
    # Benjamini and Hochberg 1995, section 3.2: at 0.05 the first four of fifteen are rejected.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert (q_values(np.array(p)) <= 0.05).sum() == 4


def test_no_series_give_no_q_values() -> None:
    assert q_values(np.array([])).size == 0


@given(p_values)
def test_q_lies_between_p_and_one_and_keeps_the_order(p: np.ndarray) -> None:
    q = q_values(p)
    assert (q >= p).all()
    assert (q <= 1).all()
    assert (np.diff(q[np.argsort(p)]) >= 0).all()


@given(p_values, shares)
def test_keeping_q_up_to_a_rate_is_the_step_up_procedure(p: np.ndarray, rate: float) -> None:
    ranks = np.arange(1, p.size + 1)
    passing = ranks[np.sort(p) * p.size / ranks <= rate]
    assert (q_values(p) <= rate).sum() == (passing.max() if passing.size else 0)
