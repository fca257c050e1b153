"""How fast mentions are read, with everything on.

    python -m benchmarks.throughput [--n 100000] [--length tweet|review]

Texts in ten languages about three brands are made up, streamed in batches and read on one core: language, feeling,
relevance, harm, question, fingerprint, product. `texts_per_s` is by CPU time of the reading alone; `linearity` is the
time per text at n against that at n / 10; `growth_mb` is how much more memory the run of n took than that of n / 10.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from time import perf_counter, process_time

from threadpoolctl import threadpool_limits

from analysis.reading import Reader
from benchmarks.data import peak_mb, progress, tell
from benchmarks.wording import Writer
from storage.models import Brand, BrandId, Kind, Match, Mention, MentionId, Rating, SourceName, StoredMention

BATCH = 1_024
WORDS = {"tweet": 17, "review": 100}
START = datetime(2025, 1, 1, tzinfo=UTC)
BRANDS = (
    Brand(
        id=BrandId("voltmere"),
        name="Voltmere",
        aliases=("Voltmere Home", "VoltmereHelp"),
        products=("Glow Torch", "Kettle Mini", "Router X2", "Night Lamp"),
        excluded=("voltmere river",),
        languages=("en", "id", "sw", "nl"),
    ),
    Brand(
        id=BrandId("pesabora"),
        name="Pesabora",
        aliases=("Pesa Bora", "PesaboraCare"),
        products=("Pesabora Card", "Pesabora Loan"),
        languages=("en", "sw"),
    ),
    Brand(
        id=BrandId("kirimkita"),
        name="Kirimkita",
        aliases=("Kirim Kita",),
        products=("Kirim Express", "Kirim Hemat"),
        languages=("id", "en"),
    ),
)


def main() -> None:
    """Read a tenth of n texts, then n others, and print how fast."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--n", type=int, default=100_000)
    options.add_argument("--length", choices=list(WORDS), default="tweet")
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    started = perf_counter()
    few = max(1, asked.n // 10)
    reader = Reader(BRANDS)
    mentions = stream(asked.length, asked.seed)
    with threadpool_limits(limits=1):
        read(reader, mentions, BATCH)
        small = read(reader, mentions, few)
        small_mb = peak_mb()
        progress(f"{few:,} texts read at {few / small:,.0f} a second")
        whole = read(reader, mentions, asked.n)
    result = {
        "texts_per_s": asked.n / whole,
        "peak_mb": peak_mb(),
        "growth_mb": peak_mb() - small_mb,
        "linearity": (whole / asked.n) / (small / few),
    }
    tell(result, asked.n, started)


def read(reader: Reader, mentions: Iterator[StoredMention], n: int) -> float:
    """Read the next n mentions in batches; give the CPU seconds it took, without those of writing the texts."""
    spent = 0.0
    for first in range(0, n, BATCH):
        batch = list(islice(mentions, min(BATCH, n - first)))
        began = process_time()
        readings = reader.read(batch)
        spent += process_time() - began
        if len(readings) != len(batch):
            raise SystemExit(f"{len(batch)} mentions gave {len(readings)} readings")
    return spent


def stream(length: str, seed: int) -> Iterator[StoredMention]:
    """Yield mentions of that length without end, a minute apart."""
    writer = Writer(seed)
    for number in count(1):
        brand = BRANDS[number % len(BRANDS)]
        review = length == "review"
        mention = Mention(
            source=SourceName("files:reviews" if review else "x"),
            external_id=str(number),
            text=writer.text(writer.language(), brand.name, WORDS[length]),
            published_at=START + timedelta(minutes=number),
            kind=Kind.REVIEW if review else Kind.MENTION,
            author_key=f"author-{number % 9_973}",
            rating=Rating(value=1 + number % 5) if review and number % 2 else None,
        )
        yield StoredMention(id=MentionId(number), mention=mention, matches=(Match(brand=brand.id, query=brand.name),))


if __name__ == "__main__":
    main()
