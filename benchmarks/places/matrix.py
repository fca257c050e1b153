"""Which promise each built-in collector is held to, as the table of docs/collectors.md.

    python -m benchmarks.places.matrix

writes the table into the page anew; a test runs every cell of it, and holds the page to the table.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from benchmarks.places import files, reddit, sample, x
from collectors.testing import CHECKS, Check, Subject, excuse

PAGE = Path(__file__).parent.parent.parent / "docs" / "collectors.md"
BEGIN, END = "<!-- matrix -->\n", "<!-- /matrix -->\n"

SUBJECTS: Mapping[str, Callable[[], AbstractContextManager[Subject]]] = {
    "x": x.subject,
    "reddit": reddit.subject,
    "files (CSV)": files.table,
    "files (XLSX)": files.workbook,
    "files (Parquet)": files.parquet,
    "files (folder)": files.folder,
    "sample": sample.subject,
}
"""How to open each place of the built-in collectors, by the collector's name and which of its places it is."""


def row(check: Check) -> str:
    """Name the row of a check."""
    return check.__name__.replace("_", " ")


def table() -> str:
    """Write the matrix: a row for each check, a column for each source, and the reasons of what is n/a below it."""
    with ExitStack() as open_places:
        subjects = [open_places.enter_context(opened()) for opened in SUBJECTS.values()]
        excuses = [[excuse(subject, check) for subject in subjects] for check in CHECKS]
    reasons = list(dict.fromkeys(said for line in excuses for said in line if said))
    lines = [f"| | {' | '.join(map(_column, SUBJECTS))} |", f"|---|{'---|' * len(SUBJECTS)}"]
    for check, line in zip(CHECKS, excuses, strict=True):
        cells = [f"n/a ({reasons.index(said) + 1})" if said else "passes" for said in line]
        lines.append(f"| {row(check)} | {' | '.join(cells)} |")
    notes = [f"{number}. {reason}" for number, reason in enumerate(reasons, 1)]
    return "\n".join([*lines, "", "n/a, because:", "", *notes, ""])


def collector(place: str) -> str:
    """Name the collector of a place.

    >>> collector("files (CSV)")
    'files'
    """
    return place.partition(" ")[0]


def _column(place: str) -> str:
    name = collector(place)
    return f"`{name}`{place.removeprefix(name)}"


def written(page: str) -> str:
    """Put the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
