"""What is watched, where, and by whom: brands, sources, and the people who act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storage.models.ids import BrandId, SourceName


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A brand or a competitor: its names, and the words that show that something else is meant.

    `languages` are ISO 639-1 codes the brand's customers write; `timezone` is an IANA name. `sample` marks
    invented data, so that every page can say so.
    """

    id: BrandId
    name: str
    aliases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One configured place people talk: which collector plugin reads it, with which options, how often."""

    name: SourceName
    collector: str
    options: Mapping[str, str] = field(default_factory=dict)
    interval_seconds: int = 300
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stands: its cursor, its last attempt and success, and what it last failed with."""

    source: Source
    cursor: str | None
    attempted_at: datetime | None
    succeeded_at: datetime | None
    failure: str | None
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or program) who did something; every write by a person names one."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What an actor did, to what, when."""

    at: datetime
    actor: Actor
    action: str
    subject: str
    detail: str = ""
