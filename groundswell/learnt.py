"""What was learnt and reads now, as analysis uses it: each model is loaded once, and kept while it reads."""

import logging

from analysis.linear import Model, loads
from analysis.reading import Learnt
from groundswell.house import House
from storage import learned
from storage.errors import StorageError
from storage.models import Aspect, BrandId, ModelId

log = logging.getLogger(__name__)


def load(house: House) -> Learnt:
    """Give the models that read. One that cannot be read any more, by another version of ours, is left out."""
    with house.database.read() as tx:
        promoted = learned.promoted(tx)
        missing = [model.id for model in promoted if model.id is not None and model.id not in house.models]
        weights = learned.weights(tx, missing)
    for number in missing:
        house.models[number] = _loaded(number, weights[number])
    for number in house.models.keys() - {model.id for model in promoted}:
        house.models.pop(number, None)
    sentiment: dict[str, tuple[int, Model]] = {}
    relevance: dict[BrandId, tuple[int, Model]] = {}
    voice = None
    for each in promoted:
        model = house.models.get(each.id) if each.id is not None else None
        match each.aspect:
            case _ if model is None:
                continue
            case Aspect.SENTIMENT:
                sentiment[each.scope] = (each.version, model)
            case Aspect.RELEVANCE:
                relevance[BrandId(each.scope)] = (each.version, model)
            case Aspect.VOICE:
                voice = (each.version, model)
    return Learnt(sentiment=sentiment, voice=voice, relevance=relevance)


def _loaded(number: ModelId, weights: bytes) -> Model | None:
    try:
        return loads(weights)
    except StorageError as error:
        log.error("model %d reads no longer: %s", number, error)
        return None
