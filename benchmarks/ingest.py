"""Measure import and analysis: `python -m benchmarks.ingest --n 100000`.

Mentions of the sample brand are written into a CSV file and then brought in as a person would: collected from the file,
read, clustered, counted and indexed. `linearity` is the time per mention at n against that at n / 10.
"""

import argparse
import csv
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from time import perf_counter

from benchmarks import data
from collectors.contract import Setup
from collectors.sample import build as build_sample
from collectors.sample.brand import BRAND, sample_brand, sample_sources
from groundswell.analyzing import analyze
from groundswell.collecting import read_file
from groundswell.house import build
from groundswell.settings import Settings
from storage import brands
from storage.models import Mention, Source, SourceName

START = datetime(2020, 1, 6, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = ("id", "published_at", "author", "text")


def main() -> None:
    """Bring in n mentions, and a tenth of them, and print both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--n", type=int, default=20_000)
    options.add_argument("--database", default="sqlite", help="sqlite, or the URL of an empty store")
    options.add_argument("--seed", default="autumn")
    asked = options.parse_args()
    started = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        small = bring(Path(folder), max(1, asked.n // 10), "sqlite", asked.seed)
        whole = bring(Path(folder), asked.n, asked.database, asked.seed)
    result = {
        "mentions_per_s": asked.n / whole,
        "peak_mb": data.peak_mb(),
        "linearity": (whole / asked.n) / (small / max(1, asked.n // 10)),
    }
    data.tell(result, asked.n, started)


def bring(folder: Path, n: int, database: str, seed: str) -> float:
    """Write n mentions into a file and bring them into a new store; gives the seconds the bringing took."""
    path = folder / f"{n}.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(COLUMNS)
        table.writerows(
            (f"{m.source}/{m.external_id}", m.published_at.isoformat(), m.author_key, m.text)
            for m in islice(mentions(seed), n)
        )
    url = f"sqlite:///{folder / f'{n}.db'}" if database == "sqlite" else database
    house = build(Settings(store=url))
    with house.database.write() as tx:
        brands.save(tx, sample_brand())
    source = Source(name=SourceName("files:ingest"), collector="files", options={"path": str(path), "brand": BRAND})
    began = perf_counter()
    read_file(house, source, NOW, lambda _: None)
    data.progress(f"{n:,} mentions imported in {perf_counter() - began:.1f} s")
    analyze(house, NOW)
    seconds = perf_counter() - began
    data.progress(f"{n:,} mentions imported and read in {seconds:.1f} s")
    house.database.close()
    return seconds


def mentions(seed: str) -> Iterator[Mention]:
    """Yield the sample brand's mentions, day after day, without end."""
    built = [
        build_sample(Setup(source=s.name, brands=(sample_brand(),), options={**s.options, "seed": seed}))
        for s in sample_sources(START.date())
    ]
    cursors: list[str | None] = [None] * len(built)
    for day in count(1):
        for place, collector in enumerate(built):
            for batch in collector.collect(cursors[place], START + timedelta(days=day)):
                cursors[place] = batch.cursor
                yield from (item.mention for item in batch.items)


if __name__ == "__main__":
    main()
