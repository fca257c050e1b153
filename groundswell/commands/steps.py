"""collect, analyze, detect, deliver, cycle: one step of the monitor by hand."""

from typing import Annotated

import typer

from groundswell import analyzing, collecting, delivering, detecting, monitor
from groundswell.collecting import Collected
from groundswell.commands.console import Json, bar, now, opened, print_json, say
from storage import mentions
from storage.models import SourceName


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (collect, analyze, detect, deliver, cycle):
        app.command()(command)


def collect(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source, due or not; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Read every source that is due."""
    with opened(context) as house:
        done = collecting.collect(house, now(), [SourceName(s) for s in source or ()])
    if as_json:
        print_json(_collected(done))
    else:
        say(f"{done.new:,} new mentions, {done.known:,} known before, {done.rejected:,} rows in quarantine")
        for name, reason in done.failed:
            say(f"{name} failed: {reason}")
    raise typer.Exit(1 if done.failed else 0)


def analyze(context: typer.Context, as_json: Json = False) -> None:
    """Read every mention that nobody has read yet."""
    with opened(context) as house, bar() as progress:
        with house.database.read() as tx:
            task = progress.add_task("Reading", total=mentions.unread_count(tx))
        done = analyzing.analyze(house, now(), lambda n: progress.advance(task, n))
    if as_json:
        print_json({"mentions": done.mentions})
    else:
        say(f"{done.mentions:,} mentions read")


def detect(context: typer.Context, as_json: Json = False) -> None:
    """Test the counts as they stand now, and decide which alerts they mean."""
    with opened(context) as house:
        done = detecting.detect(house, now())
    if as_json:
        print_json({"spikes": len(done.spikes), "cards": len(done.cards), "alerts_changed": len(done.changes)})
    else:
        say(f"{len(done.spikes)} spikes, {len(done.cards)} cards new or changed, {len(done.changes)} alerts changed")


def deliver(context: typer.Context, as_json: Json = False) -> None:
    """Send every message that is due."""
    with opened(context) as house:
        done = delivering.deliver(house, now())
    if as_json:
        print_json({"sent": done.sent, "waiting": done.waiting, "failed": done.failed})
    else:
        say(f"{done.sent} sent, {done.waiting} to be tried again, {done.failed} given up")
    raise typer.Exit(1 if done.failed else 0)


def cycle(context: typer.Context, as_json: Json = False) -> None:
    """Run the four steps once: collect, analyze, detect, deliver."""
    with opened(context) as house:
        moment = now()
        done = monitor.cycle(house, moment, moment)
    if as_json:
        print_json(
            {
                "collected": _collected(done.collected),
                "read": done.analyzed.mentions,
                "alerts_changed": len(done.detected.changes),
                "sent": done.delivered.sent,
            }
        )
    else:
        say(
            f"{done.collected.new:,} new mentions, {done.analyzed.mentions:,} read, "
            f"{len(done.detected.changes)} alerts changed, {done.delivered.sent} messages sent"
        )
        for name, reason in done.collected.failed:
            say(f"{name} failed: {reason}")


def _collected(done: Collected) -> dict[str, object]:
    return {"new": done.new, "known": done.known, "rejected": done.rejected, "failed": dict(done.failed)}
