"""How the files of a folder are read: each once, in the order of their names; a broken one stops no other."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from collectors.contract import Setup
from collectors.files.cursor import way
from collectors.files.forward import portions
from collectors.files.listing import MARK, Entry, Memory, marks, settled
from collectors.files.options import Options
from collectors.files.periods import until_now
from storage.errors import CollectError, SettingsError, SourceUnavailable
from storage.models import Batch, Item, Reject

MOST_BROKEN = 512
"""Marks of files left out that a cursor holds."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where reading a folder stands: the way its files are read, the marks of those that were, and the open one.

    `broken` are the marks of files that were left out, `covered` says whether what was read was declared whole.
    """

    way: str
    fold: int = 1
    read: str = ""
    mark: str = ""
    rows: int = 0
    broken: str = ""
    covered: bool = False

    def cursor(self) -> str:
        """Return it as the cursor of a batch."""
        return json.dumps(asdict(self))


def stand(cursor: str | None, way: str) -> Stand:
    """Return where to go on; the beginning where the cursor is about files read in another way."""
    try:
        match json.loads(cursor or "null"):
            case {
                "way": str(was),
                "fold": int(fold),
                "read": str(read),
                "mark": str(mark),
                "rows": int(rows),
                "broken": str(broken),
                "covered": bool(covered),
            } if was == way and fold > 0 and rows >= 0 and not len(read) % MARK and not len(broken) % MARK:
                return Stand(way=way, fold=fold, read=read, mark=mark, rows=rows, broken=broken, covered=covered)
    except (ValueError, RecursionError):
        pass
    return Stand(way=way)


class FolderCollector:
    """Reads the files that lie in one folder, not in those inside it; one that changes is read anew."""

    def __init__(self, setup: Setup, options: Options) -> None:
        if options.folder is None:
            raise SettingsError(f"{setup.source}: option folder is missing; it names the folder, as in folder=exports")
        self._setup, self._options, self._folder = setup, options, options.folder

    def collect(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """Yield what stands in files that were not read as they are now.

        A file that cannot be read is a Reject, and waits until it changes. Where the system fails to read one, the
        others are read, then SourceUnavailable is raised, and that one is tried again at the next turn. Coverage is
        claimed when every file was read to its end.
        """
        end = start = stand(cursor, way(self._setup.options))
        entries = self._list(now)
        memory = Memory(entries, start.read, start.fold)
        left_out = marks(start.broken)
        broken = [entry.mark for entry in entries if entry.mark in left_out]
        failed: SourceUnavailable | None = None
        for entry in (entry for entry in entries if entry.mark not in memory):
            skip = start.rows if entry.mark == start.mark else 0
            try:
                for items, rejects, rows in self._read(entry, skip, memory, broken, now):
                    mark = "" if entry.mark in memory else entry.mark
                    end = Stand(
                        way=start.way,
                        fold=memory.fold,
                        read=memory.text(),
                        mark=mark,
                        rows=rows,
                        broken="".join(broken[:MOST_BROKEN]),
                    )
                    yield Batch(items=items, rejects=rejects, cursor=end.cursor(), backfilled=self._options.backfill)
            except SourceUnavailable as error:
                failed = failed or error
        if failed is not None:
            raise failed
        coverage = until_now(self._options.coverage, now)
        if coverage and end.read and not (end.covered or broken):
            yield Batch(items=(), cursor=replace(end, covered=True).cursor(), coverage=coverage)

    def _read(
        self, entry: Entry, skip: int, memory: Memory, broken: list[str], now: datetime
    ) -> Iterator[tuple[tuple[Item, ...], tuple[Reject, ...], int]]:
        """Yield items, rejects and rows read so far; the memory holds the file as soon as it needs no more reading.

        What is left out is added to `broken`.
        """
        name = entry.path.name
        try:
            for portion in portions(self._setup.source, self._options, entry.path, skip, now):
                if portion.last:
                    memory.add(entry.mark)
                rejects = tuple(replace(reject, place=f"{name}, {reject.place}") for reject in portion.rejects)
                yield portion.items, rejects, portion.rows
        except (CollectError, SettingsError) as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return  # it was taken away while others were read
            if isinstance(error, SourceUnavailable) and not isinstance(error.__cause__, PermissionError):
                raise
            memory.add(entry.mark)
            broken.append(entry.mark)
            _log.warning("%s: %s is left out: %s", self._setup.source, name, error)
            yield (), (Reject(place=name, reason=str(error), raw=""),), 0

    def _list(self, now: datetime) -> tuple[Entry, ...]:
        try:
            return settled(self._folder, self._options.pattern, now)
        except OSError as error:
            raise SourceUnavailable(
                f"{self._folder} cannot be read: {error.strerror or error}; expected a folder"
            ) from error
