"""import: show how a file of mentions is understood, bring it in and read it, or only say what it would bring."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from collectors import files
from collectors.contract import Setup
from collectors.files import Form, Layout, Plan
from groundswell import analyzing, collecting, whom
from groundswell.commands import rehearsing
from groundswell.commands.console import Json, bar, line, looked_at, note, now, opened, print_json, say
from groundswell.commands.shapes import row_shape
from groundswell.house import House
from groundswell.rehearsal import rehearse
from groundswell.turn import Collected
from storage import brands, mentions, sources
from storage.errors import SettingsError
from storage.models import Brand, QuarantinedRow, Source, SourceName
from storage.text import counted, slug

SHOWN = 5
LISTED = 100


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(bring)


def bring(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, TSV or JSON lines, gzipped or not; XLSX; Parquet.")],
    brand: Annotated[str | None, typer.Option(help="Whom all of it is about.")] = None,
    new_brand: Annotated[
        bool, typer.Option("--new-brand", help="Watch that brand from now on, though others are watched already.")
    ] = False,
    mapping: Annotated[
        str, typer.Option("--map", help="field=column, comma-separated; what is not given is guessed and shown.")
    ] = "",
    name: Annotated[str | None, typer.Option(help="Name of the source; else the file's name.")] = None,
    kind: Annotated[str | None, typer.Option(help="mention, review, ticket or survey.")] = None,
    scale: Annotated[str | None, typer.Option(help="Scale of the ratings, such as 1-5 or 0-10.")] = None,
    dates: Annotated[str | None, typer.Option(help="dmy or mdy, where 03/04/2025 could be either.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of times that name none; else UTC.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as windows-1252; else it is guessed.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; else its first one with rows.")] = None,
    coverage: Annotated[
        list[str] | None,
        typer.Option(help="[BRAND=]FROM/TO: which period was collected whole; may be repeated."),
    ] = None,
    backfill: Annotated[bool, typer.Option("--backfill", help="All of it is history: counted, and no news.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read everything, say what would come of it, and change nothing.")
    ] = False,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Read the mentions, or leave that to the monitor.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Import a file of mentions; again brings nothing twice."""
    if file.is_dir():
        raise SettingsError(f"{file} is a folder; `folder` of a source in the watch file reads each file in it")
    with (looked_at if dry_run else opened)(context) as house, bar() as progress:
        with house.database.read() as tx:
            known = brands.everything(tx)
        about = whom.meant(known, brand) if brand else None
        options = {
            "path": str(file.resolve()),
            "map": mapping,
            "brand": about.id if about else None,
            "kind": kind,
            "scale": scale,
            "dates": dates,
            "timezone": timezone,
            "encoding": encoding,
            "sheet": sheet,
            "coverage": ";".join(coverage or ()),
            "backfill": "yes" if backfill else None,
        }
        source = Source(
            name=SourceName(f"files:{slug(name or file.name.split('.')[0])}"),
            collector="files",
            options={key: value for key, value in options.items() if value},
            enabled=False,  # imported once by hand; a watched file is a source in the watch file
        )
        _compare(house, source)
        plan = _planned(source)
        made = whom.unwatched(known, (about,) if about else _named(plan), given=about is not None, wished=new_brand)
        for each in made:
            note(f"  new brand: {line(each.name)} (id {each.id})")
        if dry_run:
            task = progress.add_task("Looking", total=None)
            found = rehearse(house, source, (*known, *made), now(), lambda n: progress.advance(task, n))
            report = partial(rehearsing.tell, source, plan, made, found, as_json)
        else:
            report = partial(_report, source, *_brought(house, source, made, progress, read), as_json)
    report()  # the bar is gone by now


def _brought(
    house: House, source: Source, made: Sequence[Brand], progress: Progress, read: bool
) -> tuple[Collected, Sequence[QuarantinedRow]]:
    """Watch the new brands, and read the file; give what it brought and the rows that were refused."""
    with house.database.write() as tx:
        for each in made:
            brands.save(tx, each)
    task = progress.add_task("Importing", total=None)
    done = collecting.read_file(house, source, now(), lambda n: progress.advance(task, n))
    if read:
        with house.database.read() as tx:
            task = progress.add_task("Reading", total=mentions.unread_count(tx))
        analyzing.analyze(house, now(), lambda n: progress.advance(task, n))
    with house.database.read() as tx:
        return done, mentions.quarantined(tx, min(done.rejected, LISTED), source.name)[::-1]


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


def _planned(source: Source) -> Plan:
    """Show how the file is understood, so that a wrong guess is seen at once."""
    plan = files.plan(Setup(source=source.name, brands=(), options=source.options))
    note(f"{line(plan.layout.path.name)}: {_form(plan.layout)}")
    if plan.layout.others:
        note(f"  not read: {line(', '.join(plan.layout.others))}; --sheet reads another sheet")
    for entry in plan.mapping.entries:
        note(f"  {entry.field.value} = {line(entry.column)}{'' if entry.given else '   (guessed)'}")
    return plan


def _form(layout: Layout) -> str:
    encoding = f"{layout.encoding}{' (guessed)' if layout.guessed else ''}"
    match layout.form:
        case Form.TABLE:
            return f"columns separated by {layout.delimiter!r}, {encoding}"
        case Form.JSON_LINES:
            return f"{layout.form}, {encoding}"
        case Form.WORKBOOK:
            return f"{layout.form}, sheet {line(layout.sheet)}"
        case Form.PARQUET:
            return layout.form.value


def _named(plan: Plan) -> tuple[Brand, ...]:
    return tuple(Brand(id=slug(name), name=name) for name in files.brand_names(plan.layout, plan.mapping))


def _report(source: Source, done: Collected, rows: Sequence[QuarantinedRow], as_json: bool) -> None:
    if as_json:
        counts = {"new": done.new, "known": done.known, "rejected": done.rejected, "unmatched": done.unmatched}
        print_json({"source": source.name, **counts, "quarantine": [row_shape(r) for r in rows]})
        return
    quarantined = counted(done.rejected, "row")
    say(f"{counted(done.new, 'new mention')}, {done.known:,} known before, {quarantined} in quarantine ({source.name})")
    for row in rows[:SHOWN]:
        say(f"  {line(row.place)}: {line(row.reason)}")
    if done.rejected > SHOWN:
        say(f"  … and {done.rejected - SHOWN:,} more; `groundswell check` lists the latest")
    if done.unmatched:
        say(f"{counted(done.unmatched, 'row')} about no watched brand, not counted: --brand NAME says whom they mean")
