"""The JSON shapes of the command line; programs rely on their keys."""

from datetime import datetime
from typing import Any

from groundswell.gaps import Gap
from groundswell.quality import Checked, Line
from groundswell.standing import SourceLine
from storage.models import (
    Alert,
    Card,
    Correction,
    IssueSummary,
    LearnedModel,
    QuarantinedRow,
    ReadMention,
    SourceEvent,
)


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


def correction_shape(given: Correction) -> dict[str, Any]:
    """Give a person's answer as `correct --json` prints it; `said` is what was read, empty for nothing."""
    return {
        "id": given.id,
        "mention": given.mention_id,
        "aspect": given.aspect.value,
        "brand": given.brand,
        "value": given.value,
        "said": given.said,
        "model": given.model,
        "confidence": given.confidence,
        "drawn": given.drawn,
        "by": given.actor.name,
        "at": given.at,
    }


def model_shape(model: LearnedModel) -> dict[str, Any]:
    """Give a learnt model as `models --json` and `learn --json` print it."""
    return {
        "id": model.id,
        "aspect": model.aspect.value,
        "scope": model.scope,
        "version": model.version,
        "origin": model.origin.value,
        "state": model.state.value,
        "labels": dict(model.gate.labels),
        "candidate": model.gate.candidate,
        "incumbent": model.gate.incumbent,
        "reason": model.gate.reason,
        "made_at": model.made_at,
    }


def line_shape(line: Line) -> dict[str, Any]:
    """Give how well something is read as `quality --json` prints it."""
    return {
        "language": line.language or None,
        "kind": line.kind.value,
        "source": line.source,
        "model": line.model or None,
        "mentions": line.mentions,
        "abstained": line.abstained,
        "answers": line.answers,
        "drawn": _checked_shape(line.drawn),
        "picked": _checked_shape(line.picked),
    }


def drawn_shape(drawn: ReadMention) -> dict[str, Any]:
    """Give a mention that was drawn to be checked as `quality --ask --json` prints it."""
    reading = drawn.reading
    return {
        "mention": drawn.stored.id,
        "language": reading.language.value if reading else None,
        "sentiment": reading.sentiment.value if reading else None,
        "voice": reading.voice.value if reading else None,
        "brands": [match.brand for match in drawn.stored.matches],
        "text": drawn.stored.mention.text,
    }


def _checked_shape(checked: Checked) -> dict[str, Any]:
    low, high = checked.interval
    return {
        "asked": checked.asked,
        "right": checked.right,
        "precision": checked.precision,
        "low": low if checked.asked else None,
        "high": high if checked.asked else None,
    }
