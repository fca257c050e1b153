"""Which micro-clusters belong together: the group-average tree, cut where groups stop resembling each other."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.clustering.arrays import Dense, Floats, Ints

# A finite "never": infinities would turn into NaN when multiplied with the 0 of a closed group.
_NEVER = np.float32(-1e30)
# Seen from either side, one similarity differs in its last bits; without a tolerance equal ones would chase each other.
_TIE = np.float32(1 - 1e-4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The merges of a tree over `leaves` leaves: at `height`, the groups holding `left` and `right` became one."""

    leaves: int
    height: Floats
    left: Ints
    right: Ints

    def cut(self, height: float) -> Ints:
        """Number the groups that have formed above a height: one number per leaf."""
        return components(self.leaves, self.left[self.height >= height], self.right[self.height >= height])


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Number the connected parts of a graph of `count` nodes: one number per node."""
    graph = coo_array((np.ones(len(left), np.float32), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def grow(gram: Dense, weight: Floats, floor: float) -> Tree:
    """Merge the most similar groups until none resembles another by `floor` (> 0); consumes `gram`.

    `gram[i, j]` sums the similarities of all pairs between leaves i and j, which hold `weight` mentions each, so a
    group's similarity to another is the mean over all pairs of their mentions. Found by nearest-neighbour chains
    (Murtagh 1983), which is exact for this linkage: no union is nearer to a third group than its nearer part. For the
    same reason a group without a neighbour above the floor never gets one, and is closed at once.

    >>> gram = np.array([[1, 0.8, 0.1], [0.8, 1, 0.3], [0.1, 0.3, 1]], np.float32)
    >>> tree = grow(gram, np.ones(3), 0.15)
    >>> tree.height.round(2).tolist(), tree.cut(0.5).tolist()
    ([0.8, 0.2], [0, 0, 1])
    """
    leaves = len(weight)
    count = weight.astype(np.float64)
    share = (1 / count).astype(np.float32)
    np.fill_diagonal(gram, _NEVER)
    merges: list[tuple[float, int, int]] = []
    for start in range(leaves):
        chain = [start] if share[start] else []
        while chain:
            tip = chain[-1]
            mean = gram[tip] * share
            near = int(mean.argmax())
            if len(chain) > 1 and mean[chain[-2]] >= mean[near] * _TIE:
                near = chain[-2]
            height = float(mean[near]) / float(count[tip])
            if height < floor:
                share[tip] = 0
                chain.pop()
            elif len(chain) > 1 and near == chain[-2]:
                del chain[-2:]
                merges.append((height, near, tip))
                gram[near] += gram[tip]
                gram[near, near] = _NEVER
                gram[:, near] = gram[near]
                count[near] += count[tip]
                share[near], share[tip] = 1 / count[near], 0
                chain = chain or [near]
            else:
                chain.append(near)
    merges.sort(reverse=True)
    return Tree(
        leaves=leaves,
        height=np.array([height for height, _, _ in merges], np.float64),
        left=np.array([left for _, left, _ in merges], np.int64),
        right=np.array([right for _, _, right in merges], np.int64),
    )
