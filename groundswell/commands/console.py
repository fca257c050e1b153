"""How commands open the program and print: tables for people, JSON for programs, progress on stderr.

Strangers wrote much of what is printed, so nothing that a terminal would obey leaves this file.
"""

import getpass
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from groundswell import house, settings
from groundswell.house import House
from storage import brands
from storage.database import Database
from storage.errors import SettingsError
from storage.models import Actor, Brand, BrandId
from storage.text import one_line

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
BrandOption = Annotated[str | None, typer.Option("--brand", help="Only this brand, by its id.")]
NOTHING_WATCHED = (
    'Nothing is watched yet: `groundswell init "Your brand"` begins, `groundswell run` without settings plays a sample.'
)

out = Console()
err = Console(stderr=True)

_LINE = 300
# What a terminal obeys, or what turns the letters around it; emoji and some scripts need the two joiners.
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_KEPT = frozenset("\n\t\u200c\u200d")
_OBEYED_RAW = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@contextmanager
def opened(context: typer.Context) -> Iterator[House]:
    """Open the program by the settings of the command line, and close it afterwards."""
    found = house.build(settings.load(context.obj))
    try:
        yield found
    finally:
        found.database.close()


@contextmanager
def looked_at(context: typer.Context) -> Iterator[House]:
    """Open the program to look only; where there is no store yet, over an empty one that is thrown away.

    Raises StorageError for a store of another version: to bring it up to date would change it.
    """
    found = settings.load(context.obj)
    with Database(found.store) as kept:
        if kept.stands():
            yield House(settings=found, database=kept, worker="")
            return
    with TemporaryDirectory(prefix="groundswell-") as folder, Database(f"sqlite:///{folder}/empty.db") as empty:
        empty.migrate()
        yield House(settings=found, database=empty, worker="")


def chosen(found: House, brand: str | None) -> tuple[Brand, ...]:
    """Give the brand that was asked for, or all; raise SettingsError for one that is not watched."""
    with found.database.read() as tx:
        known = brands.everything(tx)
    if brand is None:
        return known
    if not (matching := tuple(b for b in known if b.id == brand)):
        raise SettingsError(f"there is no brand {brand!r}; watched are {', '.join(b.id for b in known) or 'none yet'}")
    return matching


def brand_id(found: House, brand: str | None) -> BrandId | None:
    """Give the id of the brand that was asked for, None for all."""
    return chosen(found, brand)[0].id if brand is not None else None


def now() -> datetime:
    """Read the clock; the only place where a command does."""
    return datetime.now(UTC)


def actor() -> Actor:
    """Name the person at this terminal."""
    try:
        return Actor(name=getpass.getuser())
    except (KeyError, OSError):  # a container may run under a number that has no name
        return Actor(name=f"user {os.getuid()}")


def harmless(text: str) -> str:
    r"""Take out what a terminal would obey: escape codes, and marks that turn text around.

    >>> harmless("\x1b[31mred\x1b[0m \x9b2J \u202eevil")
    '[31mred[0m 2J evil'
    """
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _OBEYED)


def line(text: object, limit: int = _LINE) -> str:
    """Put anything on one harmless line."""
    return one_line(harmless(str(text)), limit)


def print_json(value: Any) -> None:
    """Print one JSON document; times are ISO 8601, and what is no finite number is null."""
    typer.echo(escaped(json.dumps(_finite(value), ensure_ascii=False, indent=2, default=_plain, allow_nan=False)))


def escaped(document: str) -> str:
    """Write what a terminal would obey as escapes, which JSON and TOML read back; their own writers leave some raw."""
    return _OBEYED_RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str | int | tuple[str, ...]]], empty: str = "none"
) -> None:
    """Print a table whose last column takes the width that is left; a cell may be several lines."""
    cells = list(rows)
    if not cells:
        say(f"{title}: {empty}")
        return
    say(title)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        last = place == len(columns) - 1
        numbers = all(isinstance(row[place], int) for row in cells)
        table.add_column(column, overflow="fold", no_wrap=not last, justify="right" if numbers else "left")
    for row in cells:
        table.add_row(*(_cell(cell) for cell in row))
    out.print(table)


def say(text: str) -> None:
    """Print one line for people."""
    out.print(Text(harmless(text)), soft_wrap=True)


def note(text: str) -> None:
    """Print one line beside the result: what a person should know and a program should not read."""
    err.print(Text(harmless(text)), soft_wrap=True)


def bar() -> Progress:
    """Make the progress bar of long work; on a pipe it stays silent."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )


def _cell(cell: str | int | tuple[str, ...]) -> Text:
    first, *more = cell if isinstance(cell, tuple) else (cell,)
    text = Text(line(first))
    for each in more:
        text.append("\n" + line(each), style="dim")
    return text


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if isfinite(value) else None
        case dict():
            return {key: _finite(each) for key, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case _:
            return value


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
