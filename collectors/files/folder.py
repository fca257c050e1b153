"""How the files of a folder are read: each once, in the order of their names; a broken one stops no other."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from collectors.contract import Setup
from collectors.files.cursor import way
from collectors.files.forward import portions
from collectors.files.listing import MARK, Entry, Memory, settled
from collectors.files.options import Options
from collectors.files.periods import until_now
from storage.errors import CollectError, SettingsError, SourceUnavailable
from storage.models import Batch, Item, Reject

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where reading a folder stands: the way its files are read, the marks of those that were, and the open one."""

    way: str
    fold: int = 1
    read: str = ""
    mark: str = ""
    rows: int = 0

    def cursor(self) -> str:
        """Return it as the cursor of a batch."""
        return json.dumps({"way": self.way, "fold": self.fold, "read": self.read, "mark": self.mark, "rows": self.rows})


def stand(cursor: str | None, way: str) -> Stand:
    """Return where to go on; the beginning where the cursor is about files read in another way."""
    try:
        match json.loads(cursor or "null"):
            case {"way": str(was), "fold": int(fold), "read": str(read), "mark": str(mark), "rows": int(rows)} if (
                was == way and fold > 0 and rows >= 0 and len(read) % MARK == 0
            ):
                return Stand(way=way, fold=fold, read=read, mark=mark, rows=rows)
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
        others are read, then SourceUnavailable is raised, and that one is tried again at the next turn.
        """
        start = stand(cursor, way(self._setup.options))
        entries = self._list(now)
        memory = Memory(entries, start.read, start.fold)
        coverage = () if start.read or start.mark else until_now(self._options.coverage, now)
        failed: SourceUnavailable | None = None
        for entry in (entry for entry in entries if entry.mark not in memory):
            skip = start.rows if entry.mark == start.mark else 0
            try:
                for items, rejects, rows in self._read(entry, skip, memory, now):
                    mark = "" if entry.mark in memory else entry.mark
                    end = Stand(way=start.way, fold=memory.fold, read=memory.text(), mark=mark, rows=rows)
                    yield Batch(
                        items=items,
                        rejects=rejects,
                        cursor=end.cursor(),
                        coverage=coverage,
                        backfilled=self._options.backfill,
                    )
                    coverage = ()
            except SourceUnavailable as error:
                failed = failed or error
        if failed is not None:
            raise failed

    def _read(
        self, entry: Entry, skip: int, memory: Memory, now: datetime
    ) -> Iterator[tuple[tuple[Item, ...], tuple[Reject, ...], int]]:
        """Yield items, rejects and rows read so far; the memory holds the file as soon as it needs no more reading."""
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
            _log.warning("%s: %s is left out: %s", self._setup.source, name, error)
            yield (), (Reject(place=name, reason=str(error), raw=""),), 0

    def _list(self, now: datetime) -> tuple[Entry, ...]:
        try:
            return settled(self._folder, self._options.pattern, now)
        except OSError as error:
            raise SourceUnavailable(
                f"{self._folder} cannot be read: {error.strerror or error}; expected a folder"
            ) from error
