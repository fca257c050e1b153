"""Every built-in collector keeps every promise: source by source, and fault by fault."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from benchmarks.places import matrix
from collectors.testing import CHECKS, Check, Subject, excuse
from groundswell import plugins


@pytest.fixture(scope="module")
def opened() -> Iterator[Callable[[str], Subject]]:
    """Open the place of a source once for all its cells: it answers in the same way however often it is read."""
    with ExitStack() as places:
        subjects: dict[str, Subject] = {}

        def of(source: str) -> Subject:
            if source not in subjects:
                subjects[source] = places.enter_context(matrix.SUBJECTS[source]())
            return subjects[source]

        yield of


@pytest.mark.parametrize("check", CHECKS, ids=matrix.row)
@pytest.mark.parametrize("source", matrix.SUBJECTS)
def test_a_source_keeps_a_promise(source: str, check: Check, opened: Callable[[str], Subject]) -> None:
    subject = opened(source)
    reason = excuse(subject, check)
    assert reason is None or len(reason.split()) > 2, f"n/a is no reason: {reason!r}"
    check(subject)


def test_every_built_in_collector_is_in_the_matrix() -> None:
    assert set(map(matrix.collector, matrix.SUBJECTS)) == set(plugins.names(plugins.COLLECTORS))


def test_the_matrix_in_the_docs_is_the_one_that_is_tested() -> None:
    page = matrix.PAGE.read_text(encoding="utf-8")
    assert page == matrix.written(page), "python -m benchmarks.places.matrix writes it anew"
