"""import: bring a file of mentions in, show how its columns are understood, and read them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from collectors import files
from collectors.contract import Setup
from groundswell import analyzing, collecting
from groundswell.commands.console import Json, bar, err, now, opened, print_json, say
from groundswell.house import House
from storage import brands, mentions
from storage.models import Brand, BrandId, Source, SourceName
from storage.text import one_line, slug


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
    coverage: Annotated[
        list[str] | None,
        typer.Option(help="[BRAND=]FROM/TO: which period was collected whole; may be repeated."),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Read the mentions, or leave that to the monitor.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Import a file of mentions; running it again brings nothing twice."""
    options = {
        "path": str(file.resolve()),
        "map": mapping,
        "brand": slug(brand) if brand else "",
        "kind": kind or "",
        "scale": scale or "",
        "dates": dates or "",
        "timezone": timezone or "",
        "coverage": ";".join(coverage or ()),
    }
    source = Source(
        name=SourceName(f"files:{slug(name or file.name.split('.')[0])}"),
        collector="files",
        options={key: value for key, value in options.items() if value},
        enabled=False,  # imported once by hand; a watched file is a source in the watch file
    )
    with opened(context) as house, bar() as progress:
        plan = files.plan(Setup(source=source.name, brands=(), options=source.options))
        names = (brand,) if brand else files.brand_names(plan.layout.path, plan.mapping, plan.layout.encoding)
        made = _make_brands(house, names)
        for line in (*_told(plan), *(f"  new brand: {b.name} (id {b.id})" for b in made)):
            err.print(one_line(line, 200), markup=False, highlight=False)
        task = progress.add_task("Importing", total=None)
        done = collecting.read_file(house, source, now(), lambda n: progress.advance(task, n))
        if read:
            with house.database.read() as tx:
                task = progress.add_task("Reading", total=mentions.unread_count(tx))
            analyzing.analyze(house, now(), lambda n: progress.advance(task, n))
    if as_json:
        print_json({"source": source.name, "new": done.new, "known": done.known, "rejected": done.rejected})
    else:
        say(
            f"{done.new:,} new mentions, {done.known:,} known before, {done.rejected:,} rows in quarantine ({source.name})"
        )


def _told(plan: files.Plan) -> list[str]:
    """Say how the file is understood, so that a wrong guess is seen at once."""
    form = "JSON lines" if plan.layout.delimiter is None else f"columns separated by {plan.layout.delimiter!r}"
    lines = [f"{plan.layout.path.name}: {form}, {plan.layout.encoding}{' (guessed)' if plan.layout.guessed else ''}"]
    for entry in plan.mapping.entries:
        lines.append(f"  {entry.field.value} = {entry.column}{'' if entry.given else '   (guessed)'}")
    return lines


def _make_brands(house: House, names: Sequence[str]) -> list[Brand]:
    """Watch the brands the file is about, where they are not watched yet."""
    with house.database.write() as tx:
        known = {b.id for b in brands.everything(tx)}
        wanted: dict[BrandId, Brand] = {slug(name): Brand(id=slug(name), name=name) for name in names}
        made = [b for b in wanted.values() if b.id not in known]
        for each in made:
            brands.save(tx, each)
    return made
