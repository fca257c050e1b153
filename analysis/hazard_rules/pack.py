"""What a language must supply so that harm can be recognised in it."""

from dataclasses import dataclass

from storage.models import Hazard, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of reporting harm.

    `stems` are beginnings of words, lower case: a text that holds none of them is never tried against `patterns`.
    Patterns are regular expressions of lower case, tried on text in lower case, in which a blank is any run of white
    space, `<body>` a part of the body, `<person>` somebody who can be harmed and `<gap>` up to four words.
    `severity` is the harm the words themselves state; `potential` replaces the class's usual one.
    """

    name: str
    hazard: Hazard
    stems: tuple[str, ...]
    patterns: tuple[str, ...]
    severity: Severity = Severity.NONE
    potential: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One language's rules and the words that change what a rule has found. All fields are alternatives of patterns.

    Read directly before a finding, inside its sentence: `negators` (it did not happen), `near_misses` (it nearly did),
    `hypotheses` (it is only imagined). Read anywhere in its sentence: `figures` (overlapping words that mean
    something else), `fiction`, `questions` (at the start of a sentence that ends in a question mark).
    `prefixed` languages inflect in front: their stems are looked for inside words too.
    Read in the whole text: `admission`, `treatment` and `first_aid` (care that was given), `own` (the writer or
    somebody in their care was there), `reported` (they were not).
    """

    language: str
    body: tuple[str, ...]
    person: tuple[str, ...]
    rules: tuple[Rule, ...]
    negators: tuple[str, ...]
    near_misses: tuple[str, ...]
    hypotheses: tuple[str, ...]
    figures: tuple[str, ...]
    fiction: tuple[str, ...]
    questions: tuple[str, ...]
    admission: tuple[str, ...]
    treatment: tuple[str, ...]
    first_aid: tuple[str, ...]
    own: tuple[str, ...]
    reported: tuple[str, ...]
    prefixed: bool = False
