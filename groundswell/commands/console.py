"""How commands open the program and print: tables for people, JSON for programs, progress on stderr."""

import getpass
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from groundswell import house, settings
from groundswell.house import House
from storage import brands
from storage.errors import SettingsError
from storage.models import Actor, Brand, BrandId
from storage.text import one_line

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
BrandOption = Annotated[str | None, typer.Option("--brand", help="Only this brand, by its id.")]

out = Console()
err = Console(stderr=True)


@contextmanager
def opened(context: typer.Context) -> Iterator[House]:
    """Open the program by the settings of the command line, and close it afterwards."""
    found = house.build(settings.load(context.obj))
    try:
        yield found
    finally:
        found.database.close()


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
    return Actor(name=getpass.getuser())


def print_json(value: Any) -> None:
    """Print one JSON document."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; cells are plain text, so neither markup nor a terminal's control codes in them do anything."""
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(one_line("" if cell is None else str(cell), 300)) for cell in row))
    out.print(table)


def say(text: str) -> None:
    """Print one line for people; third-party text in it must be one_line'd by the caller."""
    out.print(Text(text))


def bar() -> Progress:
    """Make the progress bar of long work; on a pipe it stays silent."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
    )
