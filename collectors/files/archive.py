"""What may be taken out of a workbook, a ZIP archive of XML: so much of it, and nothing that unfolds itself."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from openpyxl.xml.functions import iterparse

from storage.errors import BadPayload, CollectError, SettingsError

MOST_PARTS = 10_000
MOST_BYTES = 1 << 30
"""Unpacked bytes of all parts; a full sheet, a million rows of reviews, has about half of that."""
MOST_AT_ONCE = 1 << 24
"""Unpacked bytes of a part that is read as a whole."""
MOST_OF_A_PIECE = 1 << 23
"""Unpacked bytes of a row or text; a row of a hundred thousand cells has half of that."""
MOST_STRINGS = 1 << 28
"""Unpacked bytes of the texts that sheets share, which are held in memory."""
MOST_SHRUNK = 300
"""How many times smaller than itself an honest part may be packed; sheets of formatted empty cells reach a hundred."""


@contextmanager
def unpacking(path: Path) -> Iterator[None]:
    """Translate what a workbook that is none, or is damaged, raises while it is read."""
    try:
        yield
    except (CollectError, SettingsError):
        raise
    except zipfile.BadZipFile as error:
        raise BadPayload(
            f"{path} is an Excel workbook or a ZIP archive that is damaged or cut short: {error}; save it anew"
        ) from error
    # Damaged XML comes out of the library as whatever it then stumbles upon.
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # by those without a number it tells that there is no workbook
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise BadPayload(
            f"{path} is a damaged Excel workbook: {reason}; rows before the damage were read; save it anew"
        ) from error


class Archive(zipfile.ZipFile):
    """The parts of one workbook, judged by what they state before any of them is unpacked.

    zipfile unpacks no more than the size that a part states, so the statement can be trusted. Raises BadPayload.
    """

    def __init__(self, path: Path, file: io.BufferedReader) -> None:
        super().__init__(file)
        self._path = path
        parts = self.infolist()
        if other := _other(self.namelist()):
            raise BadPayload(f"{path} is {other}")
        if any(part.flag_bits & 1 for part in parts):
            raise BadPayload(f"{path} is locked by a password; save it without one")
        self._at_most(MOST_PARTS, len(parts), "it has", "parts")
        self._at_most(MOST_BYTES, sum(part.file_size for part in parts), "it unpacks to")
        for part in parts:
            if part.file_size > MOST_AT_ONCE:
                times = part.file_size // max(1, part.compress_size)
                self._at_most(MOST_SHRUNK, times, f"{part.filename} unpacks to", "times its size")

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """Unpack a part as a whole. Raises BadPayload for one that is too large for that."""
        part = self.getinfo(name) if isinstance(name, str) else name
        self._at_most(MOST_AT_ONCE, part.file_size, f"{part.filename} unpacks to")
        return super().read(name, pwd)

    def elements(self, name: str, tag: str, limit: int = MOST_BYTES) -> Iterator[Any]:
        """Yield those elements of a part that have this tag, until what they stand in ends; each is forgotten then.

        Raises BadPayload for a part beyond `limit` bytes, and for one that goes on and on without such an element.
        """
        self._at_most(limit, self.getinfo(name).file_size, f"{name} unpacks to")
        around: list[Any] = []
        among: Any = None
        with self.open(name) as stream:
            piece = _Piece(
                stream, lambda size: self._at_most(MOST_OF_A_PIECE, size, f"a row, text or tag of {name} has")
            )
            for event, element in iterparse(piece, ("start", "end")):
                if event == "start":
                    around.append(element)
                elif around.pop() is among:
                    return
                elif around and element.tag == tag:
                    yield element
                    among = around[-1]
                    among.clear()
                    piece.size = 0

    def _at_most(self, limit: int, size: int, what: str, unit: str = "bytes") -> None:
        if size > limit:
            raise BadPayload(f"{self._path}: {what} {size:,} {unit}; at most {limit:,} are read; save it as CSV")


class _Piece:
    """A stream that counts its bytes from where `size` was last set to 0, and has the count judged."""

    def __init__(self, stream: IO[bytes], judge: Callable[[int], None]) -> None:
        self._stream, self._judge = stream, judge
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises what the judge raises."""
        block = self._stream.read(size)
        self.size += len(block)
        self._judge(self.size)
        return block


def _other(names: list[str]) -> str:
    """Name what these are the parts of, if it is no workbook that is read."""
    if "xl/workbook.bin" in names:
        return "a binary Excel workbook (.xlsb); save it as .xlsx"
    if "mimetype" in names and "content.xml" in names:
        return "an OpenDocument file; save it as .xlsx or CSV"
    if not any(name.startswith("xl/") for name in names):
        return "a ZIP archive without a workbook; unpack it, or save it as .xlsx"
    return ""
