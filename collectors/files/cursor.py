"""Where reading stands in which file, so that a changed file, or one to be read in another way, begins anew."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from collectors.files.opening import open_file

_SPAN = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How many rows of the file with this fingerprint were read, and whether that was all of them."""

    file: str
    rows: int = 0
    finished: bool = False

    def cursor(self) -> str:
        """Return the position as the cursor of a batch."""
        return json.dumps({"file": self.file, "rows": self.rows, "finished": self.finished})


def position(cursor: str | None, file: str) -> Position:
    """Return where to go on in a file; its beginning where the cursor is not about it. Reading twice is harmless."""
    try:
        match json.loads(cursor or "null"):
            case {"file": str(read), "rows": int(rows), "finished": bool(finished)} if read == file and rows >= 0:
                return Position(file=file, rows=rows, finished=finished)
    except (ValueError, RecursionError):
        pass
    return Position(file=file)


def fingerprint(path: Path, options: Mapping[str, str]) -> str:
    """Return what identifies a file's content and the way it is read, wherever it lies.

    Size, beginning and end tell contents apart without reading gigabytes at every turn. Options belong to it because
    rows refused under one mapping are mentions under another.
    """
    with open_file(path) as file:
        head = file.read(_SPAN)
        size = file.seek(0, 2)
        file.seek(max(0, size - _SPAN))
        parts = [head, file.read(_SPAN), str(size).encode()]
    return digest(*parts, way(options).encode())


def way(options: Mapping[str, str]) -> str:
    """Return what identifies the way files are read, wherever they lie."""
    said = (f"{name}={value}" for name, value in sorted(options.items()) if name not in ("path", "folder"))
    return digest(*(each.encode("utf-8", "surrogatepass") for each in said))


def digest(*parts: bytes) -> str:
    """Return 32 hexadecimal digits that stand for these parts in this order."""
    return hashlib.sha256(b"\x1f".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:32]
