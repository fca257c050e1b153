"""Whether our VADER scores as the package does, and how much faster.

    python -m benchmarks.vader_parity --data F --text COL [--fuzz N]

`mismatches` counts texts of the file, and `--fuzz N` made-up ones, of whose four scores one differs. The speed-ups are
CPU time of the package over ours: on the file's texts, each scored once and by an engine that had met no word before;
on texts of at least 60 words, put together from the file's; on a flood of 2,500 emoji.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from string import punctuation
from time import perf_counter, process_time

from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from analysis.vader import Scores
from analysis.vader.engine import Engine
from benchmarks.data import parser, progress, rows, tell

LONG = 60
MOST_LONG = 1_000
FLOOD = "😂❤😍😭😊😒💕😘😩😡" * 250
CHUNK = 500
"""Texts one side scores before the other has its turn, so that a busy moment of the machine falls on both."""

CASES: tuple[Callable[[str], str], ...] = (str, str, str, str.upper, str.title)
BLANKS = (" ", " ", " ", " ", "  ", "\n", "\t", "\u2003", "")
NAMED = "no nor or but But BUT so this never without doubt least at very the to for of kind sort just now it parcel"

Score = Callable[[str], Scores]
Reference = Callable[[str], Mapping[str, float]]


def main() -> None:
    """Compare on the file's texts and on made-up ones, then time long texts and a flood."""
    options = parser(__doc__, label=False)
    options.add_argument("--fuzz", type=int, default=0, help="also compare this many made-up texts")
    asked = options.parse_args()
    started = perf_counter()
    texts = [row[asked.text] for row in rows(asked)]
    package = SentimentIntensityAnalyzer()
    theirs, ours = package.polarity_scores, Engine(package.lexicon, package.emojis).score
    mismatches, speedup = compare(theirs, ours, texts)
    speedup_long = compare(theirs, ours, [*islice(joined(texts), MOST_LONG)])[1]
    speedup_flood = compare(theirs, ours, [FLOOD])[1]
    fuzzed = [*islice(made_up(package, random.Random(asked.seed)), asked.fuzz)]
    result = {
        "mismatches": mismatches + compare(theirs, ours, fuzzed)[0],
        "speedup": speedup,
        "speedup_long": speedup_long,
        "speedup_flood": speedup_flood,
    }
    tell(result, len(texts) + len(fuzzed), started)


def compare(theirs: Reference, ours: Score, texts: Sequence[str]) -> tuple[int, float]:
    """Score each text on both sides; give how many differ, and by how much ours are faster."""
    mismatches, spent_there, spent_here = 0, 0.0, 0.0
    for first in range(0, len(texts), CHUNK):
        chunk = texts[first : first + CHUNK]
        began = process_time()
        there = [theirs(text) for text in chunk]
        between = process_time()
        here = [ours(text) for text in chunk]
        spent_here += process_time() - between
        spent_there += between - began
        for text, one, other in zip(chunk, there, here, strict=True):
            if one != as_told_there(other):
                mismatches += 1
                progress(f"differs: {one} in the package, {other} here, of {len(text)} characters")
    return mismatches, spent_there / max(spent_here, 1e-9)


def as_told_there(ours: Scores) -> Mapping[str, float]:
    """Our scores in the package's form."""
    return {"neg": ours.negative, "neu": ours.neutral, "pos": ours.positive, "compound": ours.compound}


def joined(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts of at least `LONG` words: those that are, and shorter ones one after another until they are."""
    words: list[str] = []
    for text in texts:
        words += text.split()
        if len(words) >= LONG:
            yield " ".join(words)
            words = []


def made_up(package: SentimentIntensityAnalyzer, chance: random.Random) -> Iterator[str]:
    """Yield texts without end, of what VADER knows, in any order, case and punctuation, and of any characters."""
    vocabularies: tuple[Sequence[str], ...] = (
        sorted(package.lexicon),
        sorted({*BOOSTER_DICT, *NEGATE}),
        sorted(SPECIAL_CASES),
        sorted(package.emojis),
        NAMED.split(),
        NAMED.split(),
    )
    while True:
        words = (written(chance, chance.choice(vocabularies)) for _ in range(chance.randrange(30)))
        yield "".join(word + chance.choice(BLANKS) for word in words)


def written(chance: random.Random, vocabulary: Sequence[str]) -> str:
    """Write a word of the vocabulary as people might, or now and then any characters at all."""
    if chance.random() < 0.05:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(6)))
    word = chance.choice(CASES)(chance.choice(vocabulary))
    sign = chance.choice(punctuation) * chance.randrange(5)
    return chance.choice((word, word, word, word + sign, sign + word, sign + word + sign))


if __name__ == "__main__":
    main()
