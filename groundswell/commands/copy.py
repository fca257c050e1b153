"""copy: move the whole store into another database."""

from typing import Annotated

import typer

from groundswell import settings
from groundswell.commands.console import Json, bar, note, print_json, print_table, say
from storage.database import Database
from storage.text import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(copy)


def copy(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="URL of an empty database: postgresql://… or sqlite:///PATH.")],
    as_json: Json = False,
) -> None:
    """Copy the whole store into an empty database, and compare both row by row.

    Stop every worker and dashboard first. A copy that breaks off is begun anew by the same command; until it is
    finished, no command works with that database.
    """
    # It brings Alembic, which takes a noticeable moment to import.
    from storage import copying

    note("Nothing may write to the store until the copy is finished: stop every worker and dashboard.")
    with Database(settings.load(context.obj).store) as source, Database(to) as target, bar() as progress:
        task = progress.add_task("Copying", total=None)
        done = copying.copy(source, target, lambda table, rows: progress.update(task, description=table, advance=rows))
        names = str(source), str(target)
    total = sum(each.rows for each in done.values())
    if as_json:
        print_json({"from": names[0], "to": names[1], "rows": total, "tables": {n: s.rows for n, s in done.items()}})
        return
    print_table("Copied and compared", ["rows", "table"], [(s.rows, name) for name, s in done.items()])
    say(f"{counted(total, 'row')} are in {names[1]}, the same as in {names[0]}.")
    say("To go on there, name it as `store` in groundswell.toml or as $GROUNDSWELL_STORE.")
