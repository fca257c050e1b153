"""The command line: which commands there are, and how failures become exit codes.

0 means done, 1 means that something outside failed, 2 means that what was asked for cannot be done as asked.
"""

import io
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from groundswell import __version__
from groundswell.commands import (
    bring,
    copy,
    export,
    look,
    quality,
    removing,
    replay,
    running,
    setup,
    sources,
    steps,
    teaching,
)
from groundswell.commands.console import harmless, note
from storage.errors import GroundswellError, SettingsError

app = typer.Typer(
    name="groundswell",
    help="Hear what customers say, group what they complain about, and know within the hour when it rises or harms.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (setup, running, bring, steps, look, sources, teaching, quality, removing, replay, export, copy):
    commands.register(app)

# What stays up, or sends what may go to the log. The others say themselves what they did.
_LOGGED = frozenset({"run", "worker", "dashboard", "cycle", "deliver"})


class _Harmless(logging.Formatter):
    """Keeps strangers' escape codes out of the terminal on which the log is read."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


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
    handler = logging.StreamHandler()
    handler.setFormatter(_Harmless("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    usual = logging.INFO if context.invoked_subcommand in _LOGGED else logging.WARNING
    logging.basicConfig(level=logging.DEBUG if verbose else usual, handlers=[handler])
    for noisy in ("alembic", "apscheduler", "httpx", "httpcore", "apprise", "tweepy", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line with these arguments, None for those of the process."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # strangers' letters must not fail in a terminal that lacks them
    try:
        app(arguments)
    except GroundswellError as error:
        note(f"groundswell: {error}")
        sys.exit(2 if isinstance(error, SettingsError) else 1)
    sys.exit(0)
