"""The JSON shapes of the command line; programs rely on their keys."""

from datetime import datetime
from typing import Any

from groundswell.gaps import Gap
from groundswell.standing import SourceLine
from storage.models import Alert, Card, IssueSummary, QuarantinedRow, SourceEvent


def alert_shape(alert: Alert) -> dict[str, Any]:
    """Give an alert as `alerts --json` prints it."""
    signal = alert.signal
    return {
        "id": alert.id,
        "state": alert.state.value,
        "rule": alert.rule,
        "brand": signal.brand,
        "lane": signal.lane.value,
        "subject": signal.subject,
        "title": signal.title,
        "reason": signal.reason,
        "since": signal.since,
        "opened_at": alert.opened_at,
        "seen_at": alert.seen_at,
        "mentions": signal.observed,
        "reporters": signal.reporters,
        "expected": signal.expected,
        "p": signal.p,
        "q": signal.q,
        "severity": int(signal.severity),
        "sources": dict(signal.evidence.sources),
        "languages": dict(signal.evidence.languages),
        "products": dict(signal.evidence.products),
        "acknowledged_by": alert.acknowledged_by.name if alert.acknowledged_by else None,
        "resolved_at": alert.resolved_at,
        "resolution": alert.resolution,
    }


def issue_shape(summary: IssueSummary, until: datetime) -> dict[str, Any]:
    """Give an issue as `issues --json` prints it; its weeks end at `until`."""
    issue = summary.issue
    return {
        "id": issue.id,
        "brand": issue.space.brand,
        "language": issue.space.language,
        "name": issue.name,
        "status": issue.status.value,
        "owner": issue.owner,
        "mentions": summary.mentions,
        "reporters": summary.reporters,
        "week": summary.week,
        "week_before": summary.week_before,
        "weeks_until": until,
        "first_at": summary.first_at,
        "last_at": summary.last_at,
        "severity": int(summary.severity),
        "quote": summary.quote,
    }


def card_shape(card: Card) -> dict[str, Any]:
    """Give a severity card as `replay --json` prints it."""
    return {
        "brand": card.brand,
        "product": card.product,
        "hazard": card.hazard.value,
        "severity": int(card.severity),
        "potential": int(card.potential),
        "trigger": card.trigger.value,
        "opened_at": card.opened_at,
        "reporters": card.reporters,
        "earlier": card.earlier,
        "reports": [{"mention": r.mention_id, "at": r.published_at, "severity": int(r.severity)} for r in card.reports],
    }


def row_shape(row: QuarantinedRow) -> dict[str, Any]:
    """Give a row in quarantine as `check --json` and `import --json` print it."""
    return {"source": row.source, "at": row.at, "place": row.place, "reason": row.reason, "raw": row.raw}


def source_shape(line: SourceLine) -> dict[str, Any]:
    """Give a source as `sources --json` prints it; what it used and has left is of the period that ends then."""
    reach, account = line.reach, line.account
    return {
        "name": line.source.name,
        "collector": line.source.collector,
        "enabled": line.source.enabled,
        "standing": line.standing.value,
        "reason": line.reason,
        "todo": line.todo,
        "command": line.command,
        "attempted_at": line.attempted_at,
        "succeeded_at": line.succeeded_at,
        "due_at": line.due_at,
        "covered_since": reach.since if reach else None,
        "covered_until": reach.until if reach else None,
        "lag_seconds": None if line.lag is None else int(line.lag.total_seconds()),
        "mentions": line.mentions,
        "mentions_today": line.today,
        "period": account.budget.period.value,
        "period_until": account.until,
        "requests": account.used.requests,
        "items": account.used.items,
        "dollars": account.used.dollars,
        "requests_left": account.left.requests,
        "items_left": account.left.items,
        "dollars_left": account.left.dollars,
        "gaps": [gap_shape(gap) for gap in line.gaps],
        "event": source_event_shape(line.event) if line.event else None,
    }


def gap_shape(gap: Gap) -> dict[str, Any]:
    """Give a stretch that was not covered; no brands means any."""
    return {"since": gap.since, "until": gap.until, "brands": list(gap.brands)}


def source_event_shape(event: SourceEvent) -> dict[str, Any]:
    """Give something that happened to a source; brand null means any."""
    return {"kind": event.kind.value, "at": event.at, "detail": event.detail, "brand": event.brand}
