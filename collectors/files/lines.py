"""Where a file's lines end: one at a time, bounded in length, and given back when a record went wrong."""

from collections import deque
from collections.abc import Iterator
from typing import TextIO

from collectors.files.opening import mended

RECORD_LIMIT = 1 << 22
"""Characters one record may have; what is longer is no mention but a broken or hostile file."""
LINE_LIMIT = 2_000
"""Lines one record may have: a file in which every row leaves a quote open is read that many times, and not once for
each of its rows."""


class TooLong(Exception):
    """A record is longer than RECORD_LIMIT or LINE_LIMIT."""

    def __init__(self) -> None:
        super().__init__(f"the row is longer than {RECORD_LIMIT:,} characters or {LINE_LIMIT:,} lines")


class Lines(Iterator[str]):
    """The lines of a text stream, grouped into records by whoever reads them.

    `start` begins a record; `record` are the lines taken since, `number` is the line (from 1) it begins at.
    """

    def __init__(self, stream: TextIO) -> None:
        self.record: list[str] = []
        self.number = 1
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._size = 0

    def start(self) -> None:
        """Begin the next record after the lines taken so far."""
        self.number += len(self.record)
        self.record = []
        self._size = 0

    def give_back(self) -> bool:
        """Keep only the first line of the record and offer the others again; return whether there were any."""
        others = self.record[1:]
        self._waiting.extendleft(reversed(others))
        del self.record[1:]
        return bool(others)

    def __next__(self) -> str:
        """Take one line. Raises TooLong when the record has grown beyond its limit."""
        line = self._waiting.popleft() if self._waiting else self._read()
        self.record.append(line)
        self._size += len(line)
        if self._size > RECORD_LIMIT or len(self.record) > LINE_LIMIT:
            raise TooLong
        return line

    def _read(self) -> str:
        line = piece = self._stream.readline(RECORD_LIMIT + 1)
        if not line:
            raise StopIteration
        while len(piece) > RECORD_LIMIT and not piece.endswith(("\n", "\r")):
            piece = self._stream.readline(RECORD_LIMIT + 1)
        return mended(line)
