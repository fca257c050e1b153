"""import: bring a file of mentions in, show how its columns are understood, and read them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from collectors import files
from collectors.contract import Setup
from groundswell import analyzing, collecting
from groundswell.collecting import Collected
from groundswell.commands.console import Json, bar, line, note, now, number, opened, print_json, say
from groundswell.commands.shapes import row_shape
from groundswell.house import House
from storage import brands, mentions, sources
from storage.errors import SettingsError
from storage.models import Brand, QuarantinedRow, Source, SourceName
from storage.text import one_line, slug

SHOWN = 5
LISTED = 100


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(bring)


def bring(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, TSV or JSON lines, gzipped or not.")],
    brand: Annotated[str | None, typer.Option(help="Whom all of it is about; made if it is not watched yet.")] = None,
    mapping: Annotated[
        str, typer.Option("--map", help="field=column, comma-separated; what is not given is guessed and shown.")
    ] = "",
    name: Annotated[str | None, typer.Option(help="Name of the source; else the file's name.")] = None,
    kind: Annotated[str | None, typer.Option(help="mention, review, ticket or survey.")] = None,
    scale: Annotated[str | None, typer.Option(help="Scale of the ratings, such as 1-5 or 0-10.")] = None,
    dates: Annotated[str | None, typer.Option(help="dmy or mdy, where 03/04/2025 could be either.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of times that name none; else UTC.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as windows-1252; else it is guessed.")] = None,
    coverage: Annotated[
        list[str] | None,
        typer.Option(help="[BRAND=]FROM/TO: which period was collected whole; may be repeated."),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Read the mentions, or leave that to the monitor.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Import a file of mentions; again brings nothing twice."""
    with opened(context) as house, bar() as progress:
        about = _about(house, brand) if brand else None
        options = {
            "path": str(file.resolve()),
            "map": mapping,
            "brand": about.id if about else None,
            "kind": kind,
            "scale": scale,
            "dates": dates,
            "timezone": timezone,
            "encoding": encoding,
            "coverage": ";".join(coverage or ()),
        }
        source = Source(
            name=SourceName(f"files:{slug(name or file.name.split('.')[0])}"),
            collector="files",
            options={key: value for key, value in options.items() if value},
            enabled=False,  # imported once by hand; a watched file is a source in the watch file
        )
        _compare(house, source)
        _prepare(house, source, about)
        task = progress.add_task("Importing", total=None)
        done = collecting.read_file(house, source, now(), lambda n: progress.advance(task, n))
        if read:
            with house.database.read() as tx:
                task = progress.add_task("Reading", total=mentions.unread_count(tx))
            analyzing.analyze(house, now(), lambda n: progress.advance(task, n))
        with house.database.read() as tx:
            rows = mentions.quarantined(tx, min(done.rejected, LISTED), source.name)[::-1]
    _report(source, done, rows, as_json)


def _about(house: House, name: str) -> Brand:
    """Find the watched brand a person means, by its id or one of its names; else make up a new one."""
    with house.database.read() as tx:
        known = brands.everything(tx)
    wanted = one_line(name, 100)
    for each in known:
        if wanted.casefold() in (each.id, *(n.casefold() for n in (each.name, *each.aliases))):
            return each
    short = slug(wanted)
    return next((b for b in known if b.id == short), Brand(id=short, name=wanted))


def _compare(house: House, source: Source) -> None:
    """Keep an import from taking the place of a source that is read already."""
    with house.database.read() as tx:
        before = {s.source.name: s.source for s in sources.states(tx)}.get(source.name)
    if before is None:
        return
    if before.enabled:
        raise SettingsError(
            f"{source.name} is a source the monitor reads by itself; give this file another --name, or read that one "
            f"now by `groundswell collect --source {source.name}`"
        )
    if before.options.get("path") != source.options["path"]:
        note(
            f"{source.name} was read from {before.options.get('path')} before. Rows with the same ids are the same "
            "mentions; another --name keeps the two files apart."
        )


def _prepare(house: House, source: Source, about: Brand | None) -> None:
    """Show how the file is understood, so that a wrong guess is seen at once, and watch the brands it is about."""
    plan = files.plan(Setup(source=source.name, brands=(), options=source.options))
    form = "JSON lines" if plan.layout.delimiter is None else f"columns separated by {plan.layout.delimiter!r}"
    note(f"{line(plan.layout.path.name)}: {form}, {plan.layout.encoding}{' (guessed)' if plan.layout.guessed else ''}")
    for entry in plan.mapping.entries:
        note(f"  {entry.field.value} = {line(entry.column)}{'' if entry.given else '   (guessed)'}")
    names = () if about else files.brand_names(plan.layout.path, plan.mapping, plan.layout.encoding)
    for each in _watch(house, [about] if about else [Brand(id=slug(name), name=name) for name in names]):
        note(f"  new brand: {line(each.name)} (id {each.id})")


def _watch(house: House, named: Sequence[Brand]) -> list[Brand]:
    """Watch the brands a file is about, where they are not watched yet; give those that are new."""
    with house.database.write() as tx:
        known = {b.id for b in brands.everything(tx)}
        if not named and not known:
            raise SettingsError("whom is this file about? Say --brand NAME, or --map brand=COLUMN where a column tells")
        made = [b for b in {b.id: b for b in named}.values() if b.id not in known]
        for each in made:
            brands.save(tx, each)
    return made


def _report(source: Source, done: Collected, rows: Sequence[QuarantinedRow], as_json: bool) -> None:
    if as_json:
        counts = {"new": done.new, "known": done.known, "rejected": done.rejected, "unmatched": done.unmatched}
        print_json({"source": source.name, **counts, "quarantine": [row_shape(r) for r in rows]})
        return
    quarantined = number(done.rejected, "row")
    say(f"{number(done.new, 'new mention')}, {done.known:,} known before, {quarantined} in quarantine ({source.name})")
    for row in rows[:SHOWN]:
        say(f"  {line(row.place)}: {line(row.reason)}")
    if done.rejected > SHOWN:
        say(f"  … and {done.rejected - SHOWN:,} more; `groundswell check` lists the latest")
    if done.unmatched:
        say(f"{number(done.unmatched, 'row')} about no watched brand, not counted: --brand NAME says whom they mean")
