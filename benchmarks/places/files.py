"""Files as places: one hostile table in every form, the ways in which a file fails, and why it does not in others."""

import csv
import gzip
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from collectors.contract import Setup
from collectors.files import build
from collectors.testing import Fault, FaultKind, NotApplicable, Subject
from storage.errors import BadPayload, SourceUnavailable
from storage.models import SourceName

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SOURCE = SourceName("files:reviews")
ROWS = 1_700
HEADER = ("id", "text", "published_at")
COVERED = "2025-01-01/2025-07-01"

Rows = Sequence[Sequence[str]]

_SAID = (
    "It broke.",
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "two\nlines, “quoted”",
    "\u202egnp.exe",
    "🔥" * 50,
)
_REFUSED = (("m-none", "", "2025-05-01"), ("m-late", "to come", "2031-01-01"), ("m-date", "when?", "03/04/2025"))
_SOON = ("m-soon", "a clock ahead", "2025-06-01T20:00:00Z")
_EXPECTED = frozenset({f"m{n}" for n in range(ROWS)} | {_SOON[0]})
_OLD = NOW - timedelta(days=1)

EDITED = NotApplicable(reason="a row says nothing of when it was rewritten")
DELETED = NotApplicable(reason="a row that is missing may be in another file")
REQUESTS = NotApplicable(reason="reading a file costs nothing")

_REASONS: Mapping[FaultKind, str] = {
    FaultKind.LIMITED_UNTIL: "a file limits nobody",
    FaultKind.LIMITED: "a file limits nobody",
    FaultKind.UNAUTHORIZED: "a file asks for no credentials",
    FaultKind.PAYMENT: "reading a file costs nothing",
    FaultKind.FORBIDDEN: "a file that may not be read counts as missing",
    FaultKind.BROKEN: "no server is asked",
    FaultKind.REFUSED: "no server is asked",
    FaultKind.TIMEOUT: "no server is asked",
    FaultKind.TRUNCATED: "a plain file that is cut short looks like a shorter file",
    FaultKind.HTML: "a page in place of a table has none of the columns needed, which is a matter of settings",
    FaultKind.PARTIAL: "rows that cannot be read are rejects",
    FaultKind.LOOP: "a file has no pages",
}


@contextmanager
def table() -> Iterator[Subject]:
    """Write the table as compressed text, as it is and as it fails."""
    with TemporaryDirectory() as folder:
        yield _subject(Path(folder), "csv.gz", _as_text)


@contextmanager
def workbook() -> Iterator[Subject]:
    """Write the table as a workbook, as it is and as it fails."""
    with TemporaryDirectory() as folder:
        yield _subject(Path(folder), "xlsx", _as_workbook)


@contextmanager
def parquet() -> Iterator[Subject]:
    """Write the table in the form of Parquet, as it is and as it fails."""
    with TemporaryDirectory() as folder:
        yield _subject(Path(folder), "parquet", _as_parquet)


@contextmanager
def folder() -> Iterator[Subject]:
    """Lay a third of the table as each of these into a folder, and once more with one of them broken."""
    with TemporaryDirectory() as place:
        yield _folder(Path(place))


def answers(*said: Fault | NotApplicable) -> tuple[Fault | NotApplicable, ...]:
    """Answer every kind of fault: as it is said, or with why it does not happen."""
    rest = [kind for kind in FaultKind if kind not in {answer.kind for answer in said}]
    return (*said, *(NotApplicable(kind=kind, reason=_REASONS[kind]) for kind in rest))


def _subject(folder: Path, suffix: str, packed: Callable[[Rows], bytes]) -> Subject:
    whole = packed(_everything())

    def setup(name: str, content: bytes, **options: str) -> Setup:
        return _setup(path=_laid(folder / f"{name}.{suffix}", content), **options)

    cut = setup("cut", whole[: len(whole) * 3 // 4], coverage=COVERED)
    return Subject(
        factory=build,
        setup=setup("whole", whole, coverage=COVERED),
        now=NOW,
        expected=_EXPECTED,
        rejected=len(_REFUSED),
        earlier=setup("earlier", packed(_said()[: ROWS // 2])),
        faults=answers(
            Fault(kind=FaultKind.REFUSED, setup=_setup(path=folder / f"none.{suffix}"), raises=SourceUnavailable),
            Fault(kind=FaultKind.TRUNCATED, setup=cut, raises=BadPayload),
            # Nobody would declare that it covers its days: a person says so, and rows of it are missing.
            Fault(kind=FaultKind.PARTIAL, setup=setup("holes", packed(_with_holes(_said()))), raises=None),
        ),
        edited=EDITED,
        deleted=DELETED,
        requests=REQUESTS,
    )


def _folder(place: Path) -> Subject:
    rows, third = _everything(), ROWS // 3
    files = {
        "1.csv.gz": _as_text(rows[:third]),
        "2.xlsx": _as_workbook(rows[third : 2 * third]),
        "3.parquet": _as_parquet(rows[2 * third :]),
    }

    def setup(name: str, contents: Mapping[str, bytes], **options: str) -> Setup:
        for each, content in contents.items():
            _laid(place / name / each, content)
        return _setup(folder=place / name, **options)

    cut = {"1.csv.gz": files["1.csv.gz"][: len(files["1.csv.gz"]) * 3 // 4]}
    return Subject(
        factory=build,
        setup=setup("whole", files, coverage=COVERED),
        now=NOW,
        expected=_EXPECTED,
        rejected=len(_REFUSED),
        earlier=setup("earlier", {name: files[name] for name in ("1.csv.gz", "2.xlsx")}),
        faults=answers(
            Fault(kind=FaultKind.REFUSED, setup=_setup(folder=place / "none"), raises=SourceUnavailable),
            NotApplicable(kind=FaultKind.TRUNCATED, reason="a file of a folder that is cut short is left out and told"),
            Fault(kind=FaultKind.PARTIAL, setup=setup("holes", files | cut, coverage=COVERED), raises=None),
        ),
        edited=EDITED,
        deleted=DELETED,
        requests=REQUESTS,
    )


def _setup(**options: str | Path) -> Setup:
    return Setup(source=SOURCE, brands=(), options={name: str(value) for name, value in options.items()})


def _laid(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (_OLD.timestamp(), _OLD.timestamp()))
    return path


def _said() -> list[Sequence[str]]:
    return [(f"m{n}", f"{_SAID[n % 6]} {n * n}", f"{_published(n):%Y-%m-%dT%H:%M:%SZ}") for n in range(ROWS)]


def _everything() -> list[Sequence[str]]:
    return [*_said(), *_REFUSED, _SOON]


def _published(number: int) -> datetime:
    return datetime(2025, 5, 1, tzinfo=UTC) + timedelta(minutes=25) * number


def _with_holes(rows: Rows) -> list[Sequence[str]]:
    """Break every seventh row, by turns: no text, no time."""
    broken = [(row[0], "", row[2]) if n % 2 else (row[0], row[1], "soon") for n, row in enumerate(rows)]
    return [broken[n] if n % 7 == 0 else row for n, row in enumerate(rows)]


def _as_text(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return gzip.compress(out.getvalue().encode(), mtime=0)


def _as_workbook(rows: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Reviews")
        for place, row in enumerate([HEADER, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    return out.getvalue()


def _as_parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(HEADER, map(list, columns), strict=True))), out, row_group_size=400)
    return out.getvalue()
