"""The command line: which commands there are, and how failures become exit codes.

0 means done, 1 means that something outside failed, 2 means that what was asked for cannot be done as asked.
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from groundswell import __version__
from groundswell.commands import bring, export, look, replay, running, setup, steps
from storage.errors import GroundswellError, SettingsError

app = typer.Typer(
    name="groundswell",
    help="Hear what customers say, group what they complain about, and know within the hour when it rises or harms.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (setup, running, bring, steps, look, replay, export):
    commands.register(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"groundswell {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    context: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="Settings file; else $GROUNDSWELL_SETTINGS, else ./groundswell.toml"),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more about what is going on.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = settings
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("alembic", "apscheduler", "httpx", "httpcore", "apprise", "tweepy", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SettingsError as error:
        typer.echo(f"groundswell: {error}", err=True)
        sys.exit(2)
    except GroundswellError as error:
        typer.echo(f"groundswell: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
