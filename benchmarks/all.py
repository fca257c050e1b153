"""Run the benchmarks on labelled data where it lies, and write their figures into docs/quality.md.

`python -m benchmarks.all [--data-folder ../shared/data]`; what is not there is left out and said.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.data import progress
from benchmarks.questions import BENCHMARKS, Benchmark

QUALITY = Path(__file__).parent.parent / "docs" / "quality.md"
HEAD = """\
# Measured quality

Written by `make bench` ({machine}); every line names the command that gives it. The data is real and labelled by
others; it is not part of groundswell. What settings were chosen on the same data says so.
"""


def main() -> None:
    """Run them one after another and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data-folder", type=Path, default=Path("../shared/data"))
    folder = options.parse_args().data_folder
    parts = [HEAD.format(machine=f"Python {sys.version_info.major}.{sys.version_info.minor}, one core")]
    for each in BENCHMARKS:
        if "{data}" in each.arguments and not folder.is_dir():
            progress(f"left out, because there is no {folder}: {each.question}")
            continue
        progress(each.question)
        parts.append(section(each, run(each.arguments.format(data=folder))))
    QUALITY.write_text("\n".join(parts), encoding="utf-8")
    progress(f"wrote {QUALITY}")


def run(arguments: str) -> dict[str, Any]:
    """Run one benchmark in a process of its own, and give its last line."""
    command = [sys.executable, "-m", f"benchmarks.{arguments.split()[0]}", *arguments.split()[1:]]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def section(benchmark: Benchmark, result: dict[str, Any]) -> str:
    """Write one benchmark's figures as tables."""
    lines = [f"## {benchmark.question}", "", f"    python -m benchmarks.{benchmark.arguments.format(data='DATA')}", ""]
    if benchmark.note:
        lines += [benchmark.note, ""]
    peers = result.pop("peers", {})
    listed = {key: value for key, value in result.items() if isinstance(value, list) and value}
    crossed = {key: value for key, value in result.items() if isinstance(value, dict) and value}
    plain = _plain(result)
    lines += table([{"": "groundswell", **plain}, *({"": name, **_plain(found)} for name, found in peers.items())])
    for rows in listed.values():
        if isinstance(rows[0], dict):
            lines += ["", *table(rows)]
    for key, found in crossed.items():
        rows = [{key: name, **row} for name, row in found.items() if isinstance(row, dict)]
        lines += ["", *table(rows or [{key: "", **found}])]
    return "\n".join([*lines, ""])


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    """Give the figures that stand in one cell."""
    return {key: value for key, value in result.items() if not isinstance(value, list | dict)}


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Write rows of the same keys as a Markdown table; what a row lacks is a dash."""
    columns = list(rows[0])
    cells = [["–" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (columns, ["---"] * len(columns), *cells)]


if __name__ == "__main__":
    main()
