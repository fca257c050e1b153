"""Who judges relevance in the end: what is certain, then what was learnt from answers, then the rules."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.linear import Evidence, Model
from analysis.relevance import signals
from analysis.relevance.about import by_names, names_of
from analysis.relevance.accounts import Accounts
from analysis.relevance.said import Said
from analysis.relevance.voices import Signs, by_signs, certain, weighed
from storage.models import Brand, BrandId, Judgement, Mention, StoredMention, Voice

YES, NO = "yes", "no"
"""The classes of a model of relevance, as corrections write them."""

SURE = 0.6
"""Probability from which a model takes a mention from the customers, or a brand from a mention."""

STATED = 0.9
"""Confidence of what a mention's origin or a sure name says, which a model does not overrule."""

_log = logging.getLogger(__name__)

Judged = tuple[Judgement[Voice], Mapping[BrandId, Judgement[bool]]]


class Judge:
    """Judges mentions for a set of brands; holds nothing but them and what was learnt, so that workers can share it."""

    def __init__(
        self,
        brands: Sequence[Brand],
        voice_model: tuple[int, Model] | None = None,
        about_models: Mapping[BrandId, tuple[int, Model]] | None = None,
    ) -> None:
        """Take the models with their versions.

        One that another groundswell made, which knew other scores or answers, is left out and logged.
        """
        self._accounts = Accounts(brands)
        self._names = {brand.id: names_of(brand) for brand in brands}
        self._voice_model = _named("voice", voice_model, signals.VOICE_SCORES, Voice)
        about = {
            brand: _named(brand, model, signals.BRAND_SCORES, (YES, NO))
            for brand, model in (about_models or {}).items()
        }
        self._about_models = {brand: model for brand, model in about.items() if model is not None}

    def judge(self, batch: Sequence[StoredMention], harmed: Sequence[bool]) -> list[Judged]:
        """Say for each mention whose voice it is, and about which of the brands it was matched to it is.

        `harmed` tells of which mentions the text reports harm: they stay customers', whatever their words look like.
        """
        heard = [_Heard.of(stored.mention, self._accounts) for stored in batch]
        voices = self._voices(heard, harmed)
        return list(zip(voices, self._abouts(batch, harmed), strict=True))

    def voice_evidence(self, mention: Mention) -> Evidence:
        """Give what a model of voices learns from and reads."""
        return _Heard.of(mention, self._accounts).evidence

    def about_evidence(self, mention: Mention, brand: BrandId) -> Evidence:
        """Give what a model of whether mentions are about `brand`, one of those judged for, learns from and reads."""
        names = self._names[brand]
        return signals.of_brand(mention, names, by_names(mention, names))

    def _voices(self, heard: Sequence["_Heard"], harmed: Sequence[bool]) -> list[Judgement[Voice]]:
        known = [certain(each.mention, self._accounts, harmed=harm) for each, harm in zip(heard, harmed, strict=True)]
        found = [
            sure or by_signs(each.signs, harmed=harm) for each, sure, harm in zip(heard, known, harmed, strict=True)
        ]
        model = self._voice_model
        asked = [at for at, sure in enumerate(known) if not (harmed[at] or (sure and sure.confidence == 1))]
        if model is not None and asked:
            for at, answer in zip(asked, model.answers([heard[at].evidence for at in asked]), strict=True):
                found[at] = _learnt(model, found[at], *answer)
        return found

    def _abouts(self, batch: Sequence[StoredMention], harmed: Sequence[bool]) -> list[dict[BrandId, Judgement[bool]]]:
        found: list[dict[BrandId, Judgement[bool]]] = []
        for stored, harm in zip(batch, harmed, strict=True):
            matched = [match.brand for match in stored.matches if match.brand in self._names]
            ruled = {brand: by_names(stored.mention, self._names[brand]) for brand in matched}
            found.append({brand: _in_doubt(said) for brand, said in ruled.items()} if harm else ruled)
        for brand, model in self._about_models.items():
            # Where a mention came from outranks what its words look like.
            asked = [
                at
                for at, ruled in enumerate(found)
                if not harmed[at] and brand in ruled and ruled[brand].confidence < STATED
            ]
            evidence = [signals.of_brand(batch[at].mention, self._names[brand], found[at][brand]) for at in asked]
            for at, (answer, probability) in zip(asked, model.answers(evidence), strict=True):
                if answer != NO or probability >= SURE:
                    found[at][brand] = Judgement(model=model.name, value=answer == YES, confidence=probability)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A mention with what the rules of voices found in it."""

    mention: Mention
    said: Said
    signs: Signs

    @classmethod
    def of(cls, mention: Mention, accounts: Accounts) -> "_Heard":
        said = Said(mention.text)
        return cls(mention=mention, said=said, signs=weighed(mention, said, accounts))

    @property
    def evidence(self) -> Evidence:
        return signals.of_voice(self.mention, self.said, self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A learnt model, under the name that its judgements bear."""

    name: str
    model: Model

    def answers(self, evidence: Sequence[Evidence]) -> Iterator[tuple[str, float]]:
        """The likeliest class for each, and its probability."""
        if evidence:
            for row in self.model.probabilities(evidence):
                best = int(row.argmax())
                yield self.model.classes[best], float(row[best])


def _named(of: str, learnt: tuple[int, Model] | None, scores: int, answers: Iterable[str]) -> _Named | None:
    """Name a model; None where it reads other scores than ours, or gives other answers."""
    if learnt is None:
        return None
    version, model = learnt
    if model.scores == scores and {*answers}.issuperset(model.classes):
        return _Named(name=f"learnt {of} {version}", model=model)
    _log.warning("the model %s %d knows other scores or answers: it has to be learnt anew", of, version)
    return None


def _in_doubt(said: Judgement[bool]) -> Judgement[bool]:
    """Abstain rather than leave a brand out by what only seems so; the reason stays."""
    unsure = said.value is False and said.confidence < STATED
    return replace(said, value=None, confidence=0.0) if unsure else said


def _learnt(learnt: _Named, ruled: Judgement[Voice], answer: str, probability: float) -> Judgement[Voice]:
    """Let the model answer, except where it never learnt what the rules found, or is not sure enough against them."""
    unheard = ruled.value is not Voice.CUSTOMER and ruled.value not in learnt.model.classes
    doubtful = answer != Voice.CUSTOMER and answer != ruled.value and probability < SURE
    if unheard or doubtful:
        return ruled
    return Judgement(model=learnt.name, value=Voice(answer), confidence=probability)
