"""Which vendors' log lines are dropped: those written while a channel sends, for they print addresses with tokens."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_hushed: ContextVar[bool] = ContextVar("hushed", default=False)


def _speaks(record: logging.LogRecord) -> bool:
    return not _hushed.get()


@contextmanager
def hushed(*loggers: str) -> Iterator[None]:
    """Drop what these loggers are told in this context; other threads' lines are kept."""
    for name in loggers:
        logging.getLogger(name).addFilter(_speaks)  # A logger keeps one filter once, and it stays: removing would race.
    token = _hushed.set(True)
    try:
        yield
    finally:
        _hushed.reset(token)
