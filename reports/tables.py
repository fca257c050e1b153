"""What an export holds: which columns in which order, and how a noun becomes one flat row.

Every table is a pure function of nouns. `docs/exports.md` explains each column to the people who read the files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from storage.models import Alert, HazardFinding, IssueSummary, Judgement, ReadMention, Sentiment, Severity

Cell: TypeAlias = str | int | float | bool | datetime | None
T = TypeVar("T")


class Type(StrEnum):
    """What a column's cells are; any of them may be None instead. Moments are aware."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `third_party` marks words that strangers chose: of any content and any length."""

    name: str
    type: Type
    third_party: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Flat rows, each with one cell per column. `rows` may be a stream that can be read only once."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]


def issues(summaries: Sequence[IssueSummary]) -> Table:
    """Tell one row per issue: its size, its trend over two weeks, its harm, and a typical quote."""
    return _table("issues", _ISSUES, summaries)


def mentions(found: Iterable[ReadMention]) -> Table:
    """Tell one row per mention: what was said, where, and what analysis made of it. `found` may be a stream."""
    return _table("mentions", _MENTIONS, found)


def alerts(raised: Sequence[Alert]) -> Table:
    """Tell one row per alert: what is unusual, since when, how many people say it, and who took it on."""
    return _table("alerts", _ALERTS, raised)


@dataclass(frozen=True, slots=True)
class _Field(Generic[T]):
    name: str
    type: Type
    cell: Callable[[T], Cell]
    third_party: bool = False


def _table(name: str, fields: Sequence[_Field[T]], nouns: Iterable[T]) -> Table:
    return Table(
        name=name,
        columns=tuple(Column(name=field.name, type=field.type, third_party=field.third_party) for field in fields),
        rows=(tuple(field.cell(noun) for field in fields) for noun in nouns),
    )


_SEVERITIES: Mapping[Severity, str] = {
    Severity.NONE: "none",
    Severity.NEAR_MISS: "near miss",
    Severity.FIRST_AID: "first aid or less",
    Severity.TREATMENT: "medical treatment",
    Severity.ADMISSION: "hospital admission or death",
}
_UNREAD: Judgement[Sentiment] = Judgement(model="", value=None, reason="not analysed yet")


def _sentiment(read: ReadMention) -> Judgement[Sentiment]:
    return read.reading.sentiment if read.reading else _UNREAD


def _not_about(read: ReadMention) -> str | None:
    said = read.reading.relevance if read.reading else {}
    return ", ".join(sorted(brand for brand, about in said.items() if about.value is False)) or None


def _hazard(read: ReadMention) -> HazardFinding | None:
    return read.reading.hazard if read.reading else None


def _severity(read: ReadMention) -> str | None:
    hazard = _hazard(read)
    return _SEVERITIES[hazard.severity] if hazard else None


def _hazard_words(read: ReadMention) -> str | None:
    hazard = _hazard(read)
    return read.stored.mention.text[hazard.start : hazard.end] if hazard else None


def _rating_scale(read: ReadMention) -> str | None:
    # Not "1-5", which spreadsheets take for the first of May or the fifth of January.
    rating = read.stored.mention.rating
    return f"{rating.low:g} to {rating.high:g}" if rating else None


def _product(read: ReadMention) -> str | None:
    return (read.reading and read.reading.product) or read.stored.mention.product


def _counted(reporters: Mapping[str, int]) -> str:
    """Write who says it, most first: `reddit 3, x 2`."""
    return ", ".join(f"{name} {n}" for name, n in sorted(reporters.items(), key=lambda item: (-item[1], item[0])))


_ISSUES: tuple[_Field[IssueSummary], ...] = (
    _Field("id", Type.INTEGER, lambda s: s.issue.id),
    _Field("name", Type.TEXT, lambda s: s.issue.name, third_party=True),
    _Field("status", Type.TEXT, lambda s: s.issue.status.value),
    _Field("owner", Type.TEXT, lambda s: s.issue.owner),
    _Field("language", Type.TEXT, lambda s: s.issue.space.language),
    _Field("mentions", Type.INTEGER, lambda s: s.mentions),
    _Field("reporters", Type.INTEGER, lambda s: s.reporters),
    _Field("this_week", Type.INTEGER, lambda s: s.week),
    _Field("week_before", Type.INTEGER, lambda s: s.week_before),
    _Field("change", Type.INTEGER, lambda s: s.week - s.week_before),
    _Field("first_at", Type.MOMENT, lambda s: s.first_at),
    _Field("last_at", Type.MOMENT, lambda s: s.last_at),
    _Field("highest_severity", Type.TEXT, lambda s: _SEVERITIES[s.severity]),
    _Field("quote", Type.TEXT, lambda s: s.quote, third_party=True),
    _Field("brand", Type.TEXT, lambda s: s.issue.space.brand),
)

_MENTIONS: tuple[_Field[ReadMention], ...] = (
    _Field("id", Type.INTEGER, lambda m: m.stored.id),
    _Field("source", Type.TEXT, lambda m: m.stored.mention.source),
    _Field("external_id", Type.TEXT, lambda m: m.stored.mention.external_id, third_party=True),
    _Field("published_at", Type.MOMENT, lambda m: m.stored.mention.published_at),
    _Field("kind", Type.TEXT, lambda m: m.stored.mention.kind.value),
    _Field("role", Type.TEXT, lambda m: m.stored.mention.role.value),
    _Field("author", Type.TEXT, lambda m: m.stored.mention.author_name, third_party=True),
    _Field("text", Type.TEXT, lambda m: m.stored.mention.text, third_party=True),
    _Field("language", Type.TEXT, lambda m: m.reading.language.value if m.reading else None),
    _Field("sentiment", Type.TEXT, lambda m: _sentiment(m).value),
    _Field("confidence", Type.NUMBER, lambda m: _sentiment(m).confidence if _sentiment(m).value else None),
    _Field("unscored_because", Type.TEXT, lambda m: None if _sentiment(m).value else _sentiment(m).reason),
    _Field("read_by", Type.TEXT, lambda m: _sentiment(m).model or None),
    _Field("read_again", Type.BOOLEAN, lambda m: m.reading.reread if m.reading else None),
    _Field("voice", Type.TEXT, lambda m: voice.value if m.reading and (voice := m.reading.voice.value) else None),
    _Field("counted", Type.BOOLEAN, lambda m: m.reading.counted if m.reading else None),
    _Field("not_about", Type.TEXT, _not_about),
    _Field("hazard", Type.TEXT, lambda m: hazard.hazard.value if (hazard := _hazard(m)) else None),
    _Field("severity", Type.TEXT, _severity),
    _Field("hazard_words", Type.TEXT, _hazard_words, third_party=True),
    _Field("rating", Type.NUMBER, lambda m: m.stored.mention.rating.value if m.stored.mention.rating else None),
    _Field("rating_scale", Type.TEXT, _rating_scale),
    _Field("product", Type.TEXT, _product, third_party=True),
    _Field("issue", Type.INTEGER, lambda m: m.issue),
    _Field("url", Type.TEXT, lambda m: m.stored.mention.url, third_party=True),
    _Field("brand", Type.TEXT, lambda m: ", ".join(match.brand for match in m.stored.matches)),
)

_ALERTS: tuple[_Field[Alert], ...] = (
    _Field("id", Type.INTEGER, lambda a: a.id),
    _Field("state", Type.TEXT, lambda a: a.state.value),
    _Field("lane", Type.TEXT, lambda a: a.signal.lane.value),
    _Field("title", Type.TEXT, lambda a: a.signal.title, third_party=True),
    _Field("reason", Type.TEXT, lambda a: a.signal.reason, third_party=True),
    _Field("since", Type.MOMENT, lambda a: a.signal.since),
    _Field("opened_at", Type.MOMENT, lambda a: a.opened_at),
    _Field("acknowledged_by", Type.TEXT, lambda a: a.acknowledged_by.name if a.acknowledged_by else None),
    _Field("acknowledged_at", Type.MOMENT, lambda a: a.acknowledged_at),
    _Field("resolved_at", Type.MOMENT, lambda a: a.resolved_at),
    _Field("resolution", Type.TEXT, lambda a: a.resolution),
    _Field("people", Type.INTEGER, lambda a: a.signal.reporters),
    _Field("mentions", Type.INTEGER, lambda a: a.signal.observed),
    _Field("expected", Type.NUMBER, lambda a: a.signal.expected),
    _Field("severity", Type.TEXT, lambda a: _SEVERITIES[a.signal.severity]),
    _Field("sources", Type.TEXT, lambda a: _counted(a.signal.evidence.sources)),
    _Field("languages", Type.TEXT, lambda a: _counted(a.signal.evidence.languages)),
    _Field("rule", Type.TEXT, lambda a: a.rule),
    _Field("brand", Type.TEXT, lambda a: a.signal.brand),
)
