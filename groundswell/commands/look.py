"""issues, alerts: what stands, for people and programs; acknowledging and resolving alerts."""

from typing import Annotated

import typer

from groundswell import acts
from groundswell.commands.console import (
    BrandOption,
    Json,
    actor,
    brand_id,
    chosen,
    now,
    opened,
    print_json,
    print_table,
    say,
)
from groundswell.commands.shapes import alert_shape, issue_shape
from storage import alerts as stored
from storage import issues as clustered
from storage.models import AlertId, AlertState


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
    limit: Annotated[int, typer.Option(help="How many of each brand, the busiest week first.")] = 20,
    as_json: Json = False,
) -> None:
    """List what customers complain about, grouped."""
    with opened(context) as house:
        brands = chosen(house, brand)
        with house.database.read() as tx:
            found = {b.id: clustered.everything(tx, b.id, now())[:limit] for b in brands}
    if as_json:
        print_json([issue_shape(i) for group in found.values() for i in group])
        return
    for each in brands:
        rows = [
            (i.issue.id, i.issue.name, i.issue.space.language, i.mentions, i.reporters, i.week, i.week_before, i.quote)
            for i in found[each.id]
        ]
        print_table(
            f"{each.name}: issues",
            ["id", "issue", "in", "mentions", "people", "7 days", "7 before", "for example"],
            rows,
        )


def alerts(
    context: typer.Context,
    brand: BrandOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List alerts, newest first."""
    if context.invoked_subcommand is not None:
        return
    with opened(context) as house:
        wanted = brand_id(house, brand)
        with house.database.read() as tx:
            found = [a for a in stored.everything(tx, wanted, 1000) if everything or a.state is not AlertState.RESOLVED]
    if as_json:
        print_json([alert_shape(a) for a in found])
        return
    rows = [
        (
            a.id,
            a.state,
            a.signal.brand,
            a.signal.title,
            a.signal.reporters,
            f"{a.signal.since:%d %b %H:%M}",
            a.signal.reason,
        )
        for a in found
    ]
    print_table("Alerts (times in UTC)", ["id", "state", "brand", "what", "people", "since", "why"], rows)


def acknowledge(context: typer.Context, alert: int) -> None:
    """Say that you are on it."""
    with opened(context) as house:
        done = acts.acknowledge(house, AlertId(alert), actor(), now())
    say(f"Alert {alert} is acknowledged by {done.acknowledged_by.name if done.acknowledged_by else 'nobody'}.")


def resolve(
    context: typer.Context,
    alert: int,
    reason: Annotated[str, typer.Option(help="What the next reader should know.")],
) -> None:
    """Close an alert by hand."""
    with opened(context) as house:
        acts.resolve(house, AlertId(alert), actor(), reason, now())
    say(f"Alert {alert} is resolved.")
