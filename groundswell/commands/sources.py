"""sources: how every source stands, what it covered and cost, and what a person must do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import typer

from groundswell import standing
from groundswell.commands.console import Json, now, opened, print_json, print_table, say
from groundswell.commands.shapes import source_event_shape, source_shape
from groundswell.gaps import LOOKED_BACK, Gap
from groundswell.standing import Account, SourceLine
from storage import events
from storage.errors import SettingsError
from storage.models import SourceEvent, SourceName
from storage.text import counted, one_line, span

EVENTS = 50
COLUMNS = ("source", "last success", "behind", "state and what it used")
LONGEST_NAME = 28
NONE_YET = "none yet: a [[source]] in the watch file, or `groundswell import FILE`, begins one"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(sources)


def sources(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Only this source, with its gaps and its latest events.")] = None,
    as_json: Json = False,
) -> None:
    """Say how every source stands: last success, next turn, how far behind, what it missed, what it used.

    What it used is counted from the first of the UTC month, or of the UTC day where its budget says so. Gaps are those
    of the last 30 days. Times are in UTC.
    """
    moment = now()
    with opened(context) as house, house.database.read() as tx:
        lines = standing.lines(tx, moment)
        if name is not None:
            lines = (_named(lines, name),)
        happened = {
            line.source.name: events.notable(tx, line.source.name, moment - LOOKED_BACK, EVENTS)
            for line in lines
            if name is not None
        }
    if as_json:
        print_json([source_shape(line) | _events_shape(happened.get(line.source.name)) for line in lines])
        return
    print_table("Sources", COLUMNS, [_row(line, moment) for line in lines], empty=NONE_YET)
    for line in lines:
        _say_why(line)
    for source, told in happened.items():
        _say_in_full(_named(lines, source), told, moment)


def _named(lines: Sequence[SourceLine], name: str) -> SourceLine:
    for line in lines:
        if line.source.name == name:
            return line
    raise SettingsError(f"there is no source {name!r}; there are {', '.join(_names(lines)) or 'none yet'}")


def _names(lines: Sequence[SourceLine]) -> list[SourceName]:
    return [line.source.name for line in lines]


def _row(line: SourceLine, moment: datetime) -> tuple[str | tuple[str, ...], ...]:
    succeeded = "never" if line.succeeded_at is None else f"{span(moment - line.succeeded_at)} ago"
    return (
        one_line(line.source.name, LONGEST_NAME),
        (succeeded, _next(line, moment)) if line.source.enabled else succeeded,
        "–" if line.lag is None else span(line.lag),
        tuple(text for text in (line.state, ", ".join(line.account.parts), _missed(line.gaps)) if text),
    )


def _next(line: SourceLine, moment: datetime) -> str:
    return "next now" if line.due_at is None or line.due_at <= moment else f"next in {span(line.due_at - moment)}"


def _missed(gaps: Sequence[Gap]) -> str:
    if not gaps:
        return ""
    return f"{counted(len(gaps), 'gap')}, {span(sum((g.until - g.since for g in gaps), timedelta()))}"


def _say_why(line: SourceLine) -> None:
    if line.reason:
        say(f"{line.source.name}: {line.reason}")
    for hint in filter(None, (line.todo, line.command)):
        say(f"  {hint}")


def _say_in_full(line: SourceLine, events: Sequence[SourceEvent], moment: datetime) -> None:
    say(f"{counted(line.mentions, 'mention')} in all, {line.today:,} published today; read by {line.source.collector}")
    if line.reach is not None:
        say(f"Covered from {_time(line.reach.since)} to {_time(line.reach.until)}, but for the gaps")
    else:
        say("It does not say which time it covers")
    if line.account.share is not None:
        say(f"{_left(line.account)} left until {_time(line.account.until)}")
    print_table(
        "Gaps in the last 30 days, newest first",
        ["from", "to", "long", "about"],
        [(_time(g.since), _time(g.until), span(g.until - g.since), ", ".join(g.brands) or "all") for g in line.gaps],
    )
    print_table(
        "What happened in the last 30 days, newest first",
        ["when", "what", "about", "detail"],
        [(_time(e.at), e.kind.value, e.brand or "all", e.detail) for e in events],
        empty="nothing worth telling",
    )


def _left(account: Account) -> str:
    left = account.left
    limits = [counted(n, what) for n, what in ((left.requests, "request"), (left.items, "item")) if n is not None]
    return ", ".join([*limits, *([] if left.dollars is None else [f"${left.dollars:,.2f}"])])


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _events_shape(events: Sequence[SourceEvent] | None) -> dict[str, object]:
    return {} if events is None else {"events": [source_event_shape(e) for e in events]}
