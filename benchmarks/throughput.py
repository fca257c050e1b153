"""How fast mentions are read, with everything on.

    python -m benchmarks.throughput [--n 100000] [--length tweet|review]

Texts in ten languages about three brands are made up, streamed in batches and read on one core: language, feeling,
relevance, harm, question, fingerprint, product. Unless `--learnt none`, feelings in the brands' languages are judged by
models of the size of learnt ones, with `--learnt all` voices and relevance too. `texts_per_s` is by CPU time of the
reading alone; `linearity` is the time per text at n against that at n / 10; `growth_mb` is how much more memory the run
of n took than that of n / 10.
"""

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from time import perf_counter, process_time

import numpy as np
from threadpoolctl import threadpool_limits

from analysis import sentiment
from analysis.linear import Model
from analysis.ngrams import COLUMNS
from analysis.reading import Learnt, Reader
from analysis.relevance import Judge
from analysis.relevance.judging import NO, YES
from benchmarks.data import peak_mb, progress, tell
from benchmarks.wording import Writer
from storage.models import (
    Brand,
    BrandId,
    Kind,
    Match,
    Mention,
    MentionId,
    Rating,
    Sentiment,
    SourceName,
    StoredMention,
    Voice,
)

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
    options.add_argument("--learnt", choices=["none", "sentiment", "all"], default="sentiment")
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    started = perf_counter()
    few = max(1, asked.n // 10)
    reader = Reader(BRANDS, learnt(asked.learnt, np.random.default_rng(asked.seed)))
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


def learnt(what: str, chance: np.random.Generator) -> Learnt:
    """Make models as large as learnt ones, of weights by chance: what they answer takes no longer or shorter."""

    def model(classes: Iterable[str], scores: int) -> Model:
        names = tuple(classes)
        weights = chance.normal(size=(COLUMNS + scores, len(names))).astype(np.float32)
        return Model(classes=names, weights=weights, bias=np.zeros(len(names), dtype=np.float32))

    if what == "none":
        return Learnt()
    spoken = {language for brand in BRANDS for language in brand.languages}
    scopes = [sentiment.scope(language, kind) for language in spoken for kind in (Kind.MENTION, Kind.REVIEW)]
    feelings = {scope: (1, model(Sentiment, sentiment.SCORES)) for scope in scopes}
    if what == "sentiment":
        return Learnt(sentiment=feelings)
    judge, mention = Judge(BRANDS), next(stream("tweet", 0)).mention
    return Learnt(
        sentiment=feelings,
        voice=(1, model(Voice, len(judge.voice_evidence(mention).scores))),
        relevance={
            brand.id: (1, model((YES, NO), len(judge.about_evidence(mention, brand.id).scores))) for brand in BRANDS
        },
    )


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
        write = writer.review if review else writer.post
        mention = Mention(
            source=SourceName("files:reviews" if review else "x"),
            external_id=str(number),
            text=write(writer.language(), brand.name, WORDS[length]),
            published_at=START + timedelta(minutes=number),
            kind=Kind.REVIEW if review else Kind.MENTION,
            author_key=f"author-{number % 9_973}",
            rating=Rating(value=1 + number % 5) if review and number % 2 else None,
        )
        yield StoredMention(id=MentionId(number), mention=mention, matches=(Match(brand=brand.id, query=brand.name),))


if __name__ == "__main__":
    main()
