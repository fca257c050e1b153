"""Which of many improbable things are discoveries: the false-discovery rate over all series tested together."""

import numpy as np
import numpy.typing as npt


def q_values(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give each p-value the smallest false-discovery rate at which it is still kept.

    Benjamini and Hochberg (J. R. Stat. Soc. B 57, 1995): q of the k-th smallest of n is the least of p n / k from it
    upwards. Keeping all with q ≤ f means that on average at most the share f of what is kept arose by chance, also
    under the positive dependence of series that share mentions.

    >>> q_values(np.array([0.001, 0.5, 0.01, 0.02])).round(4).tolist()
    [0.004, 0.5, 0.02, 0.0267]
    """
    order = np.argsort(p)
    scaled = p[order] * p.size / np.arange(1, p.size + 1)
    q = np.empty_like(p)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.maximum(q, p)
