"""A file as a place: a hostile table, the ways in which a file fails, and why it does not fail in others."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.contract import Setup
from collectors.files import build
from collectors.testing import Fault, FaultKind, NotApplicable, Subject
from storage.errors import BadPayload, SourceUnavailable
from storage.models import SourceName

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SOURCE = SourceName("files:reviews")
ROWS = 1_700
_SAID = (
    "It broke.",
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "two\nlines, “quoted”",
    "\u202egnp.exe",
    "🔥" * 50,
)

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
def subject() -> Iterator[Subject]:
    """Write the table, as it is and as it fails, into a folder of its own."""
    with TemporaryDirectory() as folder:
        yield _table(Path(folder))


def answers(*happen: Fault) -> tuple[Fault | NotApplicable, ...]:
    """Answer every kind of fault: with one that happens, or with why it does not."""
    rest = [kind for kind in FaultKind if kind not in {fault.kind for fault in happen}]
    return (*happen, *(NotApplicable(kind=kind, reason=_REASONS[kind]) for kind in rest))


def _table(folder: Path) -> Subject:
    said = [[f"m{n}", f"{_SAID[n % 6]} {n * n}", f"{_published(n):%Y-%m-%dT%H:%M:%SZ}"] for n in range(ROWS)]
    soon = [["m-soon", "a clock ahead", "2025-06-01T20:00:00Z"]]
    refused = [["m-none", "", "2025-05-01"], ["m-late", "to come", "2031-01-01"], ["m-date", "when?", "03/04/2025"]]
    whole = _packed([*said, *refused, *soon])

    def setup(name: str, content: bytes, **options: str) -> Setup:
        (folder / name).write_bytes(content)
        return _setup(folder / name, **options)

    return Subject(
        factory=build,
        # Only the whole table is declared to cover its days: a person says so, and the broken ones do not hold them.
        setup=setup("table.csv.gz", whole, coverage="2025-01-01/2025-07-01"),
        now=NOW,
        expected=frozenset({f"m{n}" for n in range(ROWS)} | {"m-soon"}),
        rejected=3,
        earlier=setup("earlier.csv.gz", _packed(said[: ROWS // 2])),
        faults=answers(
            Fault(kind=FaultKind.REFUSED, setup=_setup(folder / "none.csv"), raises=SourceUnavailable),
            Fault(kind=FaultKind.TRUNCATED, setup=setup("cut.csv.gz", whole[: len(whole) * 3 // 4]), raises=BadPayload),
            Fault(kind=FaultKind.PARTIAL, setup=setup("holes.csv.gz", _packed(_with_holes(said))), raises=None),
        ),
        edited=EDITED,
        deleted=DELETED,
        requests=REQUESTS,
    )


def _setup(path: Path, **options: str) -> Setup:
    return Setup(source=SOURCE, brands=(), options={"path": str(path), **options})


def _published(number: int) -> datetime:
    return datetime(2025, 5, 1, tzinfo=UTC) + timedelta(minutes=25) * number


def _with_holes(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Break every seventh row, by turns: no text, no time."""
    broken = [(row[0], "", row[2]) if n % 2 else (row[0], row[1], "soon") for n, row in enumerate(rows)]
    return [broken[n] if n % 7 == 0 else row for n, row in enumerate(rows)]


def _packed(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["id", "text", "published_at"], *rows])
    return gzip.compress(out.getvalue().encode(), mtime=0)
