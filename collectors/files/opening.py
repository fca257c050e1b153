"""How a file becomes text: gzip by its first bytes, and an encoding that is stated when it is a guess."""

import codecs
import errno
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BadPayload, SettingsError, SourceUnavailable

SAMPLE = 1 << 16
"""Bytes of a file that encoding and delimiter are judged by."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)
_STRAY = re.compile("[\udc80-\udcff]+")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Translate what the system and the decompressor raise while `path` is read."""
    try:
        yield
    except _DAMAGED as error:
        raise BadPayload(f"{path} is a damaged gzip file: {error}; what stands before the damage was read") from error
    except UnicodeError as error:
        raise BadPayload(f"{path} cannot be decoded: {error}; name another encoding, such as utf-8") from error
    except OSError as error:
        raise SourceUnavailable(f"{path} cannot be read: {error.strerror or error}; expected a file") from error


def open_file(path: Path) -> io.BufferedReader:
    """Open a file that lies on a disk. Raises OSError for what else has a path: a pipe would keep us waiting."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(number).st_mode):
        return os.fdopen(number, "rb")
    os.close(number)
    raise OSError(errno.EINVAL, "it is no regular file")


def open_bytes(path: Path) -> gzip.GzipFile | io.BufferedReader:
    """Open a file's content, decompressed where it begins as gzip does."""
    with open_file(path) as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else open_file(path)


def beginning(file: gzip.GzipFile | io.BufferedReader) -> bytes:
    """Return the sample of a file; what stands before a damage in it is enough."""
    head = b""
    try:
        while len(head) < SAMPLE and (piece := file.read1(SAMPLE - len(head))):
            head += piece
    except _DAMAGED:
        if not head:
            raise
    return head


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open a file's text with its own line ends; no byte refuses the file (see `mended`)."""
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, errors=errors, newline="")


def mended(line: str) -> str:
    """Read the bytes that are no UTF-8 as Windows-1252, which is what strays into UTF-8 files.

    >>> mended(b"caf\\xe9 \\xc3\\xa9".decode("utf-8", "surrogateescape"))
    'café é'
    """
    if line.isascii():
        return line
    return _STRAY.sub(lambda stray: stray[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), line)


def guess_encoding(head: bytes) -> str:
    r"""Name the encoding of a file that begins with `head`: by its mark, else UTF-8, else Windows-1252.

    Windows-1252 is a guess: it is taken where most of the bytes beyond ASCII are not UTF-8.

    >>> guess_encoding("id,text".encode("utf-16")), guess_encoding("naïve".encode()), guess_encoding(b"na\xefve")
    ('utf-16', 'utf-8-sig', 'cp1252')
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    stray = sum(map(len, _STRAY.findall(text)))
    beyond_ascii = sum(byte > 0x7F for byte in head)
    return "cp1252" if stray > beyond_ascii - stray else "utf-8-sig"


def known_encoding(name: str) -> str:
    """Return the encoding a person named, or raise SettingsError; a mark at the file's start is skipped."""
    try:
        "a".encode(name)  # refuses codecs that are no encoding of text
        plain = codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError) as error:
        raise SettingsError(f"encoding {name!r} is unknown; use utf-8, utf-16, windows-1252 or latin-1") from error
    return "utf-8-sig" if plain == "utf-8" else plain
