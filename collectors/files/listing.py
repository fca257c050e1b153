"""Which files of a folder may be read now, and which of them were: by marks that fit into a cursor.

A mark stands for a name and a state of its file. Marks of neighbours in the order of names are folded into one, the
more of them the more files there are, so that the cursor stays bounded; then a file that comes anew lets its few
neighbours be read again, which is harmless.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

STANDS_STILL = timedelta(minutes=1)
"""How long a file must not have changed: until then it may still be written."""
MOST_MARKS = 4_096
MARK = 8
"""Characters of a mark: 48 bits, so that a changed file passes for a read one once in 10^10 times."""
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson")
SUFFIXES = (*_TEXT_SUFFIXES, *(f"{suffix}.gz" for suffix in _TEXT_SUFFIXES), ".xlsx", ".xlsm", ".parquet", ".pq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a folder, and the mark of its name and state."""

    path: Path
    mark: str


def settled(folder: Path, pattern: str | None, now: datetime) -> tuple[Entry, ...]:
    """List the files of a folder that stand still, in the order of their names. Raises OSError.

    Links, folders and what else is no file are left out, and so are hidden files and the locks of open workbooks: none
    of them is an export, and a link may lead anywhere.
    """
    with os.scandir(folder) as found:
        entries = (_entry(each, now) for each in found if _meant(each.name, pattern))
        return tuple(sorted((entry for entry in entries if entry), key=lambda entry: entry.path.name))


def marks(text: str) -> frozenset[str]:
    """Take marks apart that stand one after the other."""
    return frozenset(text[at : at + MARK] for at in range(0, len(text), MARK))


class Memory:
    """Which of the listed files were read, as a text that does not grow with their number."""

    def __init__(self, entries: Sequence[Entry], remembered: str = "", fold: int = 1) -> None:
        read = marks(remembered)
        known = {entry.mark for run in _runs(entries, fold) if _folded(run) in read for entry in run}
        while len(runs := list(_runs(entries, fold))) > MOST_MARKS:
            fold *= 2
        self.fold = fold
        self._run_of = {entry.mark: place for place, run in enumerate(runs) for entry in run}
        self._folded = [_folded(run) for run in runs]
        self._waiting = [len(run) for run in runs]
        self._read: list[str] = []
        self._known: set[str] = set()
        for mark in known:
            self.add(mark)

    def __contains__(self, mark: str) -> bool:
        return mark in self._known

    def add(self, mark: str) -> None:
        """Remember that the file with this mark was read."""
        if mark not in self._known:
            self._known.add(mark)
            run = self._run_of[mark]
            self._waiting[run] -= 1
            if not self._waiting[run]:
                self._read.append(self._folded[run])

    def text(self) -> str:
        """Return what is remembered."""
        return "".join(self._read)


def _meant(name: str, pattern: str | None) -> bool:
    if name.startswith((".", "~$")):
        return False
    return name.casefold().endswith(SUFFIXES) if pattern is None else fnmatchcase(name, pattern)


def _entry(found: "os.DirEntry[str]", now: datetime) -> Entry | None:
    try:
        if not found.is_file(follow_symlinks=False):
            return None
        state = found.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    # A file from the future cannot tell by its time that it is being written; its clock differs from ours.
    if abs(now.timestamp() - state.st_mtime) < STANDS_STILL.total_seconds():
        return None
    # The time of change notices what leaves size and time of writing as they were: a replacement, a right to read.
    parts = (state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return Entry(path=Path(found.path), mark=_mark(os.fsencode(found.name), *(str(part).encode() for part in parts)))


def _runs(entries: Iterable[Entry], fold: int) -> Iterator[list[Entry]]:
    """Group neighbours, about `fold` at a time; a file that comes or goes changes only its own group."""
    run: list[Entry] = []
    for entry in entries:
        begins = int.from_bytes(hashlib.sha256(os.fsencode(entry.path.name)).digest()[:8], "big") % fold == 0
        if begins and run:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _folded(run: Sequence[Entry]) -> str:
    return run[0].mark if len(run) == 1 else _mark(*(entry.mark.encode() for entry in run))


def _mark(*parts: bytes) -> str:
    return base64.b64encode(hashlib.sha256(b"\0".join(parts)).digest())[:MARK].decode()
