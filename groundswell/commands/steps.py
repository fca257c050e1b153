"""collect, analyze, detect, deliver, cycle: one step of the monitor by hand."""

from typing import Annotated

import typer

from groundswell import analyzing, collecting, delivering, detecting, monitor
from groundswell.commands.console import (
    NOTHING_WATCHED,
    Json,
    bar,
    chosen,
    line,
    note,
    now,
    opened,
    print_json,
    say,
)
from groundswell.lease import held
from groundswell.turn import Collected
from storage import mentions
from storage.errors import SettingsError
from storage.models import SourceName
from storage.text import counted


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (collect, analyze, detect, deliver, cycle):
        app.command()(command)


def collect(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option(help="Only this source, due or not; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Read every source that is due.

    Exits with 1 where a source failed; the others are read all the same.
    """
    with opened(context) as house:
        done = collecting.collect(house, now(), [SourceName(s) for s in source or ()])
    if as_json:
        print_json(_collected(done))
    else:
        said = counted(done.new, "new mention"), f"{done.known:,} known before", counted(done.rejected, "row")
        say(f"{', '.join(said)} in quarantine")
        _say_failed(done)
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
        say(f"{counted(done.mentions, 'mention')} read")


def detect(context: typer.Context, as_json: Json = False) -> None:
    """Test the counts, and decide which alerts they mean."""
    with opened(context) as house, held(house, monitor.JUDGING, monitor.LEASE_SECONDS) as lease:
        if lease is None:
            raise SettingsError("a worker is analyzing and detecting right now; what it finds is not lost")
        done = detecting.detect(house, now(), lease)
    if as_json:
        print_json({"spikes": len(done.spikes), "cards": len(done.cards), "alerts_changed": len(done.changes)})
    else:
        say(
            f"{counted(len(done.spikes), 'spike')}, {counted(len(done.cards), 'card')} new or changed, "
            f"{counted(len(done.changes), 'alert')} changed"
        )


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
        watched = chosen(house, None)
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
            f"{counted(done.collected.new, 'new mention')}, {done.analyzed.mentions:,} read, "
            f"{counted(len(done.detected.changes), 'alert')} changed, {counted(done.delivered.sent, 'message')} sent"
        )
        _say_failed(done.collected)
        if not watched:
            say(NOTHING_WATCHED)
    raise typer.Exit(1 if done.collected.failed or done.delivered.failed else 0)


def _say_failed(done: Collected) -> None:
    for name, reason in done.failed:
        note(f"{name} failed: {line(reason)}")


def _collected(done: Collected) -> dict[str, object]:
    counts = {"new": done.new, "known": done.known, "rejected": done.rejected, "unmatched": done.unmatched}
    return {**counts, "failed": dict(done.failed)}
