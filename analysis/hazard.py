"""Whether a text reports harm, or a product that could harm: which kind, how bad, and in which words.

Stems of words choose the rules worth trying. What a rule finds stands unless its own sentence denies it, only imagines
it, tells a story, or means something else by the words. The gravest of what stands speaks for the text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from analysis.hazard_rules.compiled import Compiled, Guard, Standing, compiled
from analysis.hazard_rules.dutch import PACK as DUTCH
from analysis.hazard_rules.english import PACK as ENGLISH
from analysis.hazard_rules.indonesian import PACK as INDONESIAN
from analysis.hazard_rules.pack import Pack, Rule
from analysis.hazard_rules.swahili import PACK as SWAHILI
from analysis.severity import POTENTIAL
from storage.models import HazardFinding, Severity

LIMIT = 6_000
"""Characters read of a text: the price of a flood stays bounded, and reports tell their harm earlier."""

PACKS: Mapping[str, Pack] = {pack.language: pack for pack in (ENGLISH, INDONESIAN, SWAHILI, DUTCH)}
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n+")
_SENTENCE = 300
"""Characters to either side of a finding beyond which a sentence without an end is cut."""

_BEFORE = 70
"""Characters before a finding in which a denial can stand: room for its own words and eight more."""

_NEARBY = 160
"""Characters around a finding in which "a friend's" or "reports say" makes it hearsay."""

_PLACES = 20
"""Places at which one rule is tried: a flood of the same words says nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    rule: Rule
    start: int
    end: int
    severity: Severity
    happened: bool


def find(text: str, language: str | None) -> HazardFinding | None:
    """Return the gravest report of harm in `text`, None where there is none.

    `language` is an ISO 639-1 code; None tries every language, one without rules finds nothing.

    >>> found = find("The torch got so hot that it burned her hand.", "en")
    >>> found.hazard.value, int(found.severity), found.start, found.end
    ('fire or burn', 2, 29, 44)
    >>> find("Bloody brilliant, this thing is fire!", "en") is None
    True
    """
    codes = PACKS if language is None else (language,)
    lowered = _lowered(text[:LIMIT])
    found = [finding for code in codes if code in PACKS and (finding := _gravest(_ready(code), lowered))]
    return max(found, key=_gravity, default=None)


@cache
def _ready(language: str) -> Compiled:
    return compiled(PACKS[language])


def _lowered(text: str) -> str:
    """`text` in lower case, each character at its place: Turkish İ alone would become two."""
    return text.replace("İ", "i").lower()


def _gravity(finding: HazardFinding) -> tuple[int, int, int]:
    return finding.severity, finding.potential, -finding.start


def _gravest(pack: Compiled, text: str) -> HazardFinding | None:
    hits = list(_hits(pack, text))
    worst = max((hit.severity for hit in hits), default=Severity.NONE)
    # Care tells how bad the worst harm was; a battery that "also got hot" was not treated by a doctor.
    care = _care(pack, text) if worst > Severity.NONE else Severity.NONE
    findings = (_finding(pack, text, hit, care if hit.severity == worst else Severity.NONE, len(hits)) for hit in hits)
    return max(findings, key=_gravity, default=None)


def _hits(pack: Compiled, text: str) -> Iterator[_Hit]:
    called = {place for stem in pack.stems.found(text) for place in pack.waiting[stem]}
    # In the order of the pack, since of equals the first is told.
    for place in sorted(called):
        rule, pattern = pack.rules[place]
        for start, end, standing in _standing(pack, pack.near, pattern, text):
            nearly = standing is Standing.NEARLY
            severity = Severity.NEAR_MISS if nearly else rule.severity
            yield _Hit(rule=rule, start=start, end=end, severity=severity, happened=not nearly)


def _standing(pack: Compiled, guard: Guard, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, Standing]]:
    """Yield where `pattern` is found and not dismissed."""
    for found in islice(pattern.finditer(text), _PLACES):
        first, last = _sentence(text, *found.span())
        if _means_something_else(pack, text, first, last, found):
            continue
        standing = guard.standing(text[max(first, found.start() - _BEFORE) : found.start()])
        if standing is not Standing.DISMISSED:
            yield found.start(), found.end(), standing


def _means_something_else(pack: Compiled, text: str, first: int, last: int, found: re.Match[str]) -> bool:
    sentence = text[first:last]
    figures = (figure.span() for figure in pack.figure.finditer(sentence))
    return (
        any(first + start < found.end() and found.start() < first + end for start, end in figures)
        or bool(pack.fiction.search(sentence))
        or (sentence.endswith("?") and bool(pack.question.match(sentence)))
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around [start, end), cut at `_SENTENCE` characters to either side."""
    first = max(0, start - _SENTENCE)
    for stop in _SENTENCE_END.finditer(text, first, start):
        first = stop.end()
    last = _SENTENCE_END.search(text, end, end + _SENTENCE)
    return first, last.end() if last else min(len(text), end + _SENTENCE)


def _care(pack: Compiled, text: str) -> Severity:
    for severity, pattern in pack.care:
        if any(standing is Standing.HAPPENED for _, _, standing in _standing(pack, pack.far, pattern, text)):
            return severity
    return Severity.NONE


def _finding(pack: Compiled, text: str, hit: _Hit, care: Severity, agreeing: int) -> HazardFinding:
    nearby = text[max(0, hit.start - _NEARBY) : hit.end + _NEARBY]
    first_person = bool(pack.own.search(text)) and not pack.reported.search(nearby)
    severity = max(hit.severity, care if hit.happened else Severity.NONE)
    potential = POTENTIAL[hit.rule.hazard] if hit.rule.potential is None else hit.rule.potential
    return HazardFinding(
        hazard=hit.rule.hazard,
        severity=severity,
        potential=max(potential, severity),
        first_person=first_person,
        start=hit.start,
        end=hit.end,
        rule=hit.rule.name,
        confidence=_confidence(hit, severity, first_person, agreeing),
    )


def _confidence(hit: _Hit, severity: Severity, first_person: bool, agreeing: int) -> float:
    """An order of trust, not a probability: harm that happened, told by a witness, in more words than one."""
    signs = (hit.happened, severity >= Severity.FIRST_AID, first_person, agreeing > 1)
    return round(0.35 + 0.15 * sum(signs), 2)
