"""In which language a text is written, or that it cannot be told.

The languages a brand's customers write are the prior: they are believed unless another language is clear, and then the
text keeps that other language, so that later steps can say they do not know it.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analysis import common_words
from analysis.langid import Langid
from analysis.prose import prose
from storage.models import Judgement

LIMIT = 2_000
"""Characters looked at, so that the price of a flood stays bounded."""

ENOUGH = 300
"""Characters judged, once links and names are gone: a language shows itself long before."""

BLOCK = 512
"""Texts judged at once, so that a batch of any size needs the same memory."""

LEAST_LETTERS = 2

FOREIGN = 0.7
"""Least probability at which a language outside the brand's is believed."""

RESTRICTED = 0.5
"""Least probability of the answer among the brand's languages, and of them together among all."""

HOME_ODDS = 50.0
"""How many times likelier than any other a brand's language is before a word is read: as if nine mentions of ten were
in one of them, and the others in about half a dozen languages."""

HINT_ODDS = 10.0
"""How many times likelier a language becomes when the source states it; platforms are wrong often enough."""

SHARPNESS = 2.5
"""The power that probabilities are raised to among few languages. py3langid's are tempered for its 140: among ten, only
then is an answer that it gives half of the probability right about half of the time."""

COMMON_WORD = 3.0
"""What a common word of a language weighs, in nats, in a text of one word; in a longer text it weighs less, by the
square root of the length, as the features of py3langid do."""

_SAME = {"ms": "id", "in": "id", "iw": "he", "arz": "ar", "ary": "ar"}
"""Malay counts into Indonesian, spoken Arabic into Arabic; platforms still send the withdrawn codes `in` and `iw`."""

_MARKS = re.compile(
    r"[\x00-&(-@\[-`{-©«-´¶-¹»-¿×÷\u2000-\u200b\u200e-\u2bff\u3000\ufe00-\ufe0f\U0001f000-\U0001ffff\d_]+"
)
"""What no language owns: blanks, digits, emoji, signs, all punctuation but the apostrophe."""

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    langid: Langid
    column: dict[str, int]
    words: dict[str, list[int]]
    listed: NDArray[np.bool_]
    name: str


def identify(
    texts: Sequence[str], languages: Sequence[Sequence[str]], hints: Sequence[str | None]
) -> list[Judgement[str]]:
    """Judge the language of each text as an ISO 639-1 code where there is one.

    `languages` are those the customers of the text's brand write, `hints` what the source states; both go with `texts`,
    else ValueError. Confidence is the probability of the answer: among all languages for a foreign one, among the
    brand's for one of them.

    >>> found = identify(["The delivery came weeks late", "!!! 👍"], [("en", "id"), ("en", "id")], [None, None])
    >>> found[0].value, found[1].reason
    ('en', 'too short to tell')
    """
    if not len(texts) == len(languages) == len(hints):
        raise ValueError(f"{len(texts)} texts, {len(languages)} languages and {len(hints)} hints: they go together")
    found: list[Judgement[str]] = []
    for start in range(0, len(texts), BLOCK):
        block = slice(start, start + BLOCK)
        found += _judged(_model(), texts[block], languages[block], hints[block])
    return found


def _judged(
    model: _Model, texts: Sequence[str], languages: Sequence[Sequence[str]], hints: Sequence[str | None]
) -> Iterator[Judgement[str]]:
    plain = [_plain(text) for text in texts]
    home, hinted = _home(model, languages), _hinted(model, hints)
    probability = model.langid.probabilities(plain)

    # Where another language is clear, words prove nothing: half of the Spanish and French ones are Catalan too.
    worded = np.exp(_worded(model, plain, home))

    among_all = _shares(probability * hinted)
    believed = among_all * np.where(home, HOME_ODDS, 1.0)
    among_home = _shares(probability**SHARPNESS * worded * hinted * home)
    for text, at_all, likely, together, together_worded, best, share in zip(
        plain,
        among_all.argmax(axis=1).tolist(),
        among_all.max(axis=1).tolist(),
        (_shares(believed) * home).sum(axis=1).tolist(),
        (_shares(believed * worded) * home).sum(axis=1).tolist(),
        among_home.argmax(axis=1).tolist(),
        among_home.max(axis=1).tolist(),
        strict=True,
    ):
        if len(list(islice(filter(str.isalpha, text), LEAST_LETTERS))) < LEAST_LETTERS:
            yield _abstain(model, "too short to tell")
        elif together < RESTRICTED and likely >= FOREIGN:
            yield _answer(model, at_all, likely)
        elif together_worded < RESTRICTED:
            yield _abstain(model, "likelier in another language, but in none clearly")
        elif share < RESTRICTED:
            yield _abstain(model, f"no language above {RESTRICTED}")
        else:
            yield _answer(model, best, share)


def _plain(text: str) -> str:
    """What of a text may tell its language: words between blanks.

    Capitals are lowered, because people write titles, shout, or begin with one: py3langid takes Dutch reviews of one
    word for German by it. Letters in disguise (presentation forms, full width, mathematical) become plain ones.
    """
    letters = unicodedata.normalize("NFKC", prose(text[:LIMIT])[:ENOUGH])[:ENOUGH].lower().replace("’", "'")
    return f" {' '.join(_MARKS.sub(' ', letters).split())} "


def _home(model: _Model, languages: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Which columns are the brand's languages; those the model does not know have none."""
    found = np.zeros((len(languages), len(model.column)), dtype=np.bool_)
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, spoken in enumerate(languages):
        rows.setdefault(tuple(spoken), []).append(row)
    for codes, alike in rows.items():
        known = [model.column[code] for code in map(_code, codes) if code in model.column]
        found[np.ix_(alike, known)] = True
    return found


def _hinted(model: _Model, hints: Sequence[str | None]) -> Reals:
    found = np.ones((len(hints), len(model.column)))
    for row, hint in enumerate(hints):
        if hint and (code := _code(hint)) in model.column:
            found[row, model.column[code]] = HINT_ODDS
    return found


def _worded(model: _Model, texts: Sequence[str], home: NDArray[np.bool_]) -> Reals:
    """What common words say for each language, in nats; nothing if the words of one of the brand's are not known."""
    met: list[int] = []
    weights: list[float] = []
    for row in np.flatnonzero(~(home & ~model.listed).any(axis=1)).tolist():
        words = texts[row].replace("'", " ").split()
        columns = [column for word in model.words.keys() & words for column in model.words[word]]
        met += [row * len(model.column) + column for column in columns]
        weights += [COMMON_WORD / math.sqrt(len(words) or 1)] * len(columns)
    found = np.zeros(home.size)
    np.add.at(found, np.array(met, dtype=np.int64), weights)
    return found.reshape(home.shape)


def _shares(weights: Reals) -> Reals:
    total = weights.sum(axis=1, keepdims=True)
    shares: Reals = weights / np.where(total > 0, total, 1.0)
    return shares


def _code(tag: str) -> str:
    """The language of a tag such as `en-GB` or `pt_BR`."""
    primary = tag.strip().casefold().replace("_", "-").partition("-")[0]
    return _SAME.get(primary, primary)


def _answer(model: _Model, column: int, probability: float) -> Judgement[str]:
    return Judgement(model=model.name, value=model.langid.codes[column], confidence=round(probability, 4))


def _abstain(model: _Model, reason: str) -> Judgement[str]:
    return Judgement(model=model.name, value=None, reason=reason)


@cache
def _model() -> _Model:
    """The model takes a second to read, so it is read once, and only when the first text comes."""
    langid = Langid(_SAME)
    column = {code: at for at, code in enumerate(langid.codes)}
    return _Model(
        langid=langid,
        column=column,
        words={word: [column[code] for code in codes] for word, codes in common_words.by_word().items()},
        listed=np.isin(langid.codes, common_words.languages()),
        name=f"py3langid {version('py3langid')}",
    )
