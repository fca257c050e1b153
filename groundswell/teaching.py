"""What people teach: answers about mentions, which of the learnt models reads, and what is read again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from analysis.corrected import PERSON
from groundswell.house import House
from storage import audit, corrections, events, learned, mentions, queue, readings, sources
from storage.database import Transaction
from storage.errors import SettingsError
from storage.models import (
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
) -> Correction:
    """Take down what a person says of a mention; the next look reads it again and counts it so.

    `brand` says about which of its brands the mention is or is not; it may be left out where there is one. `drawn` says
    that the mention was drawn by chance to be asked about. Raises SettingsError for an answer that is none of ANSWERS,
    for a mention that is not there or was withdrawn, and for a brand that the mention was not found for.
    """
    if answer not in ANSWERS:
        raise SettingsError(f"{answer!r} is no answer; valid are {', '.join(ANSWERS)}")
    aspect, value = ANSWERS[answer]
    with house.database.write() as tx:
        found = mentions.get(tx, [mention])
        if not found:
            raise SettingsError(f"there is no mention {mention}; `groundswell export mentions` lists them")
        about = _brand(found[0], brand) if aspect is Aspect.RELEVANCE else None
        asked = Correction(
            mention_id=mention,
            aspect=aspect,
            brand=about,
            value=value,
            said="",
            model="",
            confidence=0.0,
            drawn=drawn,
            actor=actor,
            at=now,
        )
        given = corrections.record(tx, _told(tx, asked))
        whom = f" {about}" if about else ""
        detail = f"{aspect}{whom}: {value}; read as {given.said or 'unknown'} by {given.model or 'nobody'}"
        audit.record(tx, AuditEntry(at=now, actor=actor, action="correct", subject=f"mention {mention}", detail=detail))
    return given


def rollback(
    house: House, aspect: Aspect, scope: str, version: int | None, actor: Actor, now: datetime
) -> LearnedModel | None:
    """Let an earlier version read again (None: none, but what reads without learning); give what reads from now on.

    Raises SettingsError where nothing was learnt for the scope, and for a version that cannot read or reads already.
    """
    with house.database.write() as tx:
        known = learned.versions(tx, aspect, scope)
        reads = next((model for model in learned.promoted(tx) if (model.aspect, model.scope) == (aspect, scope)), None)
        if not known:
            scopes = sorted({f"{model.aspect} {model.scope}".strip() for model in learned.versions(tx)})
            raise SettingsError(f"nothing was learnt for {scope!r}; models: {', '.join(scopes) or 'none so far'}")
        if (reads.version if reads else None) == version:
            raise SettingsError(f"{aspect} {scope}: {f'version {version}' if version else 'no version'} reads already")
        learned.promote(tx, aspect, scope, version, now)
        detail = f"from version {reads.version if reads else 'none'} to {version or 'none'}"
        subject = f"{aspect} {scope}".strip()
        audit.record(tx, AuditEntry(at=now, actor=actor, action="rollback", subject=subject, detail=detail))
        if aspect is not Aspect.SENTIMENT:
            events.record(tx, _counts_otherwise(tx, aspect, scope, now))
        return next((model for model in known if model.version == version), None)


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


def _told(tx: Transaction, asked: Correction) -> Correction:
    """Add to a person's answer what a model said; a later answer to the same corrects the model, not the person."""
    reading = readings.get(tx, [asked.mention_id]).get(asked.mention_id)
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


def _counts_otherwise(tx: Transaction, aspect: Aspect, scope: str, now: datetime) -> list[SourceEvent]:
    """Say that other things are counted from now on, which is no rise: what a model left out may come back."""
    return [
        SourceEvent(
            source=state.source.name,
            kind=SourceEventKind.QUERY_EDIT,
            at=now,
            detail=f"another model of {aspect} reads",
            brand=BrandId(scope) if aspect is Aspect.RELEVANCE else None,
        )
        for state in sources.states(tx)
        if state.source.enabled
    ]
