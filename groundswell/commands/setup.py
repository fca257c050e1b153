"""init, check, apply, dump: from nothing to a watched brand, and what is watched as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from groundswell import plugins, watch, watchfile
from groundswell.commands.console import Json, opened, print_json, print_table, say
from groundswell.house import House
from storage.errors import GroundswellError, SettingsError
from storage.models import Brand
from storage.text import slug

SETTINGS = """\
# Settings of the process; what is watched stands in watch.toml and is put into the store by
# `groundswell apply watch.toml`.

# One machine: an SQLite file. Relative paths count from this file's folder.
store = "sqlite:///var/groundswell.db"

# Seconds between two cycles of collect, analyze, detect and deliver.
interval_seconds = 60

# Where the dashboard listens, and how people reach it from elsewhere (alerts link there).
host = "127.0.0.1"
port = 8501
base_url = ""
"""

SOURCE_HINT = """
# A file of mentions, read again whenever the monitor looks:
# [[source]]
# name = "files:reviews"
# collector = "files"
# interval_seconds = 300
# [source.options]
# path = "reviews.csv"
# brand = "{brand}"

# Somewhere to speak: a webhook, or any Apprise URL (mail, chat, SMS). `env:` keeps secrets out of this file.
# [[channel]]
# name = "pr-desk"
# plugin = "webhook"
# [channel.options]
# url = "https://example.org/hooks/groundswell"
# secret = "env:PR_DESK_SECRET"
"""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (init, check, apply, dump):
        app.command()(command)


def init(
    brand: Annotated[str, typer.Argument(help="The name of the brand to watch.")],
    folder: Annotated[Path, typer.Option(help="Where to write groundswell.toml and watch.toml.")] = Path(),
) -> None:
    """Write a settings file and a watch file for your brand, with every line explained."""
    files = {
        folder / "groundswell.toml": SETTINGS,
        folder / "watch.toml": watchfile.write(_starter(brand)) + SOURCE_HINT.format(brand=slug(brand)),
    }
    for file in files:
        if file.exists():
            raise SettingsError(f"{file} exists already; move it away, or edit it")
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
        say(f"Wrote {file}")
    say("Next: edit watch.toml, then `groundswell apply watch.toml`, `groundswell check`, `groundswell run`.")


def _starter(name: str) -> watch.Watch:
    brand = Brand(id=slug(name), name=name)
    return watch.Watch(brands=(brand,), channels=(watch.LOG,), rules=watch.DEFAULT_RULES)


def apply(context: typer.Context, file: Annotated[Path, typer.Argument(help="A watch file.")]) -> None:
    """Put a watch file's brands, sources, channels and rules into the store; others stay as they are."""
    wanted = watchfile.read(file)
    with opened(context) as house, house.database.write() as tx:
        watch.save(tx, wanted)
    say(
        f"{len(wanted.brands)} brands, {len(wanted.sources)} sources, {len(wanted.channels)} channels and "
        f"{len(wanted.rules)} rules are in the store"
    )


def dump(context: typer.Context) -> None:
    """Print what the store watches as a watch file."""
    with opened(context) as house, house.database.read() as tx:
        typer.echo(watchfile.write(watch.load(tx)), nl=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked; `problem` is empty where it is fine."""

    what: str
    problem: str


def check(context: typer.Context, as_json: Json = False) -> None:
    """Try the settings, the store, every source's and every channel's options, without collecting or sending."""
    with opened(context) as house:
        findings = _findings(house)
    if as_json:
        print_json([{"what": f.what, "ok": not f.problem, "problem": f.problem} for f in findings])
    else:
        print_table("Checked", ["what", "state"], [(f.what, f.problem or "fine") for f in findings])
    raise typer.Exit(1 if any(f.problem for f in findings) else 0)


def _findings(house: House) -> list[Finding]:
    with house.database.read() as tx:
        known = watch.load(tx)
    where = str(house.settings.file) if house.settings.file else "no file, defaults"
    findings = [
        Finding(what=f"settings ({where})", problem=""),
        Finding(what=f"store ({house.database})", problem=""),
    ]
    findings.append(Finding(what="brands", problem="" if known.brands else "none yet: `groundswell apply watch.toml`"))
    built: list[tuple[str, Callable[[], object]]] = [
        *((f"source {s.name}", partial(plugins.collector, s, known.brands)) for s in known.sources),
        *((f"channel {c.name}", partial(plugins.channel, c)) for c in known.channels),
    ]
    return findings + [Finding(what=what, problem=_problem(build)) for what, build in built]


def _problem(build: Callable[[], object]) -> str:
    try:
        build()
    except GroundswellError as error:
        return str(error)
    return ""
