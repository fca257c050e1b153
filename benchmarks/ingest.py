"""Measure import and analysis: `python -m benchmarks.ingest --n 100000 --database postgres`.

Mentions of the sample brand are written into a CSV file and then brought in as a person would: collected, read,
clustered, counted and indexed. `linearity` is the time per mention at n against that at n / 10; `growth_mb` is how much
more memory the run of n took than that of n / 10 before it.
"""

import argparse
import csv
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from benchmarks import data
from benchmarks.postgres import server
from collectors.contract import Setup
from collectors.sample import build as build_sample
from collectors.sample.brand import BRAND, sample_brand, sample_sources
from groundswell.analyzing import analyze
from groundswell.collecting import read_file
from groundswell.house import House, build
from groundswell.settings import Settings
from storage import brands, search
from storage.models import Mention, MentionQuery, Source, SourceName

START = datetime(2020, 1, 6, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = ("id", "published_at", "author", "text")
SEARCHES = ("parcel", "parcel late", "torch burn", "battery dead again", "don't", "app crash", "refund", "nowhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How long a run took, in seconds, and how fast its store answers."""

    importing: float
    seconds: float
    searches_per_s: float


def main() -> None:
    """Bring in n mentions, and a tenth of them, and print both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--n", type=int, default=20_000)
    options.add_argument(
        "--database",
        default="sqlite",
        help="sqlite, postgres, the URL of a new SQLite store, or of a PostgreSQL on which databases may be made",
    )
    options.add_argument("--seed", default="autumn")
    asked = options.parse_args()
    started = perf_counter()
    with tempfile.TemporaryDirectory() as made, ExitStack() as opened:
        folder = Path(made)
        few = max(1, asked.n // 10)
        given = asked.database
        if given == "postgres":
            given = opened.enter_context(server("fsync=on", "synchronous_commit=on"))
        on_server = given.startswith("postgres")
        first, second = (
            opened.enter_context(made_database(given, n)) if on_server else f"sqlite:///{folder / f'{n}.db'}"
            for n in (few, asked.n)
        )
        small = bring(folder, few, first, asked.seed)
        small_mb = data.peak_mb()
        whole = bring(folder, asked.n, given if given.startswith("sqlite:") else second, asked.seed)
    result = {
        "database": asked.database,
        "mentions_per_s": asked.n / whole.seconds,
        "imported_per_s": asked.n / whole.importing,
        "searches_per_s": whole.searches_per_s,
        "peak_mb": data.peak_mb(),
        "growth_mb": data.peak_mb() - small_mb,
        "linearity": (whole.seconds / asked.n) / (small.seconds / few),
    }
    data.tell(result, asked.n, started)


@contextmanager
def made_database(server_url: str, n: int) -> Iterator[str]:
    """Make a database on a PostgreSQL server, yield its URL, and drop it."""
    address = sa.make_url(server_url).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as tx:
        tx.exec_driver_sql(f"CREATE DATABASE ingest_{n}")
    yield address.set(database=f"ingest_{n}").render_as_string(hide_password=False)
    with admin.connect() as tx:
        tx.exec_driver_sql(f"DROP DATABASE ingest_{n}")
    admin.dispose()


def bring(folder: Path, n: int, store: str, seed: str) -> Brought:
    """Write n mentions into a file, bring them into a new store, and look for words in it."""
    path = folder / f"{n}.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(COLUMNS)
        table.writerows(
            (f"{m.source}/{m.external_id}", m.published_at.isoformat(), m.author_key, m.text)
            for m in islice(mentions(seed), n)
        )
    house = build(Settings(store=store))
    with house.database.write() as tx:
        brands.save(tx, sample_brand())
    source = Source(name=SourceName("files:ingest"), collector="files", options={"path": str(path), "brand": BRAND})
    began = perf_counter()
    read_file(house, source, NOW, lambda _: None)
    importing = perf_counter() - began
    data.progress(f"{n:,} mentions imported in {importing:.1f} s")
    analyze(house, NOW)
    seconds = perf_counter() - began
    data.progress(f"{n:,} mentions imported and read in {seconds:.1f} s")
    searches_per_s = search_speed(house)
    house.database.close()
    return Brought(importing=importing, seconds=seconds, searches_per_s=searches_per_s)


def search_speed(house: House) -> float:
    """Look for words as a person types them, each in a transaction of its own; give how many a second."""
    began = perf_counter()
    for typed in SEARCHES:
        with house.database.read() as tx:
            search.find(tx, MentionQuery(brand=BRAND, text=typed, limit=50))
    return len(SEARCHES) / (perf_counter() - began)


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
