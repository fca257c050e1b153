"""What all benchmarks share: the options that choose rows of a file, reading them, and how a result is told.

Progress goes to stderr; the last line of stdout is one JSON object.
"""

import argparse
import csv
import gzip
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any
from zlib import crc32

Row = Mapping[str, str]


def parser(description: str, *, label: bool = True) -> argparse.ArgumentParser:
    """Build a parser with the options of every benchmark that reads a file."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--data", type=Path, help="CSV, CSV.gz or JSONL with a header or keys")
    options.add_argument("--text", metavar="COL", default="text", help="the column with the text")
    if label:
        options.add_argument("--label", metavar="COL", default="label", help="the column to score against")
    options.add_argument("--where", metavar="COL=VALUE", action="append", default=[], help="keep only such rows")
    options.add_argument("--part", choices=["even", "odd", "all"], default="all", help="by crc32 of the text")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--no-peers", dest="peers", action="store_false", help="measure groundswell alone")
    return options


def rows(options: argparse.Namespace) -> list[Row]:
    """Read the rows that the options ask for; exits with a message where a file or column is missing."""
    if options.data is None:
        sys.exit("--data is missing: give a CSV, CSV.gz or JSONL file")
    if not options.data.is_file():
        sys.exit(f"--data {options.data}: no such file")
    wanted = [condition.partition("=")[::2] for condition in options.where]
    columns = (
        {options.text, *(column for column, _ in wanted)} | {options.label} if "label" in options else {options.text}
    )
    kept = []
    for row in _read(options.data):
        if missing := columns - row.keys():
            sys.exit(f"{options.data}: no column {sorted(missing)}; there are {sorted(row)}")
        if all(row[column] == value for column, value in wanted) and _in_part(row[options.text], options.part):
            kept.append(row)
    progress(f"{len(kept):,} rows of {options.data.name}")
    return kept


def progress(message: str) -> None:
    """Tell a person what is going on."""
    print(message, file=sys.stderr, flush=True)


def tell(result: Mapping[str, Any], n: int, started: float) -> None:
    """Print the result as one line of JSON, reals to four digits; `started` is a perf_counter."""
    whole = {**result, "n": n, "seconds": perf_counter() - started}
    print(json.dumps(_rounded(whole), ensure_ascii=False), flush=True)


def peak_mb() -> float:
    """Give the most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read(path: Path) -> Iterator[Row]:
    unpack = gzip.open if path.suffix == ".gz" else open
    with unpack(path, "rt", encoding="utf-8", newline="") as lines:
        if ".jsonl" in path.suffixes:
            for line in lines:
                yield {key: "" if value is None else str(value) for key, value in json.loads(line).items()}
        else:
            yield from csv.DictReader(lines)


def _in_part(text: str, part: str) -> bool:
    return part == "all" or (crc32(text.encode("utf-8", "replace")) % 2 == 1) == (part == "odd")


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
