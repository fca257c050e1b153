"""issues, alerts: what stands, for people and programs; acknowledging and resolving alerts."""

from typing import Annotated

import typer

from groundswell import acts
from groundswell.commands.console import (
    NOTHING_WATCHED,
    BrandOption,
    Json,
    actor,
    chosen,
    now,
    opened,
    print_json,
    print_table,
    say,
)
from groundswell.commands.shapes import alert_shape, issue_shape
from groundswell.present import present
from storage import alerts as stored
from storage import issues as clustered
from storage.models import Alert, AlertId, AlertState, IssueSummary
from storage.text import counted

ALERTS = 1000
_Number = Annotated[
    int,
    typer.Argument(min=1, max=2**63 - 1, metavar="ID", help="The alert's number, as `groundswell alerts` lists it."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("issues")(issues)
    group = typer.Typer(help="List alerts; acknowledge or resolve one.", invoke_without_command=True)
    group.callback()(alerts)
    group.command()(acknowledge)
    group.command()(resolve)
    app.add_typer(group, name="alerts")


def issues(
    context: typer.Context,
    brand: BrandOption = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of each brand, the busiest week first.")] = 20,
    as_json: Json = False,
) -> None:
    """List what customers complain about, grouped.

    The seven days end with the last cycle or the newest mention, whichever is later.
    """
    with opened(context) as house:
        brands = chosen(house, brand)
        with house.database.read() as tx:
            until = {b.id: present(tx, b.id, now()) for b in brands}
            found = {b.id: clustered.everything(tx, b.id, until[b.id])[:limit] for b in brands}
    if as_json:
        print_json([issue_shape(i, until[b]) for b, group in found.items() for i in group])
        return
    for each in brands:
        print_table(
            f"{each.name}: issues; the 7 days end {until[each.id]:%Y-%m-%d %H:%M} UTC",
            ["id", "in", "7 days", "7 before", "all", "people", "issue"],
            [_issue_row(i) for i in found[each.id]],
            empty="none yet; the first form once some 25 complaints were read",
        )
    if not brands:
        say(NOTHING_WATCHED)


def alerts(
    context: typer.Context,
    brand: BrandOption = None,
    unresolved: Annotated[bool, typer.Option("--open", help="Only those that are not resolved.")] = False,
    as_json: Json = False,
) -> None:
    """List alerts, newest first; acknowledge or resolve one."""
    if context.invoked_subcommand is not None:
        return
    with opened(context) as house:
        brands = chosen(house, brand)
        with house.database.read() as tx:
            found = stored.everything(tx, brands[0].id if brand is not None else None, ALERTS)
    listed = [a for a in found if not (unresolved and a.state is AlertState.RESOLVED)]
    if as_json:
        print_json([alert_shape(a) for a in listed])
        return
    print_table(
        "Alerts, newest first; times in UTC",
        ["id", "state", "alert"],
        [_alert_row(a) for a in listed],
        empty="nothing needs attention" if unresolved else "none so far",
    )
    if not brands:
        say(NOTHING_WATCHED)


def acknowledge(context: typer.Context, alert: _Number) -> None:
    """Say that you are on it."""
    with opened(context) as house:
        done = acts.acknowledge(house, AlertId(alert), actor(), now())
    say(f"Alert {alert} is acknowledged by {done.acknowledged_by.name if done.acknowledged_by else 'nobody'}.")


def resolve(
    context: typer.Context,
    alert: _Number,
    reason: Annotated[str, typer.Option(help="What the next reader should know.")],
) -> None:
    """Close an alert by hand."""
    with opened(context) as house:
        acts.resolve(house, AlertId(alert), actor(), reason, now())
    say(f"Alert {alert} is resolved.")


def _issue_row(summary: IssueSummary) -> tuple[str | int | tuple[str, ...], ...]:
    issue = summary.issue
    said = (issue.name, f"“{summary.quote}”") if summary.quote else (issue.name,)
    counts = (summary.week, summary.week_before, summary.mentions, summary.reporters)
    return (issue.id, issue.space.language, *counts, said)


def _alert_row(alert: Alert) -> tuple[str | int | tuple[str, ...], ...]:
    signal = alert.signal
    people = counted(signal.reporters, "person", "people")
    times = f"since {signal.since:%Y-%m-%d %H:%M} · alerted {alert.opened_at:%Y-%m-%d %H:%M}"
    said = [signal.title, f"{signal.brand} · {people} {times}", signal.reason]
    if alert.state is AlertState.RESOLVED and alert.resolved_at is not None:
        said.append(f"resolved {alert.resolved_at:%Y-%m-%d %H:%M}: {alert.resolution}")
    by = alert.acknowledged_by
    state = (alert.state.value, f"by {by.name}") if by and alert.state is AlertState.ACKNOWLEDGED else alert.state.value
    return (alert.id or 0, state, tuple(said))
