"""What is watched, and by whom: brands, and the people who act."""

from dataclasses import dataclass
from datetime import datetime

from storage.models.ids import BrandId


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A brand or a competitor: its names, and the words that show that something else is meant.

    `languages` are ISO 639-1 codes the brand's customers write; `timezone` is an IANA name. `sample` marks
    invented data, so that every page can say so. `accounts` are the names under which the brand itself speaks, without
    @. `context` are words of which one at least stands in a text that means this brand, where a name means other things
    too (Delta: flight, gate, crew); without any, the name is enough.
    """

    id: BrandId
    name: str
    aliases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    timezone: str = "UTC"
    sample: bool = False


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
