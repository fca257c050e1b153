"""What people teach: answers about mentions, which of the learnt models reads, and what is read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from groundswell.house import House
from storage import audit, corrections, events, learned, mentions, queue, readings, sources
from storage.database import Transaction
from storage.errors import SettingsError
from storage.models import (
    PERSON,
    Actor,
    Aspect,
    AuditEntry,
    BrandId,
    Correction,
    Judgement,
    LearnedModel,
    MentionId,
    Reading,
    Sentiment,
    SourceEvent,
    SourceEventKind,
    StoredMention,
    Voice,
    model_name,
)
from storage.queue import Again

ANSWERS: Mapping[str, tuple[Aspect, str]] = {
    **{each.value: (Aspect.SENTIMENT, each.value) for each in Sentiment},
    **{each.name.lower(): (Aspect.VOICE, each.value) for each in Voice},
    "about": (Aspect.RELEVANCE, "yes"),
    "not-about": (Aspect.RELEVANCE, "no"),
}
"""What a person may say of a mention, in one word."""
PORTION = 10_000


def correct(
    house: House,
    mention: MentionId,
    answer: str,
    actor: Actor,
    now: datetime,
    brand: BrandId | None = None,
    drawn: bool = False,
) -> tuple[Correction, ...]:
    """Take down what a person says of a mention and, after it, what that implies; the next look counts it so.

    `brand` says about which of its brands the mention is or is not; it may be left out where there is one. `drawn` says
    that the mention was drawn by chance to be asked about. Raises SettingsError for an answer that is none of ANSWERS,
    for a mention that is not there or was withdrawn, and for a brand that the mention was not found for.
    """
    if answer not in ANSWERS:
        raise SettingsError(f"{answer!r} is no answer; valid are {', '.join(ANSWERS)}")
    with house.database.write() as tx:
        found = mentions.get(tx, [mention])
        if not found:
            raise SettingsError(f"there is no mention {mention}; `groundswell export mentions` lists them")
        whom = brand or (found[0].matches[0].brand if len(found[0].matches) == 1 else None)
        read, held = readings.get(tx, [mention]).get(mention), corrections.of(tx, [mention]).get(mention, ())
        given = []
        for aspect, value in map(ANSWERS.__getitem__, (answer, *implied(read, held, answer, whom, drawn))):
            asked = Correction(
                mention_id=mention,
                aspect=aspect,
                brand=_brand(found[0], brand) if aspect is Aspect.RELEVANCE else None,
                value=value,
                said="",
                model="",
                confidence=0.0,
                drawn=drawn,
                actor=actor,
                at=now,
            )
            given.append(_taken(tx, _told(tx, read, asked)))
    return tuple(given)


def implied(
    read: Reading | None, held: Sequence[Correction], answer: str, brand: BrandId | None, drawn: bool
) -> tuple[str, ...]:
    """Say what else an answer says: who names a feeling means that a customer has it, and about the brand.

    Of a mention that was drawn by chance this is said in any case, since the rules for voice and relevance must be
    judged by the answers that agree with them, too; of one that was picked, only where these rules left it out, or an
    answer that is `held`. Nothing is said of a brand where none is meant.
    """
    if ANSWERS[answer][0] is not Aspect.SENTIMENT:
        return ()
    said = {(each.aspect, each.brand): each.value for each in held}
    voice = said.get((Aspect.VOICE, None)) or (read and read.voice.value)
    about = read.relevance.get(brand) if read and brand else None
    elsewhere = said.get((Aspect.RELEVANCE, brand), "no" if about and about.value is False else "") == "no"
    customer = (drawn and read is not None) or voice not in (Voice.CUSTOMER, None)
    relevant = brand is not None and ((drawn and read is not None) or elsewhere)
    return (*(["customer"] if customer else []), *(["about"] if relevant else []))


def rollback(
    house: House, aspect: Aspect, scope: str, version: int | None, actor: Actor, now: datetime
) -> LearnedModel | None:
    """Let an earlier version read again (None: none, but what reads without learning); give what reads from now on.

    Raises SettingsError where nothing was learnt for the scope, and for a version that cannot read or reads already.
    """
    with house.database.write() as tx:
        name, known = model_name(aspect, scope), learned.versions(tx, aspect, scope)
        reads = next((model for model in learned.promoted(tx) if (model.aspect, model.scope) == (aspect, scope)), None)
        if not known:
            names = ", ".join(sorted({model.name for model in learned.versions(tx)}))
            raise SettingsError(f"nothing was learnt for {name!r}; models: {names or 'none so far'}")
        if (reads.version if reads else None) == version:
            raise SettingsError(f"{name}: {f'version {version}' if version else 'no version'} reads already")
        learned.promote(tx, aspect, scope, version, now)
        detail = f"from version {reads.version if reads else 'none'} to {version or 'none'}"
        audit.record(tx, AuditEntry(at=now, actor=actor, action="rollback", subject=f"model {name}", detail=detail))
        counts_otherwise(tx, aspect, scope, now)
        return next((model for model in known if model.version == version), None)


def counts_otherwise(tx: Transaction, aspect: Aspect, scope: str, now: datetime) -> None:
    """Note that other things are counted from now on, which is no rise; how something feels changes none of that.

    What a model of voices or of relevance leaves out, the next one may count.
    """
    if aspect is Aspect.SENTIMENT:
        return
    about = BrandId(scope) if aspect is Aspect.RELEVANCE else None
    kind, detail = SourceEventKind.QUERY_EDIT, f"another model of {aspect} reads"
    read = [state.source.name for state in sources.states(tx) if state.source.enabled]
    events.record(tx, [SourceEvent(source=each, kind=kind, at=now, detail=detail, brand=about) for each in read])


def reread(
    house: House,
    wanted: Again,
    whole: bool,
    actor: Actor,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Let history be read again by the models that read now, when nothing else waits; return how many mentions.

    `whole` says that this is all of a brand's history that detection looks at (of every brand's, where none is wanted):
    once it is read, counts before and after a new model are alike.
    """
    total, last = 0, MentionId(0)
    while True:
        with house.database.write() as tx:
            portion, reached = queue.put_again(tx, wanted, last, PORTION)
            if reached is None:
                if whole:
                    learned.reread(tx, wanted.brand, now)
                subject = f"mentions: {total}"
                audit.record(tx, AuditEntry(at=now, actor=actor, action="reread", subject=subject, detail=str(wanted)))
                return total
        total, last = total + portion, reached
        progress(portion)


def _brand(stored: StoredMention, brand: BrandId | None) -> BrandId:
    found = [match.brand for match in stored.matches]
    if brand is None and len(found) == 1:
        return found[0]
    if brand is None or brand not in found:
        named = f"was not found for {brand!r}" if brand else "was found for several brands" if found else "has no brand"
        raise SettingsError(f"mention {stored.id} {named}; say --brand with one of: {', '.join(found) or 'none'}")
    return brand


def _taken(tx: Transaction, told: Correction) -> Correction:
    given = corrections.record(tx, told)
    whom = f" {given.brand}" if given.brand else ""
    detail = f"{given.aspect}{whom}: {given.value}; read as {given.said or 'unknown'} by {given.model or 'nobody'}"
    subject = f"mention {given.mention_id}"
    audit.record(tx, AuditEntry(at=given.at, actor=given.actor, action="correct", subject=subject, detail=detail))
    return given


def _told(tx: Transaction, reading: Reading | None, asked: Correction) -> Correction:
    """Add to a person's answer what a model said; a later answer to the same corrects the model, not the person."""
    said = None if reading is None else _said(reading, asked)
    if said is None:
        return asked
    if said.model != PERSON:
        return replace(asked, said=said.value or "", model=said.model, confidence=said.confidence)
    held = corrections.of(tx, [asked.mention_id]).get(asked.mention_id, ())
    same = next((each for each in held if (each.aspect, each.brand) == (asked.aspect, asked.brand)), asked)
    return replace(asked, said=same.said, model=same.model, confidence=same.confidence, drawn=same.drawn)


def _said(reading: Reading, asked: Correction) -> Judgement[str] | None:
    """Give what was read of what a person was asked about, in the words of an answer."""
    match asked.aspect:
        case Aspect.SENTIMENT:
            return _worded(reading.sentiment, reading.sentiment.value)
        case Aspect.VOICE:
            return _worded(reading.voice, reading.voice.value)
        case Aspect.RELEVANCE:
            said = reading.relevance.get(asked.brand) if asked.brand else None
            return None if said is None else _worded(said, {True: "yes", False: "no", None: None}[said.value])


def _worded(said: Judgement[Any], value: str | None) -> Judgement[str]:
    return Judgement(model=said.model, value=value and str(value), confidence=said.confidence, reason=said.reason)
