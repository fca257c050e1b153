"""What an issue is called: the phrases its customers use and others do not, and the mention that speaks for all."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from math import log

import numpy as np

from analysis.clustering.features import count, tokens
from analysis.clustering.stopwords import NEGATIONS, STOP
from analysis.clustering.words import Words

TITLE_LENGTH = 80
SHOWN, KEPT = 3, 8
LONGEST = 3
CANDIDATES = 400
LEAST_MENTIONS, LEAST_SHARE = 2, 0.05
QUOTE_WORDS = range(4, 31)

_WORD = re.compile(r"\b[^\W_]\w*(?:['’-]\w+)*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|@\w+|\bRT\b")
# What ends a phrase: punctuation, links, @names, numbers.
_BREAK = re.compile(r"https?://\S+|www\.\S+|@\w+|\b\d+(?:[.,:]\d+)*%?\b|[^\w\s'’#&-]+|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What an issue is called: a title, the phrases behind it (best first), and the place of the speaking mention."""

    title: str
    terms: tuple[str, ...]
    quote: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What customers say in general: against it, the phrases of one issue stand out. Made once for many issues."""

    texts: frozenset[str]
    phrases: Counter[str]
    mentions: int


def background(texts: Sequence[str]) -> Background:
    """Count in how many of these mentions each phrase stands; they may hold members of the issues to be named."""
    phrases: Counter[str] = Counter()
    for text in texts:
        phrases.update({phrase.lower() for phrase in _phrases(text)})
    return Background(texts=frozenset(texts), phrases=phrases, mentions=len(texts))


def name(member_texts: Sequence[str], others: Background) -> Name:
    """Name the issue of these mentions as against other mentions of the same brand and language.

    The title is plain text of at most 80 characters: up to three phrases in the customers' spelling, or the first
    words of the quote where no phrase is common enough. Raises ValueError without a single member.

    >>> members = ["My charger overheats at night", "charger overheats!", "the charger overheats, smells bad"]
    >>> name(members, background(["Parcel never came", "where is my parcel"])).title
    'Charger overheats'
    """
    if not member_texts:
        raise ValueError("an issue without mentions cannot be named; give at least one text")
    terms = _terms(member_texts, others)
    quote = _quote(member_texts)
    return Name(title=_title(terms) or _opening(member_texts[quote]), terms=terms, quote=quote)


def changed(old_terms: Sequence[str], new_terms: Sequence[str]) -> bool:
    """Say whether at least half of an issue's phrases are new, so that it needs another name.

    >>> changed(["late flight", "gate"], ["gate", "late flight", "crew"])
    False
    >>> changed(["late flight", "gate"], ["gate", "lost bag"])
    True
    """
    fresh = set(new_terms) - set(old_terms)
    return bool(fresh) and 2 * len(fresh) >= len(set(new_terms))


def _terms(members: Sequence[str], others: Background) -> tuple[str, ...]:
    spellings: dict[str, Counter[str]] = {}
    inside: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for text in members:
        phrases = {phrase.lower(): phrase for phrase in _phrases(text)}
        inside.update(phrases.keys())
        if text in others.texts:
            shared.update(phrases.keys())
        for plain, written in phrases.items():
            spellings.setdefault(plain, Counter())[written] += 1
    least = max(LEAST_MENTIONS, LEAST_SHARE * len(members))
    common = {phrase: times for phrase, times in inside.most_common(CANDIDATES) if times >= least}
    outside = {phrase: max(0, others.phrases[phrase] - shared[phrase]) for phrase in common}
    size = max(others.mentions, len(members))
    scores = {
        phrase: _score(phrase, (times + 0.5) / (len(members) + 1), (outside[phrase] + 0.5) / (size + 1))
        for phrase, times in common.items()
    }
    ranked = sorted((phrase for phrase in common if scores[phrase] > 0), key=lambda phrase: (-scores[phrase], phrase))
    return tuple(spellings[phrase].most_common(1)[0][0] for phrase in _distinct(ranked))


def _score(phrase: str, inside: float, outside: float) -> float:
    """Weigh a phrase by how common it is inside, and how much more so than outside; longer ones say more."""
    return inside * log(inside / outside) * (1 + 0.35 * phrase.count(" "))


def _distinct(ranked: Sequence[str]) -> list[str]:
    """Keep the best phrases that share at most half of the shorter one's words with a better one."""
    kept: list[str] = []
    for phrase in ranked:
        words = set(phrase.split())
        if all(len(words & set(other.split())) <= min(len(words), len(set(other.split()))) / 2 for other in kept):
            kept.append(phrase)
        if len(kept) == KEPT:
            break
    return kept


def _phrases(text: str) -> Iterator[str]:
    """Yield the runs of up to three words as they were written, without stop words at their edges."""
    for part in _BREAK.split(unescape(text).replace("’", "'")):
        words = _WORD.findall(part)
        plain = [word.lower() for word in words]
        for start, first in enumerate(plain):
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                alone = end == start + 1 and (first in NEGATIONS or len(first) < 2)
                if not alone and first not in STOP and plain[end - 1] not in STOP:
                    yield " ".join(words[start:end])


def _title(terms: Sequence[str]) -> str:
    title = ""
    for term in terms[:SHOWN]:
        longer = f"{title} · {term}" if title else term
        if len(longer) <= TITLE_LENGTH:
            title = longer
    return _capitalised(title)


def _capitalised(title: str) -> str:
    """Begin with a capital, except where the first word has one elsewhere (iPhone)."""
    if title.split(" ", 1)[0].islower():
        title = title[0].upper() + title[1:]
    return title[:TITLE_LENGTH]


def _opening(text: str) -> str:
    """Cut the first words of a text to a title, without links and @names."""
    words = " ".join(_WORD.findall(_ADDRESS.sub(" ", unescape(text))))
    if len(words) > TITLE_LENGTH:
        words = words[:TITLE_LENGTH].rsplit(" ", 1)[0][: TITLE_LENGTH - 1] + "…"
    return _capitalised(words) or "Unnamed issue"


def _quote(members: Sequence[str]) -> int:
    """Pick the mention nearest the centre of all; very short and very long ones need to be much nearer."""
    words = Words.none()
    rows = words.weigh(words.learn(count(members)))
    nearness = np.asarray(rows @ np.asarray(rows.sum(axis=0)))
    readable = np.array([len(tokens(text)) in QUOTE_WORDS for text in members])
    return int((nearness * np.where(readable, 1, 0.6)).argmax())
