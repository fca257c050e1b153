"""Excel workbooks: each row becomes a mention or says why not, and no workbook breaks or floods the reader."""

import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from collectors.contract import Setup
from collectors.files import build, plan
from collectors.testing import Subject, run
from storage.errors import BadPayload, CollectError, SettingsError
from storage.models import Mention, Reject, SourceName

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
HEADER = ("id", "text", "published_at")
MAY = datetime(2025, 5, 1, 9, 30)  # noqa: DTZ001 - a workbook's times have no zone

Rows = list[tuple[object, ...]]


def setup(path: Path, **options: str) -> Setup:
    return Setup(source=SourceName("files:book"), brands=(), options={"path": str(path), **options})


def write(folder: Path, rows: Rows, name: str = "book.xlsx", header: tuple[object, ...] = HEADER) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Reviews")
    for row in [header, *rows]:
        sheet.append(row)
    book.save(folder / name)
    return folder / name


def read(path: Path, **options: str) -> tuple[list[Mention], list[Reject]]:
    found = run(Subject(factory=build, setup=setup(path, **options), now=NOW))
    assert found.error is None
    rejects = [reject for batch in found.batches for reject in batch.rejects]
    return [item.mention for item in found.items], rejects


def error_of(path: Path, **options: str) -> str:
    with pytest.raises((SettingsError, CollectError)) as caught:
        list(build(setup(path, **options)).collect(None, NOW))
    return str(caught.value)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a workbook anew with some of its parts changed."""
    held = parts(path)
    change(held)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSE = b"</sheetData></worksheet>"


NOISE = b"<!-- %s -->" % random.Random(7).randbytes(60_000).hex().encode()
"""What makes a part that repeats itself pass for honestly packed."""


def cells(*texts: str) -> bytes:
    return b"".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>'.encode() for text in texts)


def with_sheet(folder: Path, rows: bytes) -> Path:
    """Write a workbook whose rows are this XML, under the usual header."""
    head = b"<row>" + cells(*HEADER) + b"</row>"
    return rewritten(write(folder, []), lambda held: held.update({SHEET: OPEN + head + rows + CLOSE}))


def test_a_workbook_that_was_added_to_is_read_anew(tmp_path: Path) -> None:
    path = write(tmp_path, [("1", "one", MAY)])
    [first] = build(setup(path)).collect(None, NOW)
    assert list(build(setup(path)).collect(first.cursor, NOW)) == []
    write(tmp_path, [("1", "one", MAY), ("2", "two", MAY)])
    again = run(Subject(factory=build, setup=setup(path), now=NOW), first.cursor)
    assert [item.mention.external_id for item in again.items] == ["1", "2"]


# --- what cells say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strings", [True, False], ids=["shared", "inline"])
def test_workbooks_of_another_writer_are_read(tmp_path: Path, strings: bool) -> None:
    book = xlsxwriter.Workbook(tmp_path / "b.xlsx", {"constant_memory": not strings})
    sheet = book.add_worksheet("Reviews")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ("7", " Größe “XL” 🔥 ", ""))
    sheet.write_datetime(1, 2, MAY, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    book.close()
    [mention], _ = read(tmp_path / "b.xlsx")
    assert (mention.text, mention.published_at) == ("Größe “XL” 🔥", MAY.replace(tzinfo=UTC))


def test_rich_text_is_one_text_and_how_it_is_spoken_is_left_out(tmp_path: Path) -> None:
    rich = "<si><r><t>It </t></r><r><rPr><b/></rPr><t>broke</t></r><rPh><t>spoken</t></rPh></si>"
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rich}</sst>'
    relation = b'<Relationship Id="r9" Target="/xl/sharedStrings.xml" Type="http://x/sharedStrings"/></Relationships>'

    def change(held: dict[str, bytes]) -> None:
        row = b'<row><c><v>1</v></c><c t="s"><v>0</v></c>' + cells("2025-05-01") + b"</row>"
        held[SHEET] = OPEN + b"<row>" + cells(*HEADER) + b"</row>" + row + CLOSE
        held["xl/sharedStrings.xml"] = strings.encode()
        name = "xl/_rels/workbook.xml.rels"
        without = held[name].replace(b"sharedStrings", b"gone")
        held[name] = without.replace(b"</Relationships>", relation)

    [mention], _ = read(rewritten(write(tmp_path, []), change))
    assert mention.text == "It broke"


def test_dates_are_days_or_moments_as_they_are_shown_and_lie_in_the_zone_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, [("1", "a", date(2025, 5, 1)), ("2", "b", MAY), ("3", "c", "2025-05-01 06:00")])
    mentions, _ = read(path, timezone="Asia/Jakarta")
    assert [(mention.published_at, mention.exact_time) for mention in mentions] == [
        (datetime(2025, 4, 30, 17, tzinfo=UTC), False),
        (datetime(2025, 5, 1, 2, 30, tzinfo=UTC), True),
        (datetime(2025, 4, 30, 23, tzinfo=UTC), True),
    ]


def test_the_calendar_of_1904_is_obeyed(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in (HEADER, ("1", "a", MAY)):
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    assert b"date1904" in parts(tmp_path / "b.xlsx")["xl/workbook.xml"]
    [mention], _ = read(tmp_path / "b.xlsx")
    assert mention.published_at == MAY.replace(tzinfo=UTC)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.datetimes(MAY.replace(year=1990), MAY.replace(year=2025)), min_size=1, max_size=50))
def test_a_date_comes_back_as_the_second_it_was(tmp_path: Path, moments: list[datetime]) -> None:
    whole = [at.replace(microsecond=0) for at in moments]
    mentions, _ = read(write(tmp_path, [(str(n), "said", at) for n, at in enumerate(whole)]))
    assert [mention.published_at for mention in mentions] == [at.replace(tzinfo=UTC) for at in whole]


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("yyyy-mm-dd", "2025-05-01"),
        ('[$-409]d" of "mmmm;@', "2025-05-01"),
        ("hh:mm", "2025-05-01T00:00:00"),
        ("#,##0.00 [$€-407]", "45778"),
        ('0 "days"', "45778"),
        ("General", "45778"),
        ("0.00E+00", "45778"),
    ],
)
def test_a_number_is_a_date_where_it_is_shown_as_one(tmp_path: Path, code: str, written: str) -> None:
    book = Workbook()
    book.active.append(("published_at", "text"))
    book.active.append(("2025-05-01", 45778))
    book.active["B2"].number_format = code
    book.save(tmp_path / "b.xlsx")
    assert read(tmp_path / "b.xlsx")[0][0].text == written


def test_dates_as_east_asia_shows_them_are_dates(tmp_path: Path) -> None:
    def show(held: dict[str, bytes]) -> None:
        held["xl/styles.xml"] = held["xl/styles.xml"].replace(b'<xf numFmtId="164"', b'<xf numFmtId="57"')

    path = rewritten(write(tmp_path, [("1", "one", date(2025, 5, 1))]), show)
    assert b'<xf numFmtId="57"' in parts(path)["xl/styles.xml"]
    assert [mention.published_at for mention in read(path)[0]] == [datetime(2025, 5, 1, tzinfo=UTC)]


def test_ids_keep_their_digits_and_those_that_lost_some_are_no_ids(tmp_path: Path) -> None:
    row = b"<row><c><v>%s</v></c>" + cells("same", "2025-05-01") + b"</row>"
    exact = [b"1234567890123456789", b"1234567890123456788", b"17", b"18.0"]
    rounded = [b"1.2345678901234567E+18"]
    mentions, _ = read(with_sheet(tmp_path, b"".join(row % number for number in (*exact, *rounded))))
    assert [m.external_id for m in mentions][:4] == ["1234567890123456789", "1234567890123456788", "17", "18"]
    assert mentions[4].external_id.startswith("h:")


def test_numbers_stored_as_text_and_booleans_are_read_like_any_cell(tmp_path: Path) -> None:
    header = ("text", "date", "rating", "inbound")
    path = write(tmp_path, [("a", "2025-05-01", "4", True), ("b", "2025-05-01", 4.0, False)], header=header)
    mentions, _ = read(path)
    assert [(m.rating.value if m.rating else None, m.role.value) for m in mentions] == [
        (4, "customer"),
        (4, "brand"),
    ]


def test_cells_that_say_nothing_say_why(tmp_path: Path) -> None:
    rows = [
        b'<row r="7"><c><v>1</v></c><c t="e"><v>#NAME?</v></c>' + cells("2025-05-01") + b"</row>",
        b'<row r="8"><c><v>2</v></c><c><f>A1&amp;B1</f></c>' + cells("2025-05-01") + b"</row>",
        b'<row r="9"><c><v>3</v></c><c t="s"><v>99</v></c>' + cells("2025-05-01") + b"</row>",
        b'<row r="10"><c><v>4</v></c>' + cells("late") + b"<c><v>soon</v></c></row>",
        b'<row r="11"><c t="e"><v>#REF!</v></c>' + cells("fine", "2025-05-01") + b"</row>",
        b'<row r="12"><c><v>6</v></c><c t="str"><f>1</f><v>saved</v></c>' + cells("2025-05-01") + b"</row>",
    ]
    mentions, rejects = read(with_sheet(tmp_path, b"".join(rows)))
    assert [mention.text for mention in mentions] == ["fine", "saved"]
    assert [(reject.place, reject.reason) for reject in rejects] == [
        ("row 7", "no text; text: the cell holds the error #NAME?"),
        (
            "row 8",
            "no text; text: the result of its formula was never saved; open the file in a spreadsheet program and"
            " save it",
        ),
        ("row 9", "no text; text: the cell is damaged; it holds '99'"),
        ("row 10", "no published_at; published_at: the cell is damaged; it holds 'soon'"),
    ]


def test_what_xml_cannot_hold_is_read_and_cleaned(tmp_path: Path) -> None:
    row = b"<row>" + cells("1", "two_x000D_\nlines _x0000_ _xD83D_", "2025-05-01") + b"</row>"
    [mention], _ = read(with_sheet(tmp_path, row))
    assert mention.text == "two\nlines  \ufffd"


def test_a_merged_cell_speaks_for_its_first_row_only(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADER, ("1", "one", "2025-05-01"), ("2", None, "2025-05-01")):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "b.xlsx")
    mentions, rejects = read(tmp_path / "b.xlsx")
    assert ([m.text for m in mentions], [r.reason for r in rejects]) == (["one"], ["no text"])


# --- sheets and headers ----------------------------------------------------------------------------------------------


def several(folder: Path) -> Path:
    book = Workbook()
    book.active.title = "Empty"
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    hidden.append(("text", "published_at"))
    for name in ("May", "June"):
        sheet = book.create_sheet(name)
        sheet.append(("text", "published_at"))
        sheet.append((f"said in {name}", "2025-05-01"))
    book.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    layout = plan(setup(several(tmp_path))).layout
    assert (layout.sheet, layout.others) == ("May", ("Empty", "Lists", "June"))
    assert read(several(tmp_path))[0][0].text == "said in May"
    assert read(several(tmp_path), sheet="June")[0][0].text == "said in June"


def test_a_sheet_that_is_not_there_or_empty_is_refused_with_those_there_are(tmp_path: Path) -> None:
    path = several(tmp_path)
    assert "no sheet 'Mai'" in error_of(path, sheet="Mai")
    assert "'Empty', 'Lists', 'May', 'June'" in error_of(path, sheet="Mai")
    assert "no rows on its sheet 'Empty'" in error_of(path, sheet="Empty")


def test_a_workbook_without_rows_is_refused_and_one_with_a_header_only_is_empty(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "none.xlsx")
    assert "has no sheet with rows; the sheets are 'Sheet'" in error_of(tmp_path / "none.xlsx")
    assert read(write(tmp_path, [])) == ([], [])


def test_a_title_above_the_header_is_no_header(tmp_path: Path) -> None:
    rows: Rows = [(None, None, None), HEADER, ("1", "one", "2025-05-01")]
    path = write(tmp_path, rows, header=("Reviews of May",))
    assert plan(setup(path)).layout.columns == HEADER
    assert [mention.external_id for mention in read(path)[0]] == ["1"]


def test_a_workbook_that_begins_with_data_is_told_apart_from_one_without_the_columns(tmp_path: Path) -> None:
    headless = write(tmp_path, [("2", "b", "2025-05-01")], header=("1", "It broke", "2025-05-01"))
    assert "begins with a row of data" in error_of(headless)
    assert "text=COLUMN; the columns are id, date" in error_of(write(tmp_path, [], header=("id", "date")))


# --- what is no workbook, and what should not be one -----------------------------------------------------------------


def zipped(folder: Path, **content: bytes) -> Path:
    with zipfile.ZipFile(folder / "z.xlsx", "w") as archive:
        for name, each in content.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), each)
    return folder / "z.xlsx"


def test_other_spreadsheets_and_archives_are_named_with_the_way_out(tmp_path: Path) -> None:
    assert ".xlsb" in error_of(zipped(tmp_path, xl__workbook_dot_bin=b"", xl__theme_dot_xml=b""))
    assert "OpenDocument" in error_of(zipped(tmp_path, mimetype=b"", content_dot_xml=b""))
    assert "ZIP archive without a workbook" in error_of(zipped(tmp_path, notes=b""))
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000))
    assert "with a password: save it as .xlsx" in error_of(tmp_path / "old.xls")


def test_the_form_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    assert read(write(tmp_path, [("1", "a", "2025-05-01")], "reviews.csv"))[0][0].text == "a"
    (tmp_path / "table.xlsx").write_text("id,text,date\n1,b,2025-05-01\n", encoding="utf-8")
    assert read(tmp_path / "table.xlsx")[0][0].text == "b"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_says_so(tmp_path: Path, share: float) -> None:
    path = write(tmp_path, [(str(n), f"text {n}", MAY) for n in range(500)])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "damaged or cut short" in error_of(path)


def test_rows_before_damaged_xml_stand(tmp_path: Path) -> None:
    rows = b"".join(b"<row>" + cells(str(n), "fine", "2025-05-01") + b"</row>" for n in range(700))
    path = with_sheet(tmp_path, rows + b"<row><c></row>")
    found = run(Subject(factory=build, setup=setup(path), now=NOW))
    assert isinstance(found.error, BadPayload)
    assert len(found.items) == 700


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    row = "<row><c><v>&l9;</v></c></row>"
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet><sheetData>{row}</sheetData></worksheet>'
    for name in (SHEET, "xl/workbook.xml", "xl/styles.xml"):
        path = rewritten(write(tmp_path, []), lambda held, name=name: held.update({name: bomb.encode()}))  # type: ignore[misc]
        assert "is a damaged Excel workbook: EntitiesForbidden" in error_of(path)


def test_a_part_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path: Path) -> None:
    path = rewritten(write(tmp_path, []), lambda held: held.update({SHEET: OPEN + b" " * (1 << 25) + CLOSE}))
    assert path.stat().st_size < 200_000
    assert "times its size; at most 300" in error_of(path)


def test_a_part_too_large_to_be_held_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    large = NOISE + b" " * (1 << 24)
    path = rewritten(write(tmp_path, []), lambda held: held.update({"xl/styles.xml": large}))
    assert f"xl/styles.xml unpacks to {len(large):,} bytes; at most 16,777,216" in error_of(path)


@pytest.mark.parametrize(("begin", "again"), [(b"<row>", b"<c/>"), (b"<row a='", b"x"), (b"<!--", b"x")])
def test_one_endless_row_or_tag_is_refused(tmp_path: Path, begin: bytes, again: bytes) -> None:
    endless = NOISE + begin + again * ((1 << 23) // len(again))
    path = rewritten(write(tmp_path, []), lambda held: held.update({SHEET: OPEN + endless}))
    assert "a row, text or tag of xl/worksheets/sheet1.xml has" in error_of(path)


def test_a_row_with_the_highest_number_and_a_cell_in_the_last_column_is_one_row(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    _, [reject] = read(with_sheet(tmp_path, far))
    assert (reject.place, reject.reason) == ("row 1048576", "no text")


def test_workbooks_in_the_strict_form_are_named_with_the_way_out(tmp_path: Path) -> None:
    office, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"

    def change(held: dict[str, bytes]) -> None:
        for name in held.keys() - {"[Content_Types].xml"}:
            main = held[name].replace(office + b"spreadsheetml/2006/main", strict + b"spreadsheetml/main")
            held[name] = main.replace(
                office + b"officeDocument/2006/relationships", strict + b"officeDocument/relationships"
            )

    assert "Strict Open XML does; save it as plain .xlsx" in error_of(rewritten(write(tmp_path, []), change))


def test_a_workbook_is_not_refused_for_its_colours(tmp_path: Path) -> None:
    def paint(held: dict[str, bytes]) -> None:
        held["xl/styles.xml"] = re.sub(rb"(<fills[^>]*>)", rb'\1<fill colour="bright"/>', held["xl/styles.xml"])

    path = rewritten(write(tmp_path, [("1", "one", MAY)]), paint)
    assert b"bright" in parts(path)["xl/styles.xml"]
    assert [mention.published_at for mention in read(path)[0]] == [MAY.replace(tzinfo=UTC)]


def test_endless_empty_rows_and_cells_take_no_memory_and_are_no_rows(tmp_path: Path) -> None:
    empty = b'<row r="5" s="1" ht="30"><c r="A5" s="1"/><c r="XFD5" s="1"/></row>' * 10_000
    last = b'<row r="99999999999999999999">' + cells("1", "fine", "2025-05-01") + b"</row>"
    path = with_sheet(tmp_path, empty + last)
    tracemalloc.start()
    mentions, rejects = read(path)
    assert tracemalloc.get_traced_memory()[1] < 1 << 23
    tracemalloc.stop()
    assert ([mention.text for mention in mentions], rejects) == (["fine"], [])


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    rows = b"".join(b'<row ht="15">' + cells(str(n), "word " * 100, "2025-05-01") + b"</row>" for n in range(6_000))
    path = with_sheet(tmp_path, rows)
    tracemalloc.start()
    assert sum(len(batch.items) for batch in build(setup(path)).collect(None, NOW)) == 6_000
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_a_hundred_thousand_columns_are_read(tmp_path: Path) -> None:
    wide = cells(*HEADER) + cells("x") * 100_000
    body = cells("1", "one", "2025-05-01", "beside")
    sheet = OPEN + b"<row>" + wide + b"</row><row>" + body + b"</row>" + CLOSE
    path = rewritten(write(tmp_path, []), lambda held: held.update({SHEET: sheet}))
    [mention], _ = read(path)
    assert mention.text == "one"


SHARE = st.floats(0, 1)
CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.datetimes(MAY.replace(year=1950), MAY.replace(year=2100)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS), max_size=12))
def test_every_row_that_another_reader_sees_is_read(tmp_path: Path, pairs: list[tuple[object, object]]) -> None:
    path = write(tmp_path, [(f"n{n}", a, b) for n, (a, b) in enumerate(pairs)])
    book = load_workbook(path, read_only=True, data_only=True)
    seen = [row[0] for row in book["Reviews"].iter_rows(min_row=2, values_only=True) if any(c is not None for c in row)]
    book.close()
    mentions, rejects = read(path)
    assert len(mentions) + len(rejects) == len(seen)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(SHARE, st.integers(0, 255)), min_size=1, max_size=6))
def test_no_damage_breaks_out_of_the_contract(tmp_path: Path, damage: list[tuple[float, int]]) -> None:
    content = bytearray(write(tmp_path, [("1", "one", MAY), ("2", "two", MAY)]).read_bytes())
    for share, byte in damage:
        content[4 + int(share * (len(content) - 5))] = byte
    (tmp_path / "damaged.xlsx").write_bytes(content)
    run(Subject(factory=build, setup=setup(tmp_path / "damaged.xlsx"), now=NOW))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]),
    share=SHARE,
    cut=st.integers(0, 8),
    put=st.binary(max_size=8) | st.just(b'"'),
)
def test_no_damage_inside_a_part_breaks_out_of_the_contract(
    tmp_path: Path, name: str, share: float, cut: int, put: bytes
) -> None:
    path = write(tmp_path, [("1", "one", MAY), ("2", "two", MAY)])
    part = bytearray(parts(path)[name])
    start = int(share * (len(part) - 1))
    part[start : start + cut] = put
    run(Subject(factory=build, setup=setup(rewritten(path, lambda held: held.update({name: bytes(part)}))), now=NOW))
