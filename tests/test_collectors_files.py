"""Files of mentions: whatever a table holds, each row becomes a mention or says why not, and a kill loses nothing."""

import csv
import gzip
import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.places import files as places
from collectors.contract import Setup
from collectors.files import Field, brand_names, build, plan
from collectors.files.collector import MOST_BRANDS
from collectors.files.lines import LINE_LIMIT, RECORD_LIMIT
from collectors.files.mapping import resolve, wishes
from collectors.files.ratings import read_rating
from collectors.files.times import DateOrder, read_time
from collectors.testing import CHECKS, Check, Fault, FaultKind, Subject, a_kill_after_any_batch_loses_nothing, run
from storage.errors import BadPayload, CollectError, SettingsError, SourceUnavailable
from storage.models import BrandId, Coverage, Kind, Mention, Rating, Reject, Role, SourceName
from storage.text import clean

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SOURCE = SourceName("files:reviews")
HEADER = "id,text,published_at"
MAP = "id=id,text=text,published_at=published_at"


def setup(path: Path, **options: str) -> Setup:
    return Setup(source=SOURCE, brands=(), options={"path": str(path), **options})


def write(folder: Path, content: str | bytes, name: str = "mentions.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, **options: str) -> tuple[list[Mention], list[Reject]]:
    found = run(Subject(factory=build, setup=setup(path, **options), now=NOW))
    assert found.error is None
    rejects = [reject for batch in found.batches for reject in batch.rejects]
    return [item.mention for item in found.items], rejects


def texts(path: Path, **options: str) -> list[str]:
    return [mention.text for mention in read(path, **options)[0]]


def as_csv(rows: list[list[str]], **dialect: str) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def error_of(path: Path, **options: str) -> str:
    with pytest.raises((SettingsError, CollectError)) as caught:
        plan(setup(path, **options))
    return str(caught.value)


# --- the contract ----------------------------------------------------------------------------------------------------


def jsonl_subject(folder: Path) -> Subject:
    lines = [
        json.dumps({"at": 1_740_000_000 + n, "body": f"no. {n} \ud83d", "user": {"id": n % 7}}) for n in range(1_100)
    ]
    lines[3:3] = ["{broken", "[1, 2]", "", "[" * 5_000]
    earlier = setup(write(folder, "\n".join(lines[:700]), "earlier.jsonl"))
    return Subject(
        factory=build,
        setup=setup(write(folder, "\n".join(lines), "a.jsonl")),
        now=NOW,
        rejected=3,
        earlier=earlier,
        faults=places.answers(
            Fault(kind=FaultKind.REFUSED, setup=setup(folder / "none.jsonl"), raises=SourceUnavailable)
        ),
        edited=places.EDITED,
        deleted=places.DELETED,
        requests=places.REQUESTS,
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_json_lines_keep_the_contract_of_collectors(check: Check, tmp_path: Path) -> None:
    check(jsonl_subject(tmp_path))


HOSTILE_CELLS = st.text(st.characters(), max_size=30) | st.sampled_from(
    ['"', "\0", "a\r\nb", ",,,", "\u2028", "'", "\ud800"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(HOSTILE_CELLS, HOSTILE_CELLS), max_size=15),
    copies=st.sampled_from([1, 70, 100]),
    delimiter=st.sampled_from(",;\t|"),
)
def test_any_table_survives_a_kill_at_any_point(
    tmp_path: Path, rows: list[tuple[str, str]], copies: int, delimiter: str
) -> None:
    body = [[f"{n}", text, "2025-05-01", other] for n, (text, other) in enumerate(rows * copies)]
    table = as_csv([["id", "text", "published_at", "author"], *body], delimiter=delimiter)
    path = write(tmp_path, table.encode("utf-8", "surrogatepass"))
    subject = Subject(factory=build, setup=setup(path, map=MAP + ",author=author", encoding="utf-8"), now=NOW)
    whole = run(subject)
    assert sum(len(batch.items) + len(batch.rejects) for batch in whole.batches) == len(body)
    assert {item.mention.external_id for item in whole.items} == {row[0] for row in body if clean(row[1]).strip()}
    a_kill_after_any_batch_loses_nothing(subject)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400), header=st.booleans(), name=st.sampled_from(["a.csv", "a.jsonl"]))
def test_no_content_breaks_out_of_the_contract(tmp_path: Path, content: bytes, header: bool, name: str) -> None:
    path = write(tmp_path, HEADER.encode() + b"\n" + content if header else content, name)
    run(Subject(factory=build, setup=setup(path), now=NOW))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    body = "".join(f"{n},{'long words ' * 30}{n},2025-05-01T00:00:00Z\n" for n in range(12_000))
    path = write(tmp_path, gzip.compress(f"{HEADER}\n{body}".encode(), 1), "big.csv.gz")
    tracemalloc.start()
    rows = sum(len(batch.items) for batch in build(setup(path)).collect(None, NOW))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == 12_000
    assert peak < len(body) / 2


# --- going on --------------------------------------------------------------------------------------------------------


def test_rows_added_to_a_file_are_read_at_the_next_run(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n1,one,2025-05-01\n")
    last = list(build(setup(path)).collect(None, NOW))[-1].cursor
    with path.open("a") as file:
        file.write("2,two,2025-05-02\n")
    again = run(Subject(factory=build, setup=setup(path), now=NOW), last)
    assert "2" in {item.mention.external_id for item in again.items}


def test_rows_refused_for_an_option_are_read_when_it_is_given(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n1,one,03/04/2025\n")
    first = list(build(setup(path)).collect(None, NOW))
    assert "dates=dmy" in first[-1].rejects[0].reason
    again = list(build(setup(path, dates="dmy")).collect(first[-1].cursor, NOW))
    assert [item.mention.published_at for batch in again for item in batch.items] == [datetime(2025, 4, 3, tzinfo=UTC)]


# --- forms of files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str, stated: str) -> None:
    path = write(tmp_path, f"{HEADER}\n1,“Größe” café,2025-05-01\n".encode(encoding))
    layout = plan(setup(path)).layout
    assert (layout.encoding, layout.guessed) == (stated, encoding == "cp1252")
    assert texts(path) == ["“Größe” café"]


def test_bytes_that_strayed_into_utf_8_are_read_as_windows_1252(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n1,schön 🔥 é,2025-05-01\n2,".encode() + b"caf\xe9,2025-05-01\n")
    assert texts(path) == ["schön 🔥 é", "café"]


def test_a_character_cut_by_the_end_of_the_sample_is_no_reason_to_doubt_utf_8(tmp_path: Path) -> None:
    head = f"{HEADER}\n1,"
    path = write(tmp_path, head + "x" * (65_534 - len(head)) + "🔥,2025-05-01\n")
    assert plan(setup(path)).layout.encoding == "utf-8-sig"


def test_a_named_encoding_is_taken_at_its_word(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n1,Привет,2025-05-01\n".encode("cp1251"))
    assert texts(path, encoding="windows-1251") == ["Привет"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = [HEADER.split(","), ["1", "well, so; it | is\tso", "2025-05-01"], ["2", "a, b, c", "2025-05-01"]]
    path = write(tmp_path, as_csv(rows, delimiter=delimiter))
    assert texts(path)[1] == "a, b, c"
    assert plan(setup(path)).layout.delimiter == delimiter


def test_gzip_is_recognised_by_its_bytes(tmp_path: Path) -> None:
    assert texts(write(tmp_path, gzip.compress(f"{HEADER}\n1,hi,2025-05-01\n".encode()), "plain.csv")) == ["hi"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path: Path, end: str) -> None:
    path = write(tmp_path, end.join([HEADER, '1,"two', 'lines",2025-05-01', "", "2,b,2025-05-01"]))
    mentions, rejects = read(path)
    assert [mention.external_id for mention in mentions] == ["1", "2"]
    assert not rejects
    assert mentions[0].text.split() == ["two", "lines"]


def test_rows_with_too_few_or_too_many_cells_do_not_refuse_the_others(tmp_path: Path) -> None:
    body = "1,short\n2,a,2025-05-01,\n3,well, not quoted,2025-05-01\n4,fine,2025-05-01\n,,\n\n"
    mentions, rejects = read(write(tmp_path, f"{HEADER}\n{body}"))
    assert [mention.external_id for mention in mentions] == ["2", "4"]
    assert [(reject.place, reject.reason) for reject in rejects] == [
        ("line 2", "no published_at"),
        ("line 4", "the row has 4 cells, the header 3"),
    ]
    assert rejects[1].raw.strip() == "3,well, not quoted,2025-05-01"


def test_a_quote_that_is_never_closed_swallows_no_other_row(tmp_path: Path) -> None:
    body = (
        '1,"open,2025-05-01\n' + "".join(f"{n},fine {n},2025-05-01\n" for n in range(2, 900)) + '900,"q",2025-05-01\n'
    )
    mentions, rejects = read(write(tmp_path, f"{HEADER}\n{body}"))
    assert len(mentions) == 899
    assert [reject.reason for reject in rejects] == ["a quote in the row is never closed"]


def test_quotes_inside_a_quoted_cell_that_were_not_doubled_are_read_as_they_stand(tmp_path: Path) -> None:
    assert texts(write(tmp_path, f'{HEADER}\n1,"the "best" one",2025-05-01\n')) == ['the best" one"']


def test_a_very_long_cell_is_a_mention_and_the_limit_of_csv_is_left_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    assert len(texts(write(tmp_path, f"{HEADER}\n1,{'word ' * 100_000},2025-05-01\n"))[0]) > 1_000
    assert csv.field_size_limit() == before


def test_a_very_long_cell_with_quotes_that_were_not_doubled_is_a_mention(tmp_path: Path) -> None:
    mentions, _ = read(write(tmp_path, f'{HEADER}\n1,"a "b" {"word " * 50_000}",2025-05-01\n'))
    assert [mention.external_id for mention in mentions] == ["1"]


@pytest.mark.parametrize("quote", ["", '"'])
def test_an_endless_row_is_rejected_alone(tmp_path: Path, quote: str) -> None:
    endless = f"1,{quote}{'x' * (2 * RECORD_LIMIT)}{quote},2025-05-01"
    mentions, rejects = read(write(tmp_path, f"{HEADER}\n{endless}\n2,fine,2025-05-01\n"))
    assert [mention.text for mention in mentions] == ["fine"]
    assert [reject.reason for reject in rejects] == ["the row is longer than 4,194,304 characters or 2,000 lines"]


def test_a_record_of_too_many_lines_ends_where_its_quote_was_left_open(tmp_path: Path) -> None:
    body = '1,"open\n' + "more\n" * LINE_LIMIT + "2,fine,2025-05-01\n"
    mentions, rejects = read(write(tmp_path, f"{HEADER}\n{body}"))
    assert [mention.text for mention in mentions] == ["fine"]
    assert rejects[0].reason == f"the row is longer than {RECORD_LIMIT:,} characters or {LINE_LIMIT:,} lines"


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_json_of_any_depth_refuses_no_other_line(tmp_path: Path, start: str, end: str) -> None:
    deep = [f'{{"id":"{n}","text":{start * n}1{end * n},"published_at":"2025-05-01"}}' for n in range(700, 1100)]
    fine = [f'{{"id":"{place}","text":"{place}","published_at":"2025-05-01"}}' for place in ("first", "last")]
    mentions, rejects = read(write(tmp_path, "\n".join((fine[0], *deep, fine[1])), "deep.jsonl"), map=MAP)
    assert {"first", "last"} <= {mention.text for mention in mentions}
    assert any("the line is no JSON" in reject.reason for reject in rejects)


def test_a_header_of_one_name_over_and_over_still_names_each_column(tmp_path: Path) -> None:
    columns = plan(setup(write(tmp_path, HEADER + ",x" * 20_000 + "\n"))).layout.columns
    assert len(set(columns)) == len(columns) == 20_003
    assert columns[-1] == "x (20000)"


def test_a_column_that_is_named_with_several_lines_is_told_on_one(tmp_path: Path) -> None:
    message = error_of(write(tmp_path, '{"a\\n2026-01-01 ERROR forged": "x"}\n', "columns.jsonl"))
    assert "a 2026-01-01 ERROR forged" in message
    assert "\n" not in message


def test_nul_bytes_are_survived(tmp_path: Path) -> None:
    mentions, rejects = read(write(tmp_path, f"{HEADER}\n1,a\0b,2025-05-01\n2,\0,2025-05-01\n"))
    assert [mention.external_id for mention in mentions] == ["1"]
    assert [reject.reason for reject in rejects] == ["no text"]


def test_objects_inside_json_lines_are_columns_and_long_ids_keep_their_digits(tmp_path: Path) -> None:
    line = (
        '{"id": 5675880278752138241234, "full_text": "hi", "created_at": 1740000000.5, "user": {"id": 7}, "tags": []}'
    )
    [mention], _ = read(write(tmp_path, f"\ufeff{line}\n", "a.ndjson"))
    assert (mention.external_id, mention.author_key) == ("5675880278752138241234", "7")
    assert mention.published_at == datetime(2025, 2, 19, 21, 20, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; expected a header such as id,text,published_at"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"1,It broke,2025-05-01\n2,Again,2025-05-02\n", "begins with a row of data where a header should"),
        (b"PK\x03\x04rest", "is an Excel workbook"),
        (b'[{"text": "a"}]', "is one JSON array"),
        (b'{\n"text":\n"a"}', "is a JSON object; CSV, TSV and JSONL"),
        (b",,\n,,\n", "no header that can be read"),
    ],
)
def test_what_is_no_table_is_refused_with_what_would_be_one(tmp_path: Path, content: bytes, said: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(BadPayload, match=r"mentions\.csv") as caught:
        list(build(setup(path)).collect(None, NOW))
    assert said in str(caught.value)


def test_a_header_without_rows_brings_an_empty_batch_that_is_the_last(tmp_path: Path) -> None:
    collector = build(setup(write(tmp_path, f"{HEADER}\n")))
    [batch] = collector.collect(None, NOW)
    assert batch.items == ()
    assert list(collector.collect(batch.cursor, NOW)) == []


# --- mapping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            "reviewId,userName,content,score,thumbsUpCount,at,replyContent,repliedAt,appVersion",
            "text=content,published_at=at,id=reviewId,author=userName,rating=score,engagement=thumbsUpCount",
        ),
        (
            "Reviewer Language,Review Submit Date and Time,Star Rating,Review Title,Review Text,Review Link",
            "text=Review Text,published_at=Review Submit Date and Time,rating=Star Rating,title=Review Title,"
            "url=Review Link,language=Reviewer Language",
        ),
        (
            "userName,date,rating,title,review,isEdited",
            "text=review,published_at=date,author=userName,rating=rating,title=title",
        ),
        (
            "Review Id,Review Created (UTC),Review Consumer User Id,Review Title,Review Content,Review Stars",
            "text=Review Content,published_at=Review Created (UTC),id=Review Id,author=Review Consumer User Id,"
            "rating=Review Stars,title=Review Title",
        ),
        (
            "Id,Requester id,Subject,Description,Created at,Updated at,Status",
            "text=Description,published_at=Created at,id=Id,author=Requester id,title=Subject",
        ),
        (
            "Response ID,Submit Date (UTC),NPS,Comment",
            "text=Comment,published_at=Submit Date (UTC),id=Response ID,rating=NPS",
        ),
        (
            "id,author,body,created_utc,score,subreddit,permalink,parent_id,link_id",
            "text=body,published_at=created_utc,id=id,author=author,url=permalink,parent_id=parent_id,thread_id=link_id",
        ),
    ],
    ids=["play scraper", "play console", "app store", "trustpilot", "zendesk", "survey", "reddit"],
)
def test_the_columns_of_well_known_exports_are_guessed(columns: str, expected: str) -> None:
    mapping = resolve({}, columns.split(","))
    assert ",".join(f"{entry.field}={entry.column}" for entry in mapping.entries) == expected
    assert not any(entry.given for entry in mapping.entries)


def test_beside_a_given_mapping_only_text_id_and_time_are_guessed() -> None:
    mapping = resolve(wishes("brand=airline"), ["id", "airline", "text", "date", "rating", "author", "product"])
    assert [(entry.field, entry.column, entry.given) for entry in mapping.entries] == [
        (Field.TEXT, "text", False),
        (Field.PUBLISHED_AT, "date", False),
        (Field.ID, "id", False),
        (Field.BRAND, "airline", True),
    ]


def test_a_column_that_was_given_is_guessed_for_nothing_else() -> None:
    mapping = resolve(wishes("title=text"), ["text", "body", "date"])
    assert mapping.column(Field.TEXT) == "body"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brnd=airline", "'brnd=airline' is not FIELD=COLUMN; the fields are text, published_at, id, author"),
        ("brand=", "'brand=' is not FIELD=COLUMN"),
        ("brand=line", "no column 'line' for brand; the columns are id, text, published_at"),
        ("text=id,text=text", "text is mapped twice"),
        ("text=id\rid=id", "write FIELD=COLUMN"),
        ("text=" + "x" * 200_000, "write FIELD=COLUMN"),
    ],
)
def test_a_mapping_that_cannot_be_used_names_what_can(tmp_path: Path, text: str, said: str) -> None:
    assert said in error_of(write(tmp_path, f"{HEADER}\n"), map=text)


@pytest.mark.parametrize(("columns", "field"), [("id,text", "published_at"), ("id,date", "text")])
def test_a_file_without_a_needed_column_says_which_one_to_map(tmp_path: Path, columns: str, field: str) -> None:
    message = error_of(write(tmp_path, f"{columns}\n"))
    assert f"{field}=COLUMN" in message
    assert columns.replace(",", ", ") in message


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("pth", "x", "the options are path, map, brand"),
        ("kind", "tweet", "mention, review, ticket, survey"),
        ("dates", "ymd", "dmy, mdy"),
        ("scale", "five", "1-5"),
        ("scale", "0-" + "9" * 400, "1-5"),
        ("timezone", "Mars/Base", "Asia/Jakarta"),
        ("timezone", "../etc", "Asia/Jakarta"),
        ("encoding", "rot13", "utf-16"),
        ("encoding", "klingon", "utf-16"),
        ("brand", "!!", "holds no letter"),
        ("coverage", "always", "2025-09-01/2025-09-30"),
        ("coverage", "2025-02-01/2025-01-01", "ends before it begins"),
        ("path", "", "path=reviews.csv"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_with_what_can(option: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        build(Setup(source=SOURCE, brands=(), options={"path": "a.csv", option: value}))
    assert said in str(caught.value)


# --- rows ------------------------------------------------------------------------------------------------------------

MOMENT = datetime(2017, 10, 31, 21, 52, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2017-10-31T21:52:59Z",
        "2017-10-31 21:52:59",
        "2017-10-31T21:52:59.000+00:00",
        "2017-10-31 16:52:59-05:00",
        "2017-10-31 21:52:59 UTC",
        "2017/10/31 21:52:59",
        "1509486779",
        "1509486779000",
        "1509486779.0",
        "Tue Oct 31 21:52:59 +0000 2017",
        "Tue, 31 Oct 2017 21:52:59 +0000",
        "31 Oct 2017 17:52:59 EDT",
        "Tue, 31 Oct 2017 21:52:59 +0000 (UTC)",
        "10/31/2017 9:52:59 PM",
        "31.10.2017 21:52:59",
        "31/10/17, 21:52:59",
        "October 31, 2017 at 9:52:59 pm",
    ],
)
def test_times_are_read_in_every_usual_form(written: str) -> None:
    assert read_time(written) == (MOMENT, True)


@pytest.mark.parametrize(
    "written", ["2017-10-31", "20171031", "31/10/2017", "Oct 31, 2017", "31-Oct-2017", "2017/10/31"]
)
def test_a_date_is_its_beginning_and_not_exact(written: str) -> None:
    assert read_time(written) == (datetime(2017, 10, 31, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no published_at"),
        ("yesterday", "'yesterday' is no time"),
        ("2017-13-01", "is no time"),
        ("31 Foo 2017", "is no time"),
        ("2017-10-31 25:00", "is no time"),
        ("2017-10-31 10:00 XYZ", "is no time"),
        ("9" * 500, "is no time"),
        ("0001-01-01T00:00:00+14:00", "is no time"),
        ("03/04/2025", "can be two days; say dates=dmy or dates=mdy"),
        ("03.04.25 10:00", "can be two days"),
    ],
)
def test_what_is_no_time_or_two_is_refused_with_a_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".*") as caught:
        read_time(written)
    assert reason in str(caught.value)


def test_the_stated_order_settles_a_date_and_a_date_against_it_is_refused() -> None:
    assert read_time("03/04/2025", order=DateOrder.DMY)[0] == datetime(2025, 4, 3, tzinfo=UTC)
    assert read_time("03/04/2025", order=DateOrder.MDY)[0] == datetime(2025, 3, 4, tzinfo=UTC)
    with pytest.raises(ValueError, match="no date in the order dmy"):
        read_time("10/31/2017", order=DateOrder.DMY)


@settings(max_examples=600, deadline=None)
@given(
    st.text(max_size=70)
    | st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}( [0-9]{1,2}:[0-9]{2})?", fullmatch=True)
)
def test_any_text_is_a_time_in_utc_or_refused(written: str) -> None:
    try:
        at, _ = read_time(written)
    except ValueError:
        return
    assert at.utcoffset() == timedelta(0)


def test_times_without_a_zone_are_in_the_zone_of_the_file(tmp_path: Path) -> None:
    [mention], _ = read(write(tmp_path, f"{HEADER}\n1,a,2025-05-01 06:00\n"), timezone="Asia/Jakarta")
    assert mention.published_at == datetime(2025, 4, 30, 23, tzinfo=UTC)


def test_times_far_ahead_or_before_1990_are_rejected_and_a_clock_ahead_is_set_to_now(tmp_path: Path) -> None:
    body = "1,a,2025-06-03\n2,b,1989-12-31\n3,c,2025-06-01T15:00:00Z\n"
    [mention], rejects = read(write(tmp_path, f"{HEADER}\n{body}"))
    assert [reject.reason for reject in rejects] == [
        "published_at 2025-06-03 00:00 UTC is in the future",
        "published_at 1989-12-31 is before 1990",
    ]
    assert (mention.published_at, mention.exact_time) == (NOW, False)


@pytest.mark.parametrize(
    ("written", "rating"),
    [
        ("4", Rating(value=4)),
        ("4.5", Rating(value=4.5)),
        ("4/5", Rating(value=4)),
        ("4 out of 5", Rating(value=4)),
        ("4.0 out of 5 stars", Rating(value=4)),
        ("5 stars", Rating(value=5)),
        ("★★★★☆", Rating(value=4)),
        ("⭐️⭐️", Rating(value=2)),
        ("8/10", Rating(value=8, low=0, high=10)),
        ("", None),
        ("good", None),
        ("0", None),
        ("11", None),
        ("7/5", None),
        ("1/0", None),
        ("nan", None),
    ],
)
def test_ratings_are_read_onto_their_scale(written: str, rating: Rating | None) -> None:
    assert read_rating(written) == rating


def test_a_rating_that_cannot_be_read_is_dropped_and_one_without_words_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "text,date,rating\nfine,2025-05-01,n/a\n,2025-05-01,9\n,2025-05-01,\n")
    mentions, rejects = read(path, scale="0-10")
    assert [(mention.text, mention.rating) for mention in mentions] == [
        ("fine", None),
        ("", Rating(value=9, low=0, high=10)),
    ]
    assert [reject.reason for reject in rejects] == ["no text"]


def test_ratings_without_words_are_told_apart_by_their_other_cells(tmp_path: Path) -> None:
    path = write(tmp_path, "text,date,rating,region\n,2025-05-01,1,north\n,2025-05-01,1,south\n")
    first, second = read(path)[0]
    assert first.external_id != second.external_id


def test_the_kind_follows_the_option_then_the_column_of_ratings(tmp_path: Path) -> None:
    rated = write(tmp_path, "text,date,stars\na,2025-05-01,1\n", "rated.csv")
    plain = write(tmp_path, "text,date,kind\na,2025-05-01,\nb,2025-05-01,Survey\nc,2025-05-01,poem\n", "plain.csv")
    assert [mention.kind for mention in read(rated)[0]] == [Kind.REVIEW]
    mentions, [reject] = read(plain, kind="ticket")
    assert [mention.kind for mention in mentions] == [Kind.TICKET, Kind.SURVEY]
    assert reject.reason == "kind 'poem' is none of mention, review, ticket, survey"


def test_roles_are_read_from_words_and_from_inbound(tmp_path: Path) -> None:
    words = ["customer", "Agent", "true", "False", "press", "", "martian"]
    path = write(tmp_path, "text,date,role\n" + "".join(f"a{word},2025-05-01,{word}\n" for word in words))
    mentions, [reject] = read(path)
    assert [mention.role for mention in mentions] == [
        Role.CUSTOMER,
        Role.BRAND,
        Role.CUSTOMER,
        Role.BRAND,
        Role.PRESS,
        Role.CUSTOMER,
    ]
    assert reject.reason.startswith("role 'martian' is none of customer, brand, press, bot")


def test_every_mapped_field_reaches_the_mention(tmp_path: Path) -> None:
    columns = [field.value for field in Field]
    values = dict.fromkeys(columns, "") | {
        "text": "It burnt.",
        "title": "Torch",
        "published_at": "2025-05-01T10:00:00Z",
        "id": "7",
        "author": "ann",
        "author_name": "Ann\nSmith",
        "brand": "Toy Co",
        "product": "Torch X",
        "maker": "Works Ltd",
        "rating": "1",
        "kind": "review",
        "role": "customer",
        "url": "https://example.org/7",
        "parent_id": "6",
        "thread_id": "5",
        "place": "Leeds",
        "language": "en-GB",
        "reach": "1,200",
        "engagement": "3.0",
    }
    path = write(tmp_path, as_csv([columns, [values[column] for column in columns]]))
    [item] = run(Subject(factory=build, setup=setup(path), now=NOW)).items
    assert item.mention == Mention(
        source=SOURCE,
        external_id="7",
        text="Torch\nIt burnt.",
        published_at=datetime(2025, 5, 1, 10, tzinfo=UTC),
        kind=Kind.REVIEW,
        author_key="ann",
        author_name="Ann Smith",
        parent_id="6",
        thread_id="5",
        rating=Rating(value=1),
        product="Torch X",
        maker="Works Ltd",
        url="https://example.org/7",
        place="Leeds",
        language_hint="en",
        reach=1200,
        engagement=3,
    )
    assert [match.brand for match in item.matches] == ["toy-co"]


def test_what_is_no_link_no_language_and_no_count_is_left_out(tmp_path: Path) -> None:
    header = "text,date,url,language,reach,engagement,author"
    path = write(tmp_path, f"{header}\na,2025-05-01,javascript:alert(1),English please,many,{'9' * 30},A Google user\n")
    [mention], _ = read(path)
    assert (mention.url, mention.language_hint, mention.reach, mention.engagement) == (None, None, None, None)
    assert mention.author_key is None


def test_rows_without_an_id_are_known_again_by_their_content(tmp_path: Path) -> None:
    one = read(write(tmp_path, "text,date\na,2025-05-01\nb,2025-05-01\n", "one.csv"))[0]
    two = read(write(tmp_path, "date,text\n2025-05-01,b\n2025-05-02,b\n", "two.csv"))[0]
    assert one[1].external_id == two[0].external_id
    assert len({mention.external_id for mention in (*one, *two)}) == 3
    assert all(mention.external_id.startswith("h:") for mention in one)


def test_ids_that_a_spreadsheet_rounded_or_that_are_endless_still_tell_rows_apart(tmp_path: Path) -> None:
    body = "".join(f"{identity},text {n},2025-05-01\n" for n, identity in enumerate(["5.67588E+17"] * 2 + ["x" * 900]))
    mentions, _ = read(write(tmp_path, f"{HEADER}\n{body}"))
    assert len({mention.external_id for mention in mentions}) == 3
    assert max(len(mention.external_id) for mention in mentions) < 100


# --- brands and coverage ---------------------------------------------------------------------------------------------


def test_a_row_is_about_the_brand_of_its_column_or_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "text,date,brand\na,2025-05-01,US Airways\nb,2025-05-01,\n")

    def brands(**options: str) -> list[list[str]]:
        items = run(Subject(factory=build, setup=setup(path, **options), now=NOW)).items
        return [[match.brand for match in item.matches] for item in items]

    assert brands() == [["us-airways"], []]
    assert brands(brand="delta") == [["delta"], ["delta"]]
    assert brands(map="text=text") == [[], []]
    assert "map names a column of brands" in error_of(path, brand="delta", map="brand=brand")


def test_the_brands_a_file_names_are_listed_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, "text,date,brand\na,2025-05-01,US Airways\nb,,\nc,2025-05-01,us airways\nd,2025-05-01,Delta\n"
    )
    assert brand_names(plan(setup(path)).layout, plan(setup(path)).mapping) == ("US Airways", "Delta")
    assert brand_names(plan(setup(path)).layout, plan(setup(path, brand="delta")).mapping) == ()


def test_a_column_with_too_many_names_is_no_column_of_brands(tmp_path: Path) -> None:
    path = write(tmp_path, "text,date,brand\n" + "".join(f"a,2025-05-01,b{n}\n" for n in range(MOST_BRANDS + 1)))
    with pytest.raises(SettingsError, match="column 'brand' holds more than 10,000 names"):
        brand_names(plan(setup(path)).layout, plan(setup(path)).mapping)


def test_coverage_stands_in_the_last_batch_through_the_end_of_its_last_day(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "\n" + "".join(f"{n},a,2025-05-01\n" for n in range(1_001)))
    airways_only = "US Airways=2025-05-02T06:00+02:00/2025-05-03T00:00Z"
    declared = f"2025-05-01/2025-05-31; {airways_only};2025-05-31/2025-12-31;2026-01-01/2026-02-01"
    *others, last = build(setup(path, coverage=declared, brand="delta")).collect(None, NOW)
    delta, airways = BrandId("delta"), BrandId("us-airways")
    assert last.coverage == (
        Coverage(source=SOURCE, since=at(5, 1), until=at(6, 1), brand=delta),
        Coverage(source=SOURCE, since=at(5, 2, 4), until=at(5, 3), brand=airways),
        Coverage(source=SOURCE, since=at(5, 31), until=NOW, brand=delta),
    )
    assert [batch.coverage for batch in others] == [(), ()]


def test_a_file_covers_nothing_before_its_end_was_read(tmp_path: Path) -> None:
    whole = gzip.compress((HEADER + "\n" + "".join(f"{n},a{n * n},2025-05-01\n" for n in range(9_001))).encode())
    path = write(tmp_path, whole[: len(whole) * 3 // 4], "a.csv.gz")
    cut = run(Subject(factory=build, setup=setup(path, coverage="2025-05-01/2025-05-31"), now=NOW))
    assert isinstance(cut.error, BadPayload)
    assert len(cut.batches) > 1
    assert not any(batch.coverage for batch in cut.batches)
    first, second, *_ = build(setup(write(tmp_path, whole, "a.csv.gz"), coverage="2025-05-01/2025-05-31")).collect(
        None, NOW
    )
    resumed = run(Subject(factory=build, setup=setup(path, coverage="2025-05-01/2025-05-31"), now=NOW), second.cursor)
    assert [len(batch.coverage) for batch in (first, second, *resumed.batches)] == [0] * 18 + [1]


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)
