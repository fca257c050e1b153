"""A pack made ready for use, and what its guard words say of a finding.

All of it reads text in lower case, which is found several times faster than with each letter's case left open.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain

from analysis.hazard_rules.pack import Pack, Rule
from analysis.kept import Kept
from storage.models import Severity

_GAP = r"(?:[\w'’-]+[\s,]+){0,4}"
_JOINING = r"(?:and|but|until|because|when|then|so|dan|tapi|na|lakini|en|maar)\b"
_NEAR, _FAR = 3, 8
"""Words that may stand between a denial and what it denies: harm is denied at once ("never burned"), care at length
("did not require any type of medical attention")."""

_ADDRESSED = r"^(?:[@#][\w-]*+|[^\w@#]++)*+"
"""What may stand before a sentence's first word; possessive, since a run of signs could otherwise be cut up in
exponentially many ways."""

_BLANK = re.compile(r"(?<!\[) (?![?*+])")

_LETTERED = re.compile(r"([^\W\d_])(?![?*+{])((?:[^|()]|\([^()]*\))*)")
"""A pattern that surely begins with a letter, and what comes after it."""


class Standing(Enum):
    """What the words around a finding leave of it."""

    HAPPENED = auto()
    NEARLY = auto()
    DISMISSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Words that, directly before a finding, take it back."""

    negated: re.Pattern[str]
    nearly: re.Pattern[str]
    imagined: re.Pattern[str]

    def standing(self, before: str) -> Standing:
        """Judge a finding by what stands `before` it in its sentence."""
        if self.negated.search(before):
            return Standing.DISMISSED
        if self.nearly.search(before):
            return Standing.NEARLY
        return Standing.DISMISSED if self.imagined.search(before) else Standing.HAPPENED


class Stems:
    """Finds which stems a text holds; where `inside`, not only at the beginnings of words."""

    def __init__(self, stems: Iterable[str], inside: bool) -> None:
        start = "" if inside else r"(?<!\w)"
        phrases = {stem: re.compile(start + re.escape(stem)) for stem in stems if " " in stem}
        # Looked ahead for, not consumed: inside one word a stem may begin before another ends.
        pattern = re.compile(rf"{start}(?=({'|'.join(re.escape(stem) for stem in stems if stem not in phrases)}))")
        self._phrases = phrases
        self._of_word: Kept[tuple[str, ...]] = Kept(lambda word: tuple(pattern.findall(word)))

    def found(self, text: str) -> set[str]:
        """Return the stems in `text`, which is in lower case."""
        found = {*chain.from_iterable(map(self._of_word.__getitem__, text.split()))}
        found.update(phrase for phrase, pattern in self._phrases.items() if phrase in text and pattern.search(text))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One language's pack with its patterns compiled; `waiting` gives the places of the rules that a stem calls."""

    stems: Stems
    rules: Sequence[tuple[Rule, re.Pattern[str]]]
    waiting: Mapping[str, Sequence[int]]
    near: Guard
    far: Guard
    figure: re.Pattern[str]
    fiction: re.Pattern[str]
    question: re.Pattern[str]
    care: tuple[tuple[Severity, re.Pattern[str]], ...]
    own: re.Pattern[str]
    reported: re.Pattern[str]


def compiled(pack: Pack) -> Compiled:
    """Compile `pack`; raises re.error where one of its patterns is none."""
    stems = _shortest(stem for rule in pack.rules for stem in rule.stems)
    return Compiled(
        stems=Stems(stems, inside=pack.prefixed),
        rules=[(rule, _words(pack, rule.patterns)) for rule in pack.rules],
        waiting={stem: [place for place, rule in enumerate(pack.rules) if _waits(rule, stem)] for stem in stems},
        near=_guard(pack, _NEAR),
        far=_guard(pack, _FAR),
        figure=_words(pack, pack.figures),
        fiction=_words(pack, pack.fiction),
        question=re.compile(_ADDRESSED + _source(pack, pack.questions)),
        care=(
            (Severity.ADMISSION, _words(pack, pack.admission)),
            (Severity.TREATMENT, _words(pack, pack.treatment)),
            (Severity.FIRST_AID, _words(pack, pack.first_aid)),
        ),
        own=_words(pack, pack.own),
        reported=_words(pack, pack.reported),
    )


def _shortest(stems: Iterable[str]) -> Sequence[str]:
    """The stems that begin with no other: of the others, the alternation would only ever meet the beginning."""
    kept: list[str] = []
    for stem in sorted(set(stems)):
        if not kept or not stem.startswith(kept[-1]):
            kept.append(stem)
    return kept


def _waits(rule: Rule, stem: str) -> bool:
    return any(own.startswith(stem) for own in rule.stems)


def _source(pack: Pack, patterns: Sequence[str]) -> str:
    joined = "|".join(patterns)
    joined = joined.replace("<body>", either(pack.body)).replace("<person>", either(pack.person))
    return "(?:" + _BLANK.sub(r"\\s+", joined).replace("<gap>", _GAP) + ")"


def either(patterns: Sequence[str]) -> str:
    """Return a pattern for any of `patterns`, put together by their first letters: so most are passed over at once.

    >>> either(["hands?", "eyes?", "head", "foot|feet"])
    '(?:h(?:ands?|ead)|e(?:yes?)|(?:foot|feet))'
    """
    by_letter: dict[str, list[str]] = {}
    for pattern in patterns:
        lettered = _LETTERED.fullmatch(pattern)
        letter, rest = lettered.groups() if lettered else ("", pattern)
        by_letter.setdefault(letter, []).append(rest)
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items()) + ")"


def _words(pack: Pack, patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_source(pack, patterns)}(?!\w)")


def _guard(pack: Pack, words: int) -> Guard:
    def before(patterns: Sequence[str]) -> re.Pattern[str]:
        between = rf"(?:(?!{_JOINING})[\w'’-]+\s+){{0,{words}}}"
        return re.compile(rf"(?<!\w){_source(pack, patterns)}\s+{between}$")

    return Guard(negated=before(pack.negators), nearly=before(pack.near_misses), imagined=before(pack.hypotheses))
