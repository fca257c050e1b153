"""What clustering sees of a text: its words, their beginnings and its pairs of words, hashed."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from zlib import crc32

import numpy as np

from analysis.clustering.arrays import Rows, build
from analysis.clustering.stopwords import NEGATIONS, STOP

DIMENSIONS = 1 << 20
STEM = 5
LONG_WEIGHT = 0.85
PAIR_WEIGHT = 0.5

_TOKEN = re.compile(r"https?://\S+|www\.\S+|@\w+|[^\W_]+(?:'[^\W_]+)?")
# Scripts that put no spaces between words: kana, Han, Hangul, Thai.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def tokens(text: str) -> list[str]:
    """Split a text into lower-case words without links, @names and numbers.

    A number of four digits stays: years and models tell complaints apart, dates and prices bring strangers together.
    Runs of a script without spaces become pairs of characters.

    >>> tokens("@acme My charger's cable melted after 12 days! https://t.co/x")
    ['my', "charger's", 'cable', 'melted', 'after', 'days']
    >>> tokens("電池が熱い")
    ['電池', '池が', 'が熱', '熱い']
    """
    found: list[str] = []
    plain = unescape(text) if "&" in text else text
    for match in _TOKEN.finditer(plain.replace("’", "'").lower()):
        word = match.group()
        if word.startswith(("@", "http:", "https:", "www.")) or (word.isdigit() and len(word) != 4):
            continue
        if _UNSPACED.search(word):
            found.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def traits(text: str) -> Iterator[tuple[str, float]]:
    """Yield what a text consists of, with its weight; a trait may come twice.

    A word counts 1; a long one counts as itself and as its first letters, which it shares with its other forms. A
    pair of neighbours, stop words left out, counts ½. A negation counts only in pairs.

    >>> dict(traits("it is not charging"))
    {'s:charg': 0.85, 'w:charging': 0.85, 'b:not charging': 0.5}
    """
    before = ""
    for word in tokens(text):
        if word in STOP:
            continue
        if len(word) > STEM:
            yield "s:" + word[:STEM], LONG_WEIGHT
            yield "w:" + word, LONG_WEIGHT
        elif word not in NEGATIONS:
            yield "s:" + word, 1.0
        if before:
            yield f"b:{before} {word}", PAIR_WEIGHT
        before = word


def count(texts: Sequence[str]) -> Rows:
    """Hash the traits of each text, once each: a matrix len(texts) × DIMENSIONS of their weights."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        row = {crc32(trait.encode("utf-8", "replace")) % DIMENSIONS: weight for trait, weight in traits(text)}
        columns.extend(row.keys())
        values.extend(row.values())
        ends.append(len(columns))
    rows = build(np.array(values, np.float32), np.array(columns, np.int32), np.array(ends, np.int32), DIMENSIONS)
    rows.sort_indices()
    return rows
