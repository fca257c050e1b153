"""What the words of a language pack say of a text: how much praise, how much blame, and which outweighs the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analysis.pack import Contents, Entry, parse
from analysis.prose import unaddressed
from analysis.tally import Tally
from analysis.vocabulary import Form, Vocabulary

LONGEST_READ = 20_000
HALF_WAY = 15.0
"""Squared mass of feeling that brings a score to .71; VADER's own, so that both stand on one scale."""
HIGHEST = 0.99
"""A score above this is taken for this: VADER rounds, and at 1 the mass would be without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarity:
    """The mass of praise and of blame that was found; by how many words or emoji, of how many tokens in all.

    `wished` tokens stand in sentences that ask, request or wish.
    """

    positive: float = 0.0
    negative: float = 0.0
    known: int = 0
    tokens: int = 0
    wished: int = 0

    @property
    def mass(self) -> float:
        """What is left of praise when blame is taken away; a clear word weighs 2."""
        return self.positive - self.negative

    @property
    def score(self) -> float:
        """Balance praise and blame: from -1 to 1, near 0 where they are even or little was said."""
        return scaled(self.mass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A language's words made ready for use, those of emoji among them."""

    language: str
    version: int
    vocabulary: Vocabulary


@cache
def load(language: str) -> Pack | None:
    """Return the pack of `language` (two letters, or "emoji" alone); None where there is none.

    Raises SettingsError for a pack that breaks the rules of packs.
    """
    emoji = _contents("emoji")
    own = _contents(language)
    if own is None or emoji is None:
        return None
    return Pack(language=language, version=own.version, vocabulary=Vocabulary(own, emoji))


def score(text: str, pack: Pack) -> Polarity:
    """Weigh the words of `text` that `pack` knows; time grows with the length of the text, of which 20,000 are read.

    >>> english = load("en")
    >>> score("not good", english).score < 0 < score("not bad at all", english).score
    True
    """
    forms = pack.vocabulary.forms(unaddressed(text[:LONGEST_READ]))
    tally = Tally()
    resume = 0
    for position, form in enumerate(forms):
        if form is None or position < resume:
            continue
        if form.mark:
            tally.pause(form.mark, position)
        elif (form.entry or form.seconds) and (position == 0 or form is not forms[position - 1]):
            entry, length = _longest(forms, position, form)
            resume = position + length
            if entry is not None:
                tally.take(entry, position, resume, form.loud)
    tally.close(len(forms))
    return Polarity(
        positive=tally.positive, negative=tally.negative, known=tally.known, tokens=len(forms), wished=tally.wished
    )


def scaled(mass: float) -> float:
    """Bring a mass of feeling onto the scale from -1 to 1 (Hutto & Gilbert, ICWSM 2014)."""
    return mass / math.sqrt(mass * mass + HALF_WAY)


def unscaled(score: float) -> float:
    """Give the mass of feeling behind a score on that scale.

    >>> round(unscaled(scaled(2.5)), 6)
    2.5
    """
    bounded = max(-HIGHEST, min(HIGHEST, score))
    return bounded * math.sqrt(HALF_WAY / (1 - bounded * bounded))


def _longest(forms: Sequence[Form | None], position: int, form: Form) -> tuple[Entry | None, int]:
    """The longest phrase that begins at `position`, else the word alone; with its length in tokens."""
    second = forms[position + 1] if position + 1 < len(forms) else None
    if second is None or form.seconds.isdisjoint(second.names):
        return form.entry, 1
    for rest, entry in form.phrases:
        if rest[0] in second.names and _stand(rest, forms, position + 1):
            return entry, 1 + len(rest)
    return form.entry, 1


def _stand(names: Sequence[str], forms: Sequence[Form | None], position: int) -> bool:
    """Whether words of these names stand at `position` and after it."""
    found = forms[position : position + len(names)]
    return len(found) == len(names) and all(
        form is not None and name in form.names for name, form in zip(names, found, strict=True)
    )


def _contents(name: str) -> Contents | None:
    file = files("analysis") / "packs" / f"{name}.json"
    return parse(file.read_text("utf-8"), file.name) if name.isalpha() and file.is_file() else None
