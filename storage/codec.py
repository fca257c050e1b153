"""How a signal, its evidence and a message become documents and come back: plain JSON values, nothing executable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.models import AlertId, BrandId, Evidence, Lane, MentionId, Message, Occasion, Severity, Signal

Document = dict[str, Any]


def signal_document(signal: Signal) -> Document:
    """Write a signal as a document."""
    return {
        "subject": signal.subject,
        "brand": signal.brand,
        "lane": signal.lane.value,
        "title": signal.title,
        "reason": signal.reason,
        "since": signal.since.isoformat(),
        "observed": int(signal.observed),
        "reporters": int(signal.reporters),
        "expected": _number(signal.expected),
        "p": _number(signal.p),
        "q": _number(signal.q),
        "severity": int(signal.severity),
        "evidence": _evidence_document(signal.evidence),
    }


def signal(document: Document) -> Signal:
    """Read a signal from its document."""
    return Signal(
        subject=document["subject"],
        brand=BrandId(document["brand"]),
        lane=Lane(document["lane"]),
        title=document["title"],
        reason=document["reason"],
        since=datetime.fromisoformat(document["since"]),
        observed=document["observed"],
        reporters=document["reporters"],
        expected=document["expected"],
        p=document["p"],
        q=document["q"],
        severity=Severity(document["severity"]),
        evidence=_evidence(document["evidence"]),
    )


def message_document(message: Message) -> Document:
    """Write a message as a document."""
    return {
        "key": message.key,
        "occasion": message.occasion.value,
        "alert": message.alert,
        "brand": message.brand,
        "lane": message.lane.value,
        "severity": int(message.severity),
        "title": message.title,
        "body": message.body,
        "url": message.url,
        "sent_at": message.sent_at.isoformat(),
    }


def message(document: Document) -> Message:
    """Read a message from its document."""
    return Message(
        key=document["key"],
        occasion=Occasion(document["occasion"]),
        alert=AlertId(document["alert"]),
        brand=BrandId(document["brand"]),
        lane=Lane(document["lane"]),
        severity=Severity(document["severity"]),
        title=document["title"],
        body=document["body"],
        url=document["url"],
        sent_at=datetime.fromisoformat(document["sent_at"]),
    )


def _evidence_document(evidence: Evidence) -> Document:
    return {
        "mentions": [int(mention) for mention in evidence.mentions],
        "sources": _pairs(evidence.sources),
        "languages": _pairs(evidence.languages),
        "products": _pairs(evidence.products),
        "quotes": list(evidence.quotes),
    }


def _evidence(document: Document) -> Evidence:
    return Evidence(
        mentions=tuple(MentionId(mention) for mention in document["mentions"]),
        sources=dict(document["sources"]),
        languages=dict(document["languages"]),
        products=dict(document["products"]),
        quotes=tuple(document["quotes"]),
    )


def _pairs(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Write a mapping as pairs: its order says who is first, and not every database keeps the order of keys."""
    return [(name, int(number)) for name, number in counted.items()]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
