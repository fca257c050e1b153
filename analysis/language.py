"""In which language a text is written, or that it cannot be told.

The languages a brand's customers write are the prior: where a text is too short for evidence of its own, only they are
considered; a longer text in another language keeps that language, so that later steps can say they do not know it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.prose import prose
from storage.models import Judgement

LIMIT = 2_000
"""Characters read: a language shows itself long before, and the price of a flood stays bounded."""

FOREIGN = 0.7
"""Least probability at which a language outside the brand's is believed."""

RESTRICTED = 0.5
"""Least probability of the answer among the brand's languages."""

PRESENT = 0.05
"""Least probability, among all languages, of a brand's language that may stand for a text long enough to tell."""

SHORT = 20
"""Texts of fewer letters say too little to point outside the brand's languages."""

HINT_ODDS = 10.0
"""How many times likelier a language becomes when the source states it; platforms are wrong often enough."""

_SAME = {"ms": "id", "in": "id", "iw": "he", "arz": "ar", "ary": "ar"}
"""Malay counts into Indonesian, spoken Arabic into Arabic; platforms still send the withdrawn codes `in` and `iw`."""


def identify(text: str, languages: Sequence[str], hint: str | None = None) -> Judgement[str]:
    """Judge the language of `text` as an ISO 639-1 code where there is one.

    `languages` are those the brand's customers write, `hint` what the source states. Confidence is the probability of
    the answer: among all languages for a foreign one, among the brand's for one of them. Probabilities are those of
    py3langid, tempered by the square root of the text's length.

    >>> identify("The delivery came three weeks late and nobody answered", ("en", "id")).value
    'en'
    >>> identify("!!! 👍", ("en", "id")).reason
    'too short to tell'
    """
    bare = prose(text[:LIMIT])
    letters = sum(map(str.isalpha, bare))
    if letters < 2:
        return _abstain("too short to tell")
    found = _weighed(_probabilities(_calm(bare)), hint)
    top = max(found, key=found.__getitem__)
    long_enough = letters >= SHORT or not bare.isascii()
    if long_enough and top not in languages and found[top] >= FOREIGN:
        return Judgement(model=_model(), value=top, confidence=round(found[top], 4))
    return _among(found, languages, PRESENT if long_enough else 0.0)


def _among(found: Mapping[str, float], languages: Sequence[str], present: float) -> Judgement[str]:
    """The likeliest of `languages`, if it stands out among them and is `present` at all."""
    known = {language: found[language] for language in languages if language in found}
    total = sum(known.values())
    best = max(known, key=known.__getitem__, default="")
    if total <= 0 or known[best] / total < RESTRICTED or known[best] < present:
        return _abstain(f"no language above {RESTRICTED}")
    return Judgement(model=_model(), value=best, confidence=round(known[best] / total, 4))


def _calm(text: str) -> str:
    """Lower the case of a shouted text: the model has seen few and takes capitals for names."""
    upper = sum(map(str.isupper, text))
    return text.lower() if upper * 2 > len(text) else text


def _weighed(found: Mapping[str, float], hint: str | None) -> Mapping[str, float]:
    stated = _code(hint)
    if stated not in found:
        return found
    raised = {language: p * HINT_ODDS if language == stated else p for language, p in found.items()}
    total = sum(raised.values())
    return {language: p / total for language, p in raised.items()}


def _probabilities(text: str) -> Mapping[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for language, probability in _identifier().rank(text):
        found[_SAME.get(str(language), str(language))] += probability
    return dict(found)


def _code(hint: str | None) -> str:
    """The language of a tag such as `en-GB` or `pt_BR`."""
    primary = (hint or "").strip().casefold().replace("_", "-").partition("-")[0]
    return _SAME.get(primary, primary)


def _abstain(reason: str) -> Judgement[str]:
    return Judgement(model=_model(), value=None, reason=reason)


@cache
def _model() -> str:
    return f"py3langid {version('py3langid')}"


@cache
def _identifier() -> LanguageIdentifier:
    """The model takes half a second to read, so it is read once, and only when the first text comes."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
