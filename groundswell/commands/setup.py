"""init, check, apply, dump: from nothing to a watched brand, and what is watched as a file."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analysis.relevance.common import common
from groundswell import plugins, watch, watchfile
from groundswell.commands import starter
from groundswell.commands.console import Json, escaped, note, now, opened, print_json, print_table, say
from groundswell.commands.shapes import row_shape
from groundswell.house import House
from storage import mentions, sources
from storage.errors import GroundswellError, SettingsError
from storage.models import Brand, QuarantinedRow, SourceEvent, SourceEventKind, SourceState
from storage.text import counted, slug

QUARANTINED = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (init, check, apply, dump):
        app.command()(command)


def init(
    brand: Annotated[str, typer.Argument(help="The name of the brand to watch, as people write it.")],
    folder: Annotated[Path, typer.Option(help="Where to write groundswell.toml and watch.toml.")] = Path(),
) -> None:
    """Write a settings file and a watch file for your brand."""
    files = {folder / name: text for name, text in starter.files(brand).items()}
    for file in files:
        if file.exists():
            raise SettingsError(f"{file} exists already; edit it, move it away, or choose another --folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"cannot write to {folder}: {error.strerror or error}") from error
    say(f"Wrote {' and '.join(map(str, files))}. Next{'' if folder == Path() else f', in {folder}'}:")
    say("  1. edit watch.toml: other names, products, languages, time zone, who hears of it")
    say("  2. groundswell apply watch.toml")
    say(f"  3. groundswell import reviews.csv --brand {slug(brand)}   (any file of mentions you have)")
    say("  4. groundswell run")


def apply(context: typer.Context, file: Annotated[Path, typer.Argument(help="A watch file.")]) -> None:
    """Put a watch file into the store.

    Brands, sources, channels and rules of the same name are replaced, others stay. A file with an error changes
    nothing.
    """
    wanted = watchfile.read(file)
    with opened(context) as house:
        with house.database.read() as tx:
            known = watch.load(tx).brands
        for source in wanted.sources:
            plugins.require_usable(source, tuple({b.id: b for b in (*known, *wanted.brands)}.values()))
        with house.database.write() as tx:
            edits = watch.save(tx, wanted, now())
        problems = [f for f in _findings(house) if f.problem]
    said = (
        counted(len(wanted.brands), "brand"),
        counted(len(wanted.sources), "source"),
        counted(len(wanted.channels), "channel"),
        counted(len(wanted.rules), "rule"),
    )
    say(f"Applied {file}: {', '.join(said)}")
    for edit in _said(edits):
        say(edit)
    for finding in problems:
        note(f"But {finding.what}: {finding.problem}")


def _said(edits: Sequence[SourceEvent]) -> list[str]:
    """Say what is looked for from now on; what changed in the same way at several places is one line."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for edit in edits:
        also = "also looked for: " if edit.kind is SourceEventKind.FIRST_START else ""
        places[f"{also}{edit.detail}"].append(edit.source)
    return [f"From now on {change} ({', '.join(names)})" for change, names in places.items()]


def dump(context: typer.Context) -> None:
    """Print what the store watches as a watch file.

    Where a secret stands in the store itself, from before secrets had to be references, it is not printed.
    """
    with opened(context) as house, house.database.read() as tx:
        typer.echo(escaped(watchfile.write(watch.load(tx))), nl=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked; `problem` is empty where it is fine, and `detail` says what was found."""

    what: str
    problem: str = ""
    detail: str = ""


def check(context: typer.Context, as_json: Json = False) -> None:
    """Try settings, store, sources and channels.

    Nothing is collected or sent. Lists the latest rows in quarantine too. Exits with 1 where something is wrong.
    """
    with opened(context) as house:
        findings = _findings(house)
        with house.database.read() as tx:
            rows = mentions.quarantined(tx, QUARANTINED)
    if as_json:
        checked = [{"what": f.what, "ok": not f.problem, "problem": f.problem, "detail": f.detail} for f in findings]
        print_json({"checked": checked, "quarantine": [row_shape(r) for r in rows]})
    else:
        _print(findings, rows)
    raise typer.Exit(1 if any(f.problem for f in findings) else 0)


def _print(findings: Sequence[Finding], rows: Sequence[QuarantinedRow]) -> None:
    table = [(f.what, (f.problem or "fine", f.detail) if f.detail else f.problem or "fine") for f in findings]
    print_table("Checked", ["what", "state"], table)
    if rows:
        print_table(
            f"Rows that could not become mentions, the latest {len(rows)}",
            ["source", "where", "why"],
            [(r.source, r.place, r.reason) for r in rows],
        )


def _findings(house: House) -> list[Finding]:
    with house.database.read() as tx:
        known = watch.load(tx)
        states = sources.states(tx)
    none_yet = "" if known.brands else "none yet: `groundswell init` begins, `groundswell apply watch.toml` goes on"
    return [
        Finding(what="settings", detail=str(house.settings.file or "no file: the defaults")),
        Finding(what="store", detail=str(house.database)),
        Finding(what="brands", problem=none_yet, detail=", ".join(map(_told, known.brands))),
        *(_source_finding(state, partial(plugins.collector, state.source, known.brands)) for state in states),
        *(Finding(what=f"channel {c.name}", problem=_problem(partial(plugins.channel, c))) for c in known.channels),
    ]


def _told(brand: Brand) -> str:
    return f"{brand.id} (its name is a common word: give words of context)" if common(brand) else brand.id


def _source_finding(state: SourceState, build: Callable[[], object]) -> Finding:
    """Say whether a source can be built, else what its last turn failed with."""
    read = f"{counted(state.mentions, 'mention')}{'' if state.source.enabled else '; not read again by itself'}"
    return Finding(what=f"source {state.source.name}", problem=_problem(build) or state.failure or "", detail=read)


def _problem(build: Callable[[], object]) -> str:
    try:
        build()
    except GroundswellError as error:
        return str(error)
    return ""
