"""The array types of clustering, and the few operations on sparse rows that scipy lacks."""

from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Rows: TypeAlias = "sparse.csr_array[np.float32, tuple[int, int]]"
"""Sparse vectors, one per row."""

Dense: TypeAlias = NDArray[np.float32]
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Ints32: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]


def build(values: Dense, columns: Ints32, ends: Ints32, width: int) -> Rows:
    """Make a matrix of the given width from its stored values, row after row; `ends` begins with 0."""
    # The stubs take the type of the columns for one of the values.
    return cast(Rows, sparse.csr_array((values, columns, ends), shape=(len(ends) - 1, width)))


def empty(rows: int, width: int) -> Rows:
    """Make a matrix of zeros."""
    return build(np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(rows + 1, np.int32), width)


def row_of(rows: Rows) -> Ints:
    """Tell for each stored value in which row it stands."""
    return np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))


def squares(rows: Rows) -> Floats:
    """Sum the squares of each row."""
    return total(row_of(rows), rows.data.astype(np.float64) ** 2, rows.shape[0])


def total(group: Ints, weight: Floats, groups: int = 0) -> Floats:
    """Sum weights by group; reals even where there is nothing to sum."""
    return np.bincount(group, weight, groups).astype(np.float64)


def membership(group: Ints, groups: int) -> Rows:
    """Make the matrix (groups × members) whose product with the members' rows sums them by group.

    A negative group is none.
    """
    members = np.flatnonzero(group >= 0)
    members = members[np.argsort(group[members], kind="stable")]
    ends = np.concatenate([[0], np.cumsum(np.bincount(group[members], minlength=groups))])
    return build(np.ones(len(members), np.float32), members.astype(np.int32), ends.astype(np.int32), len(group))


def stack(above: Rows, below: Rows) -> Rows:
    """Put two matrices of equal width above each other."""
    return sparse.csr_array(sparse.vstack([above, below], format="csr"))


def take(rows: Rows, places: Ints) -> Rows:
    """Pick rows by their positions."""
    return sparse.csr_array(rows[places])


def widened(rows: Rows, width: int) -> Rows:
    """Give a matrix columns of zeros on the right."""
    return build(rows.data, rows.indices, rows.indptr, width)


def filtered(rows: Rows, values: Mask) -> Rows:
    """Keep only some of the stored values."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(row_of(rows)[values], minlength=rows.shape[0]))])
    return build(rows.data[values], rows.indices[values], ends.astype(np.int32), rows.shape[1])


def products(left: Rows, right: Rows) -> Dense:
    """Multiply every row of one matrix with every row of the other."""
    return np.asarray((left @ right.T.tocsr()).toarray(), np.float32)
