"""export: issues, mentions or alerts as a file people can open anywhere."""

from pathlib import Path
from typing import Annotated

import typer

from groundswell.commands.console import BrandOption, Json, brand_id, now, opened, print_json, say
from groundswell.commands.replay import moment
from groundswell.exports import What, table
from groundswell.present import present
from reports.export import Format
from reports.export import export as write
from storage.errors import SettingsError
from storage.text import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(export)


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to export.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    form: Annotated[
        Format | None, typer.Option("--format", help="The file's format; else by the file's ending, else CSV.")
    ] = None,
    brand: BrandOption = None,
    since: Annotated[str | None, typer.Option(help="Only mentions from this day or moment on, UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Only mentions before this day or moment, UTC.")] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV only: leave cells as they are, also those a spreadsheet would run.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write issues, mentions or alerts to a file."""
    if (since or until) and what is not What.MENTIONS:
        raise SettingsError(f"--since and --until choose mentions; {what} are exported whole")
    start, end = moment(since) if since else None, moment(until) if until else None
    with opened(context) as house:
        wanted = brand_id(house, brand)
        with house.database.read() as tx:
            at = present(tx, wanted, now())
        done = write(table(house, what, wanted, start, end, at), form or _by_ending(out), out, raw=raw)
    if as_json:
        print_json({"rows": done.rows, "defused": done.defused, "path": str(done.path)})
        return
    say(f"{counted(done.rows, 'row')} in {done.path}")
    if done.defused:
        say(
            f"{counted(done.defused, 'cell')} that a spreadsheet would have run as a formula: an apostrophe now stands "
            "in front (--raw leaves such cells as they are)"
        )


def _by_ending(out: Path) -> Format:
    ending = out.suffix.removeprefix(".").lower()
    return Format(ending) if ending in list(Format) else Format.CSV
