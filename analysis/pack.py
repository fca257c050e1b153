"""What a language pack may say.

A pack is the JSON file `analysis/packs/<language>.json`; `analysis/packs/README.md` describes its keys. Whatever is
unknown, doubled or contradictory in it is refused, so that a slip of the pen is no silent loss of words.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.tokens import tokens
from storage.errors import SettingsError

FEWEST_BEFORE_STAR = 4
STRONGEST = 3.0

_WEIGHTS = ("positive", "negative", "boosters", "boosters_after")
_WORDS = (
    "negators", "negators_after", "contrast", "neutral", "requests", "failings",
    "proclitics", "enclitics", "negating_proclitics",
)  # fmt: skip
_JOINTS = re.compile(r"(?<=\w)[\s/_-]+(?=\w)|[\u200d\ufe0f]")
"""What stands between tokens and may go unsaid: blanks, hyphens, and the signs that make one emoji of two."""
_ONE_ROLE = ("positive", "negative", "negators", "boosters", "contrast", "neutral")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a word or phrase does: bear a feeling, turn one round, strengthen one, or outweigh what came before it.

    `negates_before` and `boost_before` act on the word that stands in front of it. `requests` makes its sentence a
    wish, `fails` is weak blame where it turns nothing round, and a `face` is never turned round.
    """

    weight: float = 0.0
    negates: bool = False
    negates_before: bool = False
    boost: float = 1.0
    boost_before: float = 1.0
    contrast: bool = False
    requests: bool = False
    fails: bool = False
    face: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A pack as it was written, each phrase with what it does; a key that ends in `*` stands for all its endings."""

    language: str
    version: int
    entries: Mapping[str, Entry]
    spellings: Mapping[str, str]
    proclitics: tuple[str, ...] = ()
    enclitics: tuple[str, ...] = ()
    negating_proclitics: tuple[str, ...] = ()


def parse(text: str, name: str) -> Contents:
    """Read a pack from the JSON `text` of the file `name`; raises SettingsError where it breaks a rule of packs."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
        _check(data)
        return Contents(
            language=data["language"],
            version=data["version"],
            entries=_entries(data),
            spellings=dict(data.get("spellings", {})),
            proclitics=tuple(data.get("proclitics", ())),
            enclitics=tuple(data.get("enclitics", ())),
            negating_proclitics=tuple(data.get("negating_proclitics", ())),
        )
    except ValueError as error:
        raise SettingsError(f"{name} is no language pack: {error}") from error


def _entries(data: Mapping[str, Any]) -> Mapping[str, Entry]:
    entries = {word: _feeling(word, float(weight)) for word, weight in data.get("positive", {}).items()}
    entries |= {word: _feeling(word, -float(weight)) for word, weight in data.get("negative", {}).items()}
    entries |= {word: Entry() for word in data.get("neutral", ())}
    entries |= {word: Entry(contrast=True) for word in data.get("contrast", ())}
    entries |= {word: Entry(negates=True) for word in data.get("negators", ())}
    entries |= {word: Entry(boost=float(factor)) for word, factor in data.get("boosters", {}).items()}
    for word in data.get("negators_after", ()):
        entries[word] = replace(entries.get(word, Entry()), negates_before=True)
    for word, factor in data.get("boosters_after", {}).items():
        entries[word] = replace(entries.get(word, Entry()), boost_before=float(factor))
    for word in data.get("requests", ()):
        entries[word] = replace(entries.get(word, Entry()), requests=True)
    for word in data.get("failings", ()):
        entries[word] = replace(entries.get(word, Entry()), fails=True)
    return entries


def _feeling(word: str, weight: float) -> Entry:
    return Entry(weight=weight, face=not word[0].isalnum())


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} stands in it twice")
        found[key] = value
    return found


def _check(data: Any) -> None:
    if not isinstance(data, dict) or not isinstance(data.get("language"), str):
        raise ValueError('it must be an object with a "language"')
    if not isinstance(data.get("version"), int):
        raise ValueError(f'"version" is {data.get("version")!r}; a whole number is valid')
    allowed = {"language", "version", "spellings", *_WEIGHTS, *_WORDS}
    if strange := sorted(data.keys() - allowed):
        raise ValueError(f"unknown keys {strange}; valid are {sorted(allowed)}")
    for key in _WEIGHTS:
        _check_weights(key, data.get(key, {}))
    for key in _WORDS:
        words = data.get(key, [])
        if not isinstance(words, list) or len(set(map(str, words))) < len(words):
            raise ValueError(f'"{key}" must be a list without repetitions')
    for key, word in _phrases(data):
        _check_phrase(key, word)
    _check_spellings(data.get("spellings", {}))
    _check_roles(data)


def _check_weights(key: str, weights: Any) -> None:
    if not isinstance(weights, dict):
        raise ValueError(f'"{key}" must be an object of words and numbers')
    for word, weight in weights.items():
        if not isinstance(weight, int | float) or not 0 < weight <= STRONGEST:
            raise ValueError(f'{word!r} in "{key}" weighs {weight!r}; valid is more than 0 and at most {STRONGEST}')


def _phrases(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, word) for key in (*_WEIGHTS, *_WORDS) for word in data.get(key, ()))


def _check_phrase(key: str, word: Any) -> None:
    if not isinstance(word, str) or not word or word != " ".join(word.split()):
        raise ValueError(f'{word!r} in "{key}" must be words with single blanks')
    if word != unicodedata.normalize("NFC", word).lower():
        raise ValueError(f'{word!r} in "{key}" must be lower case and NFC')
    if _signs(word.removesuffix("*")) != _signs("".join(tokens(word.removesuffix("*")))):
        raise ValueError(f'{word!r} in "{key}" holds signs that texts are not searched for')
    if "*" in word[:-1] or (word.endswith("*") and not re.search(rf"\w{{{FEWEST_BEFORE_STAR}}}\*$", word)):
        raise ValueError(f'{word!r} in "{key}": a star ends a word of at least {FEWEST_BEFORE_STAR} letters')


def _signs(phrase: str) -> str:
    return _JOINTS.sub("", phrase).replace(" ", "")


def _check_spellings(spellings: Any) -> None:
    if not isinstance(spellings, dict):
        raise ValueError('"spellings" must be an object of words and words')
    for word in (*spellings, *spellings.values()):
        _check_phrase("spellings", word)
        if " " in word or "*" in word:
            raise ValueError(f'{word!r} in "spellings" must be one word without a star')
    if chained := sorted(spellings.keys() & spellings.values()):
        raise ValueError(f'"spellings" lead from one to the next: {chained}')


def _check_roles(data: Mapping[str, Any]) -> None:
    roles: dict[str, str] = {}
    for key in _ONE_ROLE:
        for word in data.get(key, ()):
            if word in roles:
                raise ValueError(f'{word!r} stands in both "{roles[word]}" and "{key}"')
            if word in data.get("spellings", {}):
                raise ValueError(f'{word!r} stands in both "spellings" and "{key}"')
            roles[word] = key
