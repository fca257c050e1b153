"""What a store holds, and what its receiver got, after the process was killed at many random moments.

    python -m benchmarks.crash --kills 50 --data F --map brand=COL,text=COL,id=COL,published_at=COL

One course (`benchmarks.course`) runs twice: undisturbed, and killed with SIGKILL and started again. `identical`
compares every row of every table, `differences` names the tables where they differ. `lost`, `repeated_same_key` and
`repeated_other_key` compare the `messages` that a receiver of the alerts got (`benchmarks.torment.Received`).
"""

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.course import Plan, differences
from benchmarks.data import Row, parser, progress, rows, tell
from benchmarks.torment import compare, measure, receiver, torment
from collectors import files
from collectors.contract import Setup
from collectors.files import Field
from collectors.files.times import read_time
from storage.models import Brand, SourceName
from storage.text import slug

FIRST = 0.6
"""The share of the time covered that is imported at once; the cycles run over the rest."""


def plan_of(chosen: argparse.Namespace, folder: Path, url: str) -> tuple[Plan, int]:
    """Cut a file into the parts of a course: most of its time at once, the rest every few hours; count its rows."""
    options = {"map": chosen.map} | ({"brand": slug(chosen.brand)} if chosen.brand else {})
    setup = Setup(source=SourceName("files:course"), brands=(), options=options | {"path": str(chosen.data)})
    columns = {entry.field: entry.column for entry in files.plan(setup).mapping.entries}
    chosen.text = columns[Field.TEXT]
    found = [(read_time(row[columns[Field.PUBLISHED_AT]])[0], row) for row in rows(chosen)]
    found.sort(key=lambda pair: pair[0])
    count = len(found)
    first, last = found[0][0], found[-1][0]
    at = (first + FIRST * (last - first)).replace(minute=0, second=0)
    names = {chosen.brand} if chosen.brand else {row[columns[Field.BRAND]] for _, row in found}
    turns: list[tuple[datetime, Path]] = []
    while found:
        part = folder / f"part-{len(turns)}.csv"
        due = sum(published <= at for published, _ in found)
        _write(part, found[0][1].keys(), [row for _, row in found[:due]])
        turns.append((at, part))
        found, at = found[due:], at + timedelta(hours=chosen.hours)
    brands = tuple(Brand(id=slug(name), name=name) for name in sorted(names))
    return Plan(brands=brands, options=options, webhook=url, turns=tuple(turns)), count


def _write(part: Path, columns: Iterable[str], kept: Sequence[Row]) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(kept)


def main() -> None:
    options = parser(__doc__ or "", label=False)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--map", default="", help="field=column, comma-separated; what is not given is guessed")
    options.add_argument("--brand", help="whom all of it is about, where no column says so")
    options.add_argument("--kills", type=int, default=50, help="how often to kill the process")
    options.add_argument("--hours", type=int, default=2, help="from one cycle to the next")
    chosen = options.parse_args()
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="groundswell-crash-") as name, receiver() as hook:
        folder = Path(name)
        plan, mentions = plan_of(chosen, folder, hook.url)
        calm, tormented = folder / "undisturbed.db", folder / "killed.db"
        steps = measure(calm, plan)
        if len(steps) < chosen.kills:
            sys.exit(
                f"--kills {chosen.kills}: the course has only {len(steps)} steps; give more rows, or fewer --hours"
            )
        wanted = hook.take()
        progress(f"undisturbed: {len(steps)} steps, {sum(steps):.1f} s, {len(wanted)} messages")
        killed = torment(tormented, plan, steps, chosen.kills, random.Random(chosen.seed), progress)
        received = compare(wanted, hook.take())
        found = differences(calm, tormented)
    result = {
        "kills": killed,
        "identical": not found,
        "differences": found,
        "lost": received.lost,
        "repeated_same_key": received.repeated_same_key,
        "repeated_other_key": received.repeated_other_key,
        "messages": len(wanted),
    }
    tell(result, mentions, started)


if __name__ == "__main__":
    main()
