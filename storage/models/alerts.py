"""When we speak, to whom, in which words: rules, alerts, messages, deliveries and silences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.models.brands import Actor
from storage.models.ids import AlertId, BrandId, MentionId
from storage.models.readings import Severity


class Lane(StrEnum):
    VOLUME = "volume"
    SEVERITY = "severity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Who says it, where, and in which words. `sources`, `languages` and `products` map a name to its reporters."""

    mentions: tuple[MentionId, ...]
    sources: Mapping[str, int]
    languages: Mapping[str, int]
    products: Mapping[str, int]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What detection found, in the one form that rules read.

    `subject` is stable while the finding lives on: `issue:17`, `negative`, `mentions`, `source:x`, `card:3`.
    `reason` is one sentence that says why this is unusual. `expected`, `p` and `q` are None where no rate was tested.
    """

    subject: str
    brand: BrandId
    lane: Lane
    title: str
    reason: str
    since: datetime
    observed: int
    reporters: int
    expected: float | None
    p: float | None
    q: float | None
    severity: Severity
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is worth speaking about, and on which channels. `brand` None means every brand.

    Volume lane: `max_q` is the highest false-discovery rate, `min_reporters` the least independent reporters,
    `min_ratio` the least observed / expected. Severity lane: `min_severity`. `quiet_hours` without a signal
    resolve the alert.
    """

    name: str
    lane: Lane
    channels: tuple[str, ...]
    brand: BrandId | None = None
    max_q: float = 0.01
    min_reporters: int = 5
    min_ratio: float = 2.0
    min_severity: Severity = Severity.NEAR_MISS
    quiet_hours: int = 24
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """A named channel: which plugin, with which options. Secrets are references (`env:NAME`, `file:PATH`)."""

    name: str
    plugin: str
    options: Mapping[str, str] = field(default_factory=dict)


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing a person should look at. At most one alert per (rule, brand, subject) is not resolved.

    `version` counts what was said about it: it rises with every message and is part of each delivery's key; 0 means
    that nothing was said yet. `told_people` and `told_severity` are what the last message said. `seen_at` is when its
    signal was last present. `id` is None until the store gives one.
    """

    id: AlertId | None
    rule: str
    signal: Signal
    state: AlertState
    opened_at: datetime
    seen_at: datetime
    version: int = 1
    told_people: int = 0
    told_severity: Severity = Severity.NONE
    acknowledged_by: Actor | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: str = ""


class Occasion(StrEnum):
    """Why a message is sent."""

    OPENED = "opened"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel carries: plain text that stands on its own, and a link to the evidence.

    `key` is the idempotency key the receiver sees; repeats of one delivery carry the same key.
    """

    key: str
    occasion: Occasion
    alert: AlertId
    brand: BrandId
    lane: Lane
    severity: Severity
    title: str
    body: str
    url: str
    sent_at: datetime


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one channel, kept until it arrived or can never arrive. `attempts` were made before now."""

    key: str
    channel: str
    message: Message
    state: DeliveryState
    attempts: int
    due_at: datetime
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """No messages about a brand (None: any) or one subject (None: any) until a time; alerts are still recorded."""

    id: int | None
    brand: BrandId | None
    subject: str | None
    until: datetime
    actor: Actor
    reason: str
