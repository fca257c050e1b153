"""Which texts are the same words again: reposts and near-copies get one fingerprint."""

import re
import unicodedata
from hashlib import blake2b

from analysis.prose import unaddressed
from storage.models import Mention

WORDS = 40
"""Words that count: copies differ at their ends, where platforms cut and people add."""

FEW_WORDS = 5
FEW_LETTERS = 20

_USUAL, _LIMIT = 320, 4_000
_REPOST = re.compile(r"^\W*(?:rt|via)\s+[@＠]\w+\s*:?", re.IGNORECASE)
_INSIDE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff'’]")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")


def fingerprint(mention: Mention) -> str:
    """Return 16 hexadecimal digits, equal for texts of the same words.

    Case, width, links, @names, #, punctuation and emoji do not count; any number equals any other. A text of few
    words is no copy because another person said the same, so its author counts too.
    """
    words = _words(mention.text)
    said = _DIGITS.sub("0", " ".join(words))
    if len(words) < FEW_WORDS and len(said) < FEW_LETTERS:
        said = f"{said}\n{mention.source}\n{mention.author_key or mention.external_id}"
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _words(text: str) -> list[str]:
    """The first words of `text`. A beginning that holds one more than those is enough: only its last may be cut."""
    for limit in (_USUAL, _LIMIT):
        whole = unicodedata.normalize("NFKC", _INSIDE.sub("", text[:limit])).casefold()
        repost = _REPOST.match(whole)
        words = _WORD.findall(unaddressed(whole[repost.end() :] if repost else whole))
        if len(words) > WORDS or len(text) <= limit:
            break
    return words[:WORDS]
