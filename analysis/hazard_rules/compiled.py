"""A pack made ready for use, and what its guard words say of a finding."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from analysis.hazard_rules.pack import Pack, Rule
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One language's pack with its patterns compiled and its rules indexed by stem."""

    stems: re.Pattern[str]
    rules: Mapping[str, tuple[tuple[Rule, re.Pattern[str]], ...]]
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
    rules = [(rule, _words(pack, rule.patterns)) for rule in pack.rules]
    stems = _shortest(stem for rule in pack.rules for stem in rule.stems)
    start = "" if pack.prefixed else r"(?<!\w)"
    return Compiled(
        # Looked ahead for, not consumed: inside one word a stem may begin before another ends.
        stems=re.compile(rf"{start}(?=({'|'.join(map(re.escape, stems))}))"),
        rules={stem: tuple(pair for pair in rules if _waits(pair[0], stem)) for stem in stems},
        near=_guard(pack, _NEAR),
        far=_guard(pack, _FAR),
        figure=_words(pack, pack.figures),
        fiction=_words(pack, pack.fiction),
        question=re.compile(_ADDRESSED + _source(pack, pack.questions), re.IGNORECASE),
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
    joined = joined.replace("<body>", f"(?:{'|'.join(pack.body)})").replace("<person>", f"(?:{'|'.join(pack.person)})")
    return "(?:" + _BLANK.sub(r"\\s+", joined).replace("<gap>", _GAP) + ")"


def _words(pack: Pack, patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_source(pack, patterns)}(?!\w)", re.IGNORECASE)


def _guard(pack: Pack, words: int) -> Guard:
    def before(patterns: Sequence[str]) -> re.Pattern[str]:
        between = rf"(?:(?!{_JOINING})[\w'’-]+\s+){{0,{words}}}"
        return re.compile(rf"(?<!\w){_source(pack, patterns)}\s+{between}$", re.IGNORECASE)

    return Guard(negated=before(pack.negators), nearly=before(pack.near_misses), imagined=before(pack.hypotheses))
