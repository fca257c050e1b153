"""How improbable a count is: the upper tail of the negative binomial, fast enough for every series at every cycle."""

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, log_ndtr

Floats = npt.NDArray[np.float64]

LARGEST_SIZE = 1e9
SMALLEST_MEAN = 1e-9
SMALLEST_TAIL = 1e-300


def log10_tail(count: npt.ArrayLike, mean: npt.ArrayLike, size: npt.ArrayLike) -> Floats:
    """Give log10 P(X ≥ count) for X negative binomial with this mean and variance mean + mean² / size.

    The arguments broadcast; `size` may be infinite (Poisson). From the mean upwards within 0.05 decades of the true
    tail: exact for size < 1, down to 1e-300; otherwise, at any depth and up to eight times as fast, the saddlepoint
    approximation r* for lattices (Barndorff-Nielsen, Biometrika 73, 1986).

    >>> log10_tail([0, 12, 400], 3.0, 5.0).round(1).tolist()
    [0.0, -2.6, -162.2]
    """
    count, mean, size = np.broadcast_arrays(
        np.asarray(count, dtype=np.float64),
        np.maximum(np.asarray(mean, dtype=np.float64), SMALLEST_MEAN),
        np.minimum(np.asarray(size, dtype=np.float64), LARGEST_SIZE),
    )
    tail = np.asarray(_saddlepoint(count, mean, size))
    small = size < 1
    exact = betainc(np.maximum(count[small], 1), size[small], mean[small] / (mean[small] + size[small]))
    tail[small] = np.log10(np.maximum(exact, SMALLEST_TAIL))
    return np.where(count <= 0, 0.0, np.minimum(tail, 0.0))


def _saddlepoint(count: Floats, mean: Floats, size: Floats) -> Floats:
    # At the mean itself the formula is 0 / 0; a step of a thousandth of a deviation beside it is as good.
    step = 2e-3 * np.sqrt(mean + mean * mean / size)
    x = np.where(np.abs(count - mean) < step, mean + step, np.maximum(count, SMALLEST_MEAN))
    growth = np.log1p(x / size) - np.log1p(mean / size)
    tilt = np.log(x / mean) - growth
    root = np.sign(tilt) * np.sqrt(2 * np.maximum(tilt * x - size * growth, 0))
    wald = -np.expm1(-tilt) * np.sqrt(x + x * x / size)
    tail: Floats = log_ndtr(-(root + np.log(wald / root) / root)) / np.log(10)
    return tail
