"""How numbers, times and levels are said."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.models import Alert, AlertState, Lane, Severity

SEVERITIES = {
    Severity.NONE: "no harm done",
    Severity.NEAR_MISS: "near miss",
    Severity.FIRST_AID: "first aid or less",
    Severity.TREATMENT: "treated by a doctor",
    Severity.ADMISSION: "hospital or worse",
}
LANES = {Lane.VOLUME: "Rising", Lane.SEVERITY: "Harm reported"}
STATES = {
    AlertState.OPEN: "nobody is on it yet",
    AlertState.ACKNOWLEDGED: "someone is on it",
    AlertState.RESOLVED: "resolved",
}


def literal(text: str) -> str:
    r"""Escape text for titles and captions, which Streamlit reads as Markdown: a name could load a picture.

    >>> print(literal("Acme ![x](https://evil.example)"))
    Acme \!\[x\]\(https\://evil.example\)
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-!|<>~$:@&])", r"\\\1", text)


def people(number: int) -> str:
    """Count people.

    >>> people(1), people(64)
    ('1 person', '64 people')
    """
    return "1 person" if number == 1 else f"{number:,} people"


def moment(time: datetime, zone: ZoneInfo) -> str:
    """Say a time in the brand's zone."""
    return f"{time.astimezone(zone):%a %d %b, %H:%M}"


def ago(time: datetime, now: datetime) -> str:
    """Say how long ago something was.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 11, 22, tzinfo=UTC)
    >>> ago(now - timedelta(minutes=5), now), ago(now - timedelta(hours=30), now), ago(now - timedelta(days=9), now)
    ('5 min ago', '30 h ago', '9 days ago')
    """
    minutes = max(0, int((now - time).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def standing(alert: Alert) -> str:
    """Say who is on an alert."""
    if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by:
        return f"{alert.acknowledged_by.name} is on it"
    return STATES[alert.state]


def expected(value: float | None) -> str:
    """Say what would be usual.

    >>> expected(0.2), expected(12.4), expected(None)
    ('less than 1', 'about 12', '–')
    """
    if value is None:
        return "–"
    return "less than 1" if value < 1 else f"about {value:,.0f}"


def chance(p: float | None) -> str:
    """Say how often chance alone does this.

    >>> chance(0.00002), chance(1e-12), chance(None)
    ('1 in 50,000', 'less than 1 in a million', '–')
    """
    if p is None:
        return "–"
    return "less than 1 in a million" if p < 1e-6 else f"1 in {round(1 / p):,}"
