"""Which words and letter sequences a text has, as one sparse matrix for a whole batch of texts.

What models are learnt from: words and pairs of neighbouring words, so that "not good" counts for itself, and
sequences of three and four letters inside words, so that endings and misspellings count for what they resemble. Each
is hashed to a column; two may share one, which costs a little precision and spares a dictionary. Hashes are the same
on every machine and in every run, since models are kept by column.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

CHARACTERS = 2_000
"""Characters of a text that are read, so that a flood costs no more than a long review."""

VERSION = 1
"""Grows whenever a text would get other columns, since models are kept by column."""

BITS = 16
WORDS = LETTERS = 1 << BITS
COLUMNS = WORDS + LETTERS
"""Words and pairs come first, sequences of letters behind them."""

_AT_ONCE = 2**18
"""Characters turned at a time (some 40 MB of arrays), however large the batch is."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)[@＠]\w+", re.IGNORECASE)
_MASK = " \ue000 "
_END = ord("\n")
_BLANK, _SIGN, _LETTER, _NOTHING = range(4)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_UNBASE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_ONE, _TWO, _THREE, _FOUR = (np.uint64(salt * 0xD1B54A32D192ED03 % 2**64) for salt in (1, 2, 3, 4))

_Codes = NDArray[np.uint32]
_Hashes = NDArray[np.uint64]
_Places = NDArray[np.int64]


def ngrams(texts: Sequence[str]) -> csr_array:
    """Return a row per text and `COLUMNS` columns.

    A row has two blocks, words and letters, each of length 1: what occurs is 1 over the root of how many different ones
    occur, however often. Case and width do not count, nor do apostrophes; links and @names are one sign, any digit is
    0, and what is repeated more than twice is written twice. Signs and emoji are words of one character.

    >>> same = ngrams(["SOOOOO good @acme", "soo good @delta"])
    >>> bool((same[[0]] != same[[1]]).nnz == 0), round(float(same[[0]].power(2).sum()), 4)
    (True, 2.0)
    """
    return csr_array(vstack([_matrix(part) for part in _parts(texts)], format="csr"))


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    room = _AT_ONCE
    for text in texts:
        cut = text[:CHARACTERS]
        if part and len(cut) > room:
            yield part
            part, room = [], _AT_ONCE
        part.append(cut)
        room -= len(cut)
    yield part


def _matrix(texts: Sequence[str]) -> csr_array:
    codes = _codes(texts)
    kinds = _kinds(codes)
    rows = np.cumsum(codes == _END) - 1
    words, word_rows = _words(codes, kinds, rows)
    pairs = words[:-1] * _THREE + words[1:] * _FOUR
    near = word_rows[:-1] == word_rows[1:]
    letters = np.where(kinds == _LETTER, codes, 0).astype(np.uint64)
    inside = kinds == _LETTER
    keys = np.concatenate(
        [
            _keys(words * _ONE, word_rows, 0),
            _keys(pairs[near], word_rows[:-1][near], 0),
            _sequences(letters, inside, rows, 3),
            _sequences(letters, inside, rows, 4),
        ]
    )
    keys.sort()
    return _rows(keys[np.diff(keys, prepend=~keys[:1]) != 0], len(texts))


def _codes(texts: Sequence[str]) -> _Codes:
    """The code points of all texts, a newline before each and one at the end; folded, and runs cut to two."""
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    joined = _ADDRESS.sub(_MASK, joined).casefold()
    if not joined.isascii():
        # Some signs become eighteen characters, so what was cut is cut again.
        wide = unicodedata.normalize("NFKC", joined)
        joined = "\n".join(line[:CHARACTERS] for line in wide.split("\n"))
    codes = np.frombuffer(f"\n{joined}\n".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = np.where(codes < 2**16, _folded()[np.minimum(codes, 2**16 - 1)], codes)
    codes = codes[_kinds(codes) != _NOTHING]
    again = np.zeros(len(codes), dtype=bool)
    again[2:] = (codes[2:] == codes[1:-1]) & (codes[1:-1] == codes[:-2]) & (codes[2:] != _END)
    return np.asarray(codes[~again])


def _words(codes: _Codes, kinds: NDArray[np.uint8], rows: _Places) -> tuple[_Hashes, _Places]:
    """The hash of each word and sign, and its row. Sums of powers make the hash of a span one subtraction."""
    letter = np.concatenate([[False], kinds == _LETTER, [False]])
    starts = np.flatnonzero(letter[1:] & ~letter[:-1])
    ends = np.flatnonzero(letter[:-1] & ~letter[1:])
    signs = np.flatnonzero(kinds == _SIGN)
    starts, ends = np.concatenate([starts, signs]), np.concatenate([ends, signs + 1])
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(codes * _powers(_BASE, len(codes)), dtype=np.uint64)])
    return (sums[ends] - sums[starts]) * _powers(_UNBASE, len(codes))[starts], rows[starts]


def _sequences(letters: _Hashes, inside: NDArray[np.bool_], rows: _Places, length: int) -> _Hashes:
    """Keys of the sequences whose inner characters are letters; what is around a word counts as one blank."""
    count = len(letters) - length + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    whole = np.ones(count, dtype=bool)
    for at in range(1, length - 1):
        whole &= inside[at : at + count]
    hashes = np.full(count, _TWO + np.uint64(length))
    for at in range(length):
        hashes = hashes * _BASE + letters[at : at + count]
    # The row of an inner character, since the first may be the end of the text before.
    return _keys(hashes[whole], rows[1 : 1 + count][whole], WORDS)


def _keys(hashes: _Hashes, rows: _Places, offset: int) -> _Hashes:
    """Row and column in one number, so that one sort makes a matrix. The mixing is that of splitmix64 (Vigna 2015)."""
    mixed = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    columns = (mixed >> np.uint64(64 - BITS)) + np.uint64(offset)
    return (rows.astype(np.uint64) << np.uint64(32)) | columns


def _rows(keys: _Hashes, count: int) -> csr_array:
    columns = (keys & np.uint64(2**32 - 1)).astype(np.int32)
    block = 2 * (keys >> np.uint64(32)).astype(np.int64) + (columns >= WORDS)
    sizes = np.bincount(block, minlength=2 * count)
    values = (1 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)[block]
    pointers = np.concatenate([[0], np.cumsum(sizes.reshape(-1, 2).sum(axis=1))])
    return csr_array((values, columns, pointers.astype(np.int32)), shape=(count, COLUMNS))


def _powers(base: np.uint64, count: int) -> _Hashes:
    powers = np.full(count, base, dtype=np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)


def _kinds(codes: _Codes) -> NDArray[np.uint8]:
    """What each code is. Above the first plane stand emoji and rare scripts: each a sign of its own."""
    return np.where(codes < 2**16, _table()[np.minimum(codes, 2**16 - 1)], _SIGN).astype(np.uint8)


@cache
def _table() -> NDArray[np.uint8]:
    return np.array([_kind(chr(code)) for code in range(2**16)], dtype=np.uint8)


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if character in "'’`ʼ" or category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return _NOTHING
    if category[0] in "LMN":
        return _LETTER
    return _BLANK if category[0] in "ZC" and character != "\ue000" else _SIGN


@cache
def _folded() -> NDArray[np.uint32]:
    return np.array([ord("0") if chr(code).isdigit() else code for code in range(2**16)], dtype=np.uint32)
