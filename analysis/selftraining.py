"""What a brand's own mentions teach without any answer: the company that words of known feeling keep.

Texts whose feeling the word lists are sure of are the seeds. A model learns from all words of these, and so finds
feeling where the lists know no word. Both then speak together; the lists more loudly, since people wrote them. Of
neutral texts there are no seeds: where both together say little nothing is said, of as many texts as were neutral or
unanswered before.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis import ngrams
from analysis.contest import FOLDS, Contest, contest, folds
from analysis.fingerprint import fingerprint
from analysis.linear import SCORE, Evidence, Model, fitted, matrix
from analysis.sentiment import UNSAID
from storage.models import Gate, Mention, Sentiment

TEXTS = 500
"""Different texts below which nothing is learnt."""

SEEDS = 50
"""Of these, the sure ones that praise and blame need each."""

PER_AUTHOR = 5
"""Texts of one author that teach, so that nobody alone makes the words' company."""

SURE = 0.6
"""Confidence from which the untrained answer is a seed."""

FORESEEN = 0.83
"""Macro-F1 with which the words of other seeds have to foresee a seed's feeling. Of eleven sets of labelled texts three
did so with .87 and more, and there what the lists knew nothing of was read right in .71–.81 of the polar texts; the
others stayed below .80, and were right in .51–.68."""

LISTS = 6.0
"""How loud the lists' score from -1 to 1 is beside the log-odds of the words."""

_CLASSES = (Sentiment.NEGATIVE.value, UNSAID, Sentiment.POSITIVE.value)
_TEMPERATURES = np.geomspace(0.25, 8.0, 61)

_Reals = NDArray[np.float64]
_Places = NDArray[np.int64]


def different(mentions: Sequence[Mention]) -> list[Mention]:
    """Give the mentions that may teach: the first of near-copies, and the first few of each author."""
    said: set[str] = set()
    taught: Counter[str] = Counter()
    kept = []
    for mention in mentions:
        words, by = fingerprint(mention), author(mention)
        if words not in said and taught[by] < PER_AUTHOR:
            said.add(words)
            taught[by] += 1
            kept.append(mention)
    return kept


def author(mention: Mention) -> str:
    """Name who said it; where that is unknown, everybody is another."""
    return f"{mention.source} {mention.author_key or mention.external_id}"


def learn_alone(
    batch: Sequence[Evidence],
    answers: Sequence[Sentiment | None],
    confidences: Sequence[float],
    authors: Sequence[str],
) -> tuple[Model, Gate] | None:
    """Learn from different texts and the untrained answers to them; None where texts or seeds are too few.

    The first score of each evidence must be the untrained one, from -1 (blame) to 1 (praise). The gate holds back each
    seed once, with all of its author, withholds its scores, and lets the words of the others foresee it; for the
    incumbent stands the commoner feeling, which is all one could say then.
    """
    seeds = [place for place, said in enumerate(zip(answers, confidences, strict=True)) if _seed(*said)]
    feelings = [str(answers[place]) for place in seeds]
    counts = {each.value: feelings.count(each.value) for each in (Sentiment.NEGATIVE, Sentiment.POSITIVE)}
    if len(batch) < TEXTS or min(counts.values()) < SEEDS:
        return None
    features = matrix(batch, len(batch[0].scores))
    words = features[:, : ngrams.COLUMNS]
    commoner = max(counts, key=counts.__getitem__)
    groups = [authors[place] for place in seeds]
    found = _foreseen(words[seeds], feelings, groups)
    gate = _gate(contest(feelings, found, [commoner] * len(seeds), [1.0] * len(seeds), groups), counts)
    model = _whole(fitted(words[seeds], feelings, _even(feelings)), features.shape[1] - ngrams.COLUMNS)
    calm = [answer in (None, Sentiment.NEUTRAL) for answer in answers]
    model = _with_unsaid(model, features, float(np.mean(calm)))
    sure = float(np.mean([max(confidence, 1 / len(_CLASSES)) for confidence in confidences]))
    return _as_sure(model, features, sure), gate


def _gate(foreseen: Contest, counts: Mapping[str, int]) -> Gate:
    passed = foreseen.candidate >= FORESEEN
    seeds = f"{sum(counts.values()):,} texts whose feeling is sure"
    reason = f"macro-F1 {foreseen.candidate:.2f} on {seeds}, foreseen from the words of the others"
    return Gate(
        passed=passed,
        labels=counts,
        candidate=foreseen.candidate,
        incumbent=foreseen.incumbent,
        reason=reason if passed else f"{reason}; {FORESEEN} is needed",
    )


def _seed(answer: Sentiment | None, confidence: float) -> bool:
    return answer in (Sentiment.NEGATIVE, Sentiment.POSITIVE) and confidence >= SURE


def _foreseen(words: csr_array, feelings: Sequence[str], groups: Sequence[str]) -> list[str]:
    """What a model of the other folds says of each text; "" where these have only one feeling."""
    found = np.full(len(feelings), "", dtype=object)
    dealt = folds(feelings, groups)
    truth = np.array(feelings)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(dealt == fold), np.flatnonzero(dealt != fold)
        if len(inside) and len(np.unique(truth[outside])) > 1:
            model = fitted(words[outside], truth[outside].tolist(), _even(truth[outside].tolist()))
            found[inside] = [model.classes[place] for place in model.of(words[inside]).argmax(axis=1)]
    return [str(each) for each in found]


def _even(feelings: Sequence[str]) -> _Reals:
    """Weights that make both feelings count alike."""
    counts = Counter(feelings)
    return np.array([len(feelings) / (2 * counts[each]) for each in feelings])


def _whole(polar: Model, scores: int) -> Model:
    """Add the lists' score to a model of words, and a class without weights between its two."""
    weights = np.zeros((ngrams.COLUMNS + scores, len(_CLASSES)), dtype=np.float32)
    weights[: ngrams.COLUMNS, [0, 2]] = polar.weights
    weights[ngrams.COLUMNS, [0, 2]] = -LISTS / SCORE / 2, LISTS / SCORE / 2
    bias = np.array([polar.bias[0], 0.0, polar.bias[1]], dtype=np.float32)
    return Model(classes=_CLASSES, weights=weights, bias=bias)


def _with_unsaid(model: Model, features: csr_array, share: float) -> Model:
    """Raise the bias of what is unsaid until it is the likeliest for `share` of the texts."""
    likings = model.likings(features)
    lead = np.abs(likings[:, 2] - likings[:, 0]) / 2
    middle = (likings[:, 2] + likings[:, 0]) / 2
    bias = model.bias.copy()
    bias[1] = np.quantile(lead + middle, share)
    return Model(classes=model.classes, weights=model.weights, bias=bias)


def _as_sure(model: Model, features: csr_array, confidence: float) -> Model:
    """Temper the model until it is as sure on the whole as the untrained answers are."""
    likings = model.likings(features)

    def distance(temperature: float) -> float:
        tempered = likings / temperature
        return abs(float(np.mean(np.exp(tempered.max(axis=1) - np.logaddexp.reduce(tempered, axis=1)))) - confidence)

    return model.tempered(float(min(_TEMPERATURES, key=distance)))
