"""How a word as people write it is found in a language pack.

A word is looked for as it stands; then without accents, with drawn-out letters shortened ("baaaagus"), as a doubled
word of Indonesian ("bagus2"), without what its language writes onto words, and after an apostrophe ("l'arnaque").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from analysis.kept import Kept
from analysis.pack import Contents, Entry
from analysis.tally import negated
from analysis.tokens import tokens

LONGEST_WORD = 64
"""Characters of a word that are looked at: sorting the marks on a letter takes the square of their number."""

_SHORTEST_STEM = 3
_LOUD = 3

_ENDS = frozenset(".…。!?؟！？\u203c\u2049")
_PAUSES = frozenset(",،;؛()、")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TYPED = str.maketrans({"’": "'", "ـ": None})
_EXCHANGED = str.maketrans("ىةیک", "يهيك")
"""Letters which Arabic writers and their keyboards exchange freely."""
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A token as a pack knows it.

    `names` are the words of the pack it can stand for, `entry` what it does alone, `phrases` what it may open, longest
    first, and `seconds` the second words of those; `mark` is the sign itself where it is punctuation; `loud` says that
    it was written in capitals.
    """

    names: frozenset[str] = frozenset()
    entry: Entry | None = None
    phrases: tuple[tuple[tuple[str, ...], Entry], ...] = ()
    seconds: frozenset[str] = frozenset()
    mark: str = ""
    loud: bool = False


class Vocabulary:
    """The forms of whatever is written, found when first asked for and kept."""

    def __init__(self, *packs: Contents) -> None:
        """Take the words of `packs`; what an earlier one says of a word holds before a later one."""
        self._known = Kept(self._find)
        # No token reaches over a blank, so what is written between two is cut once.
        self._written = Kept(self._cut)
        self._entries: dict[str, Entry] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self._words: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._spellings = {_plain(word): _plain(meant) for pack in packs for word, meant in pack.spellings.items()}
        self._proclitics = frozenset(chain.from_iterable(pack.proclitics for pack in packs))
        self._enclitics = frozenset(chain.from_iterable(pack.enclitics for pack in packs))
        self._negating = frozenset(chain.from_iterable(pack.negating_proclitics for pack in packs))
        for pack in packs:
            for key, entry in pack.entries.items():
                self._learn(key, entry)
        self._index()

    def forms(self, text: str) -> list[Form | None]:
        """Return the forms of the tokens of `text`, in order; None for a token that says nothing."""
        return list(chain.from_iterable(map(self._written.__getitem__, text.split())))

    def _cut(self, written: str) -> tuple[Form | None, ...]:
        return tuple(map(self._known.__getitem__, tokens(written)))

    def _learn(self, key: str, entry: Entry) -> None:
        first, *rest = _names(key)
        if rest:
            self._phrases.setdefault(first, []).append((tuple(rest), entry))
        else:
            self._entries.setdefault(first, entry)

    def _index(self) -> None:
        """Write down all spellings; a word's own outranks what another becomes without accents."""
        names = sorted(
            {*self._entries, *self._phrases, *chain.from_iterable(r for p in self._phrases.values() for r, _ in p)}
        )
        for spell in (_as_it_stands, _unaccented, _without_umlauts):
            for name in names:
                index = self._stems if name.endswith("*") else self._words
                index.setdefault(spell(name.removesuffix("*")), name)
        self._beginnings = frozenset(stem[:_SHORTEST_STEM] for stem in self._stems)

    def _find(self, token: str) -> Form | None:
        if token[0] in _ENDS or token in _PAUSES:
            return Form(names=frozenset(token[0]), mark=token)
        word = _plain(token)
        form = next(filter(None, map(self._form, dict.fromkeys(_spellings(word)))), None)
        form = form or self._without_clitics(_unaccented(word))
        return replace(form, loud=True) if form and len(token) >= _LOUD and token.isupper() else form

    def _form(self, spelling: str) -> Form | None:
        word = self._spellings.get(spelling, spelling)
        names = [name for name in (self._words.get(word), self._stem(word)) if name is not None]
        if not names:
            return None
        phrases = sorted(
            chain.from_iterable(self._phrases.get(name, ()) for name in names), key=lambda phrase: -len(phrase[0])
        )
        return Form(
            names=frozenset(names),
            entry=next((self._entries[name] for name in names if name in self._entries), None),
            phrases=tuple(phrases),
            seconds=frozenset(rest[0] for rest, _ in phrases),
        )

    def _stem(self, word: str) -> str | None:
        if word[:_SHORTEST_STEM] not in self._beginnings:
            return None
        beginnings = (word[:length] for length in range(len(word), _SHORTEST_STEM - 1, -1))
        return next((self._stems[beginning] for beginning in beginnings if beginning in self._stems), None)

    def _without_clitics(self, word: str) -> Form | None:
        """The feeling of what is left without the particles that `word` wears; nothing for one that bears none."""
        for bare, turned in self._bare(word):
            form = self._form(bare)
            if form and form.entry and form.entry.weight:
                return replace(form, entry=replace(form.entry, weight=negated(form.entry.weight))) if turned else form
        return None

    def _bare(self, word: str) -> Iterator[tuple[str, bool]]:
        endings = [word, *(word[:-n] for n in range(1, len(word)) if word[-n:] in self._enclitics)]
        for stem in endings:
            yield stem, False
            for n in range(len(stem) - _SHORTEST_STEM, 0, -1):
                if stem[:n] in self._negating:
                    yield stem[n:], True
                elif stem[:n] in self._proclitics:
                    yield stem[n:], False


def _names(key: str) -> Sequence[str]:
    words = [_plain(token) for token in tokens(key.removesuffix("*"))] or [key]
    return [*words[:-1], words[-1] + "*"] if key.endswith("*") else words


def _plain(token: str) -> str:
    return unicodedata.normalize("NFKC", token[:LONGEST_WORD]).translate(_TYPED).casefold().strip("'") or token[0]


def _spellings(word: str) -> Iterable[str]:
    """The word, then what else it may have been meant for, likeliest first."""
    yield word
    yield _unaccented(word)
    shortened = _unaccented(_DRAWN_OUT.sub(r"\1\1", word))
    yield shortened
    if word[0].isalpha():
        yield _REPEATED.sub(r"\1", shortened) if _DRAWN_OUT.search(word) else word.rstrip("2")
        if word[-1] == word[-2:-1]:
            yield word.rstrip(word[-1]) + word[-1]
        if "'" in word:
            yield word.rpartition("'")[2]
    else:
        yield _REPEATED.sub(r"\1", word)


def _as_it_stands(word: str) -> str:
    return word


def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare.translate(_EXCHANGED) or word


def _without_umlauts(word: str) -> str:
    return _unaccented(word.translate(_UMLAUTS))
