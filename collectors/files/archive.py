"""What may be taken out of a workbook, a ZIP archive of XML: so much of it, and nothing that unfolds itself."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from storage.errors import BadPayload

MOST_BYTES = 1 << 31
"""Unpacked bytes of a sheet; a workbook of a million rows of reviews has half of that."""
MOST_STRINGS = 1 << 28
"""Unpacked bytes of the texts that sheets share, which are held in memory."""
MOST_OF_A_PART = 1 << 25
"""Unpacked bytes of any other part."""
MOST_SHRUNK = 300
"""How many times smaller than itself an honest part may be packed; sheets of formatted empty cells reach a hundred."""
_SMALL = 1 << 24
_BLOCK = 1 << 16
_LONGEST_TAG = 1 << 22
_LONGEST_TEXT = 1 << 20

Tag = tuple[str, dict[str, str] | None, str]
"""The name of an element without its prefix; its attributes where it begins; its last text where it ends."""


@contextmanager
def unpacking(path: Path) -> Iterator[None]:
    """Translate what a workbook that is none, or is damaged, raises while it is read."""
    try:
        yield
    except (zipfile.BadZipFile, struct.error) as error:
        raise BadPayload(
            f"{path} is an Excel workbook or a ZIP archive that is damaged or cut short: {error}; save it anew"
        ) from error
    except (expat.ExpatError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadPayload(
            f"{path} is a damaged Excel workbook: {error}; rows before the damage were read; save it anew"
        ) from error


class Archive:
    """The parts of one workbook by name, whatever the case of their letters."""

    def __init__(self, path: Path, file: io.BufferedReader) -> None:
        self.path = path
        self._archive = zipfile.ZipFile(file)
        self._parts = {info.filename.casefold().lstrip("/"): info for info in self._archive.infolist()}

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, in small letters."""
        return tuple(self._parts)

    def holds(self, name: str) -> bool:
        """Return whether there is such a part."""
        return name.casefold() in self._parts

    def tags(self, name: str, limit: int = MOST_OF_A_PART) -> Iterator[Tag]:
        """Yield the beginnings and ends of the elements of a part; memory does not grow with it.

        Raises BadPayload where it is missing, too large, packed too well to be honest, or declares entities.
        """
        with self._archive.open(self._checked(name, limit)) as stream:
            yield from _tags(stream, f"{self.path}: {name}")

    def _checked(self, name: str, limit: int) -> zipfile.ZipInfo:
        part = self._parts.get(name.casefold())
        if part is None:
            raise BadPayload(f"{self.path} is an Excel workbook without its part {name}; save it anew")
        if part.flag_bits & 1:
            raise BadPayload(f"{self.path} is locked by a password; save it without one")
        # zipfile unpacks no more than the size that the archive states, so the statement can be trusted.
        if part.file_size > limit:
            raise BadPayload(f"{self.path}: {name} unpacks to {part.file_size:,} bytes; at most {limit:,} are read")
        if part.file_size > _SMALL and part.file_size > MOST_SHRUNK * part.compress_size:
            times = part.file_size // max(1, part.compress_size)
            raise BadPayload(f"{self.path}: {name} unpacks to {times:,} times its size; at most {MOST_SHRUNK} are read")
        return part


def _tags(stream: IO[bytes], what: str) -> Iterator[Tag]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    found: list[Tag] = []
    text: list[str] = []
    size = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal size
        text.clear()
        size = 0
        found.append((name.rpartition(":")[2], attributes, ""))

    def hold(characters: str) -> None:
        nonlocal size
        if size < _LONGEST_TEXT:
            text.append(characters)
        size += len(characters)

    def end(name: str) -> None:
        found.append((name.rpartition(":")[2], None, "".join(text)))
        text.clear()

    def refuse(*_: object) -> None:
        raise BadPayload(f"{what} declares a document type of its own, which no spreadsheet program does; save it anew")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = hold
    parser.StartDoctypeDeclHandler = refuse
    silent = 0
    while block := stream.read(_BLOCK):
        before = size
        try:
            parser.Parse(block, False)
        except expat.ExpatError:
            yield from found  # what stands before the damage
            raise
        silent = 0 if found or size != before else silent + len(block)
        if silent > _LONGEST_TAG:
            raise BadPayload(f"{what} holds a tag or comment of more than {_LONGEST_TAG:,} characters; save it anew")
        yield from found
        found.clear()
    parser.Parse(b"", True)
    yield from found
