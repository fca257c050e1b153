"""replay: what would groundswell have said, had it run back then?"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from groundswell import replay as history
from groundswell.commands.console import (
    BrandOption,
    Json,
    bar,
    brand_id,
    opened,
    print_json,
    print_table,
    say,
)
from groundswell.commands.shapes import alert_shape, card_shape, issue_shape
from groundswell.replay import Replayed
from storage.errors import SettingsError
from storage.text import counted

_STEP = re.compile(r"(\d{1,4})(m|h|d)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(replay)


def replay(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help="First day or moment, UTC.")],
    until: Annotated[str, typer.Option("--to", help="Up to, not with, this day or moment, UTC.")],
    step: Annotated[str, typer.Option(help="How often to look: 30m, 1h, 1d.")] = "1h",
    brand: BrandOption = None,
    as_json: Json = False,
) -> None:
    """Tell what would have been said about history.

    History runs through a scratch store with every channel off; your store stays as it is. --json prints the cards of
    the severity lane too.
    """
    start, end, every = moment(since), moment(until), duration(step)
    if not start < end:
        raise SettingsError(f"--from {since} must lie before --to {until}")
    with opened(context) as house, bar() as progress:
        wanted = brand_id(house, brand)
        task = progress.add_task("Replaying", total=-(-(end - start) // every))
        done = history.replay(house, start, end, every, wanted, lambda _: progress.advance(task))
    if as_json:
        print_json(
            {
                "mentions": done.mentions,
                "issues": [issue_shape(i, end) for i in done.issues],
                "alerts": [alert_shape(a) for a in done.alerts],
                "cards": [card_shape(c) for c in done.cards],
                "noticed": [
                    {
                        "brand": n.brand,
                        "series": n.series,
                        "verdict": n.verdict.value,
                        "at": n.at,
                        "observed": n.observed,
                    }
                    for n in done.noticed
                ],
            }
        )
    else:
        _print(done)


def _print(done: Replayed) -> None:
    say(f"{counted(done.mentions, 'mention')} replayed; times in UTC")
    largest = sorted(done.issues, key=lambda i: -i.mentions)[:20]
    print_table(
        "Largest issues",
        ["id", "mentions", "people", "issue"],
        [(i.issue.id, i.mentions, i.reporters, (i.issue.name, f"{i.issue.space.brand}: “{i.quote}”")) for i in largest],
    )
    print_table(
        "Alerts",
        ["opened", "people", "alert"],
        [
            (f"{a.opened_at:%Y-%m-%d %H:%M}", a.signal.reporters, (a.signal.title, a.signal.brand, a.signal.reason))
            for a in sorted(done.alerts, key=lambda a: a.opened_at)
        ],
    )
    print_table(
        "Noticed, and not alerted",
        ["first at", "brand", "verdict", "what"],
        [(f"{n.at:%Y-%m-%d %H:%M}", n.brand, n.verdict.value, f"{n.series}: {n.observed}") for n in done.noticed],
    )


def moment(text: str) -> datetime:
    """Read an ISO date or time; without a zone it is UTC.

    >>> moment("2015-02-17")
    datetime.datetime(2015, 2, 17, 0, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"{text!r} is no date or time; write 2026-11-22 or 2026-11-22T14:00") from None
    if not 1970 <= found.year < 2200:
        raise SettingsError(f"{text!r} lies outside the years 1970 to 2199")
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def duration(text: str) -> timedelta:
    """Read a step such as 30m, 1h or 1d, of no more than four figures."""
    match = _STEP.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise SettingsError(f"{text!r} is no step; write 30m, 1h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
