"""Each noun becomes one flat row, and the documentation explains every column of it."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports import tables
from reports.export import Format, export
from reports.tables import Cell, Table, Type
from storage.models import (
    Actor,
    Alert,
    AlertId,
    AlertState,
    Brand,
    BrandId,
    Evidence,
    Hazard,
    HazardFinding,
    Issue,
    IssueId,
    IssueStatus,
    IssueSummary,
    Judgement,
    Kind,
    Lane,
    Match,
    Mention,
    MentionId,
    Rating,
    Reading,
    ReadMention,
    Sentiment,
    Severity,
    Signal,
    SourceName,
    Space,
    StoredMention,
    Voice,
)

NOON = datetime(2025, 10, 3, 12, tzinfo=UTC)
EVENING = datetime(2025, 10, 3, 19, tzinfo=UTC)
BRAND = Brand(id=BrandId("lumo"), name="Lumo Toys")
HOSTILE = "=cmd|'/C calc'!A0"
BURNT = "The torch got hot and burned her hand."

SUMMARY = IssueSummary(
    issue=Issue(
        id=IssueId(17),
        space=Space(brand=BRAND.id, language="en"),
        name="torch, burned, hand",
        terms=("torch", "burned", "hand"),
        quote=MentionId(4),
        status=IssueStatus.OPEN,
        owner="Ana",
        born_at=NOON,
    ),
    mentions=9,
    reporters=7,
    week=2,
    week_before=7,
    first_at=NOON,
    last_at=EVENING,
    severity=Severity.FIRST_AID,
    quote=BURNT,
)
STORED = StoredMention(
    id=MentionId(4),
    mention=Mention(
        source=SourceName("files:reviews"),
        external_id="0042",
        text=BURNT,
        published_at=NOON,
        kind=Kind.REVIEW,
        author_name="@mum",
        rating=Rating(value=1),
        product="torch",
        url="https://shop.example/r/42",
    ),
    matches=(Match(brand=BRAND.id, query="lumo"),),
)
READING = Reading(
    mention_id=MentionId(4),
    language=Judgement(model="langid", value="en", confidence=0.9),
    sentiment=Judgement(model="vader", value=Sentiment.NEGATIVE, confidence=0.75),
    vader_compound=-0.6,
    hazard=HazardFinding(
        hazard=Hazard.FIRE,
        severity=Severity.FIRST_AID,
        potential=Severity.TREATMENT,
        first_person=True,
        start=BURNT.index("burned"),
        end=BURNT.index("."),
        rule="burned-body",
        confidence=0.8,
    ),
    question=False,
    complaint_like=True,
    counted=True,
    fingerprint="f",
    product="Glow Torch",
)
READ = ReadMention(stored=STORED, reading=READING, issue=IssueId(17))
ALERT = Alert(
    id=AlertId(3),
    rule="harm",
    signal=Signal(
        subject="card:3",
        brand=BRAND.id,
        lane=Lane.SEVERITY,
        title="Glow Torch: fire or burn",
        reason="Two people report a burn within 90 days.",
        since=NOON,
        observed=3,
        reporters=2,
        expected=0.1,
        p=0.004,
        q=None,
        severity=Severity.TREATMENT,
        evidence=Evidence(
            mentions=(MentionId(4),),
            sources={"x": 1, "reddit": 1, "files:reviews": 2},
            languages={"en": 2},
            products={"Glow Torch": 2},
            quotes=(BURNT,),
        ),
    ),
    state=AlertState.ACKNOWLEDGED,
    opened_at=NOON,
    seen_at=EVENING,
    acknowledged_by=Actor(name="Ana"),
    acknowledged_at=EVENING,
)
EVERY_TABLE = {
    "issues": lambda: tables.issues([SUMMARY]),
    "mentions": lambda: tables.mentions([READ]),
    "alerts": lambda: tables.alerts([ALERT]),
}
PYTHON = {Type.TEXT: str, Type.INTEGER: int, Type.NUMBER: float, Type.BOOLEAN: bool, Type.MOMENT: datetime}

every_table = pytest.mark.parametrize("name", EVERY_TABLE)


def record(table: Table) -> dict[str, Cell]:
    (row,) = table.rows
    return dict(zip((column.name for column in table.columns), row, strict=True))


def read_as(reading: Reading | None, mention: Mention = STORED.mention) -> dict[str, Cell]:
    read = ReadMention(stored=replace(STORED, mention=mention), reading=reading, issue=None)
    return record(tables.mentions([read]))


def test_an_issue_tells_its_size_trend_harm_and_quote() -> None:
    assert record(tables.issues([SUMMARY])) == {
        "id": 17,
        "name": "torch, burned, hand",
        "status": "open",
        "owner": "Ana",
        "language": "en",
        "mentions": 9,
        "reporters": 7,
        "this_week": 2,
        "week_before": 7,
        "change": -5,
        "first_at": NOON,
        "last_at": EVENING,
        "highest_severity": "first aid or less",
        "quote": BURNT,
        "brand": "lumo",
    }


def test_a_mention_tells_what_was_said_and_what_analysis_made_of_it() -> None:
    assert record(tables.mentions([READ])) == {
        "id": 4,
        "source": "files:reviews",
        "external_id": "0042",
        "published_at": NOON,
        "kind": "review",
        "role": "customer",
        "author": "@mum",
        "text": BURNT,
        "language": "en",
        "sentiment": "negative",
        "confidence": 0.75,
        "unscored_because": None,
        "read_by": READING.sentiment.model,
        "read_again": False,
        "voice": "customer",
        "counted": True,
        "not_about": None,
        "hazard": "fire or burn",
        "severity": "first aid or less",
        "hazard_words": "burned her hand",
        "rating": 1,
        "rating_scale": "1 to 5",
        "product": "Glow Torch",
        "issue": 17,
        "url": "https://shop.example/r/42",
        "brand": "lumo",
    }


def test_a_mention_tells_whose_voice_it_is_and_which_brands_it_is_not_about() -> None:
    no = Judgement(model="person", value=False, confidence=1.0)
    spam = Judgement(model="person", value=Voice.SPAM, confidence=1.0)
    reading = replace(READING, voice=spam, counted=False, relevance={BrandId("lumo"): no}, reread=True)

    found = read_as(reading)

    assert (found["voice"], found["counted"], found["not_about"], found["read_again"]) == ("spam", False, "lumo", True)


def test_an_alert_tells_what_who_and_since_when() -> None:
    assert record(tables.alerts([ALERT])) == {
        "id": 3,
        "state": "acknowledged",
        "lane": "severity",
        "title": "Glow Torch: fire or burn",
        "reason": "Two people report a burn within 90 days.",
        "since": NOON,
        "opened_at": NOON,
        "acknowledged_by": "Ana",
        "acknowledged_at": EVENING,
        "resolved_at": None,
        "resolution": "",
        "people": 2,
        "mentions": 3,
        "expected": 0.1,
        "severity": "medical treatment",
        "sources": "files:reviews 2, reddit 1, x 1",
        "languages": "en 2",
        "rule": "harm",
        "brand": "lumo",
    }


def test_a_mention_that_was_not_analysed_says_so() -> None:
    found = read_as(None)
    assert found["unscored_because"] == "not analysed yet"
    assert {found[name] for name in ("language", "sentiment", "confidence", "hazard", "severity", "issue")} == {None}
    assert found["product"] == "torch"


def test_an_abstention_shows_its_reason_and_no_confidence() -> None:
    abstained: Judgement[Sentiment] = Judgement(model="vader", value=None, confidence=0.2, reason="Dutch is not scored")
    found = read_as(replace(READING, sentiment=abstained))
    assert (found["sentiment"], found["confidence"]) == (None, None)
    assert found["unscored_because"] == "Dutch is not scored"


def test_a_near_miss_is_a_hazard_with_a_severity_of_its_own() -> None:
    assert READING.hazard is not None
    found = read_as(replace(READING, hazard=replace(READING.hazard, severity=Severity.NEAR_MISS)))
    assert found["severity"] == "near miss"


def test_a_mention_without_stars_has_neither_rating_nor_scale() -> None:
    found = read_as(READING, replace(STORED.mention, rating=None))
    assert (found["rating"], found["rating_scale"]) == (None, None)


def test_a_rating_scale_is_no_date() -> None:
    found = read_as(READING, replace(STORED.mention, rating=Rating(value=8.5, low=0, high=10)))
    assert (found["rating"], found["rating_scale"]) == (8.5, "0 to 10")


def test_mentions_are_read_from_a_stream_one_at_a_time() -> None:
    taken = 0

    def stream() -> Iterator[ReadMention]:
        nonlocal taken
        for _ in range(3):
            taken += 1
            yield READ

    rows = iter(tables.mentions(stream()).rows)
    next(rows)
    assert taken == 1


@every_table
def test_cells_are_of_their_columns_type(name: str) -> None:
    table = EVERY_TABLE[name]()
    (row,) = table.rows
    for column, cell in zip(table.columns, row, strict=True):
        expected = (int, float) if column.type is Type.NUMBER else PYTHON[column.type]
        assert cell is None or isinstance(cell, expected), column.name


@every_table
@pytest.mark.parametrize("format", list(Format))
def test_every_table_can_be_written_in_every_format(name: str, format: Format, tmp_path: Path) -> None:
    assert export(EVERY_TABLE[name](), format, tmp_path / f"a.{format}").rows == 1


def test_strangers_words_are_defused_in_every_column_they_reach(tmp_path: Path) -> None:
    mention = replace(
        STORED.mention, external_id=HOSTILE, text=HOSTILE, author_name=HOSTILE, product=HOSTILE, url=HOSTILE
    )
    assert READING.hazard is not None
    reading = replace(READING, product="", hazard=replace(READING.hazard, start=0, end=len(HOSTILE)))
    table = tables.mentions([ReadMention(stored=replace(STORED, mention=mention), reading=reading, issue=None)])
    foreign = {column.name for column in table.columns if column.third_party}
    assert export(table, Format.CSV, tmp_path / "a.csv").defused == len(foreign) == 6
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {name for name, cell in row.items() if cell == f"'{HOSTILE}"} == foreign


@every_table
def test_column_names_are_plain_words_and_unique(name: str) -> None:
    names = [column.name for column in EVERY_TABLE[name]().columns]
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", name) for name in names)
    assert len(set(names)) == len(names)


@every_table
def test_the_documentation_explains_every_column_in_order(name: str) -> None:
    page = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {name.capitalize()}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    documented = re.findall(r"^\| `(\w+)` \| (\w+)(, strangers' words)? \| \S.*\|$", section, re.MULTILINE)
    columns = [(column.name, str(column.type), column.third_party) for column in EVERY_TABLE[name]().columns]
    assert [(column, type, bool(foreign)) for column, type, foreign in documented] == columns
