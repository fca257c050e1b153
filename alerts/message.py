"""What a message says, and in which order: a plain text that a person woken at night understands without opening it.

The title alone must be enough on a locked screen; the body begins with what is new.
"""

from datetime import datetime, tzinfo
from urllib.parse import quote

from alerts.wording import HARM, chance, moment, named_zone, people, plain, ranked, usually
from storage.models import Alert, AlertState, Lane, Message, Occasion, Severity, Signal
from storage.text import counted, one_line, span

TITLE = 140
BRAND = 24
REASON = 500
QUOTE = 200
QUOTES = 3

OPENING = {
    (Lane.SEVERITY, Occasion.OPENED): "Harm reported",
    (Lane.SEVERITY, Occasion.ESCALATED): "More harm reported",
    (Lane.SEVERITY, Occasion.RESOLVED): "Resolved",
    (Lane.VOLUME, Occasion.OPENED): "Rising",
    (Lane.VOLUME, Occasion.ESCALATED): "Getting worse",
    (Lane.VOLUME, Occasion.RESOLVED): "Resolved",
}

NEXT = {
    Lane.SEVERITY: (
        "Read every report.",
        "Tell product safety and legal: authorities may have to know within 24 hours.",
        "Answer each person where they wrote: ask how they are, then for lot number and receipt.",
        "Pause posts and adverts for the product; consider stopping its sale until the cause is known.",
    ),
    Lane.VOLUME: (
        "Read what they say: is it one cause, and is it ours?",
        "Ask whoever owns the cause what happened, and until when.",
        "Post a holding statement where people are asking, and tell support what to answer.",
    ),
}


def compose(
    alert: Alert,
    occasion: Occasion,
    *,
    brand_name: str,
    base_url: str,
    channel: str,
    now: datetime,
    timezone: str,
    before: Alert | None = None,
) -> Message:
    """Write the message about a stored alert for one channel.

    `before` is the alert as it was before an escalation; without it the message tells only what is now. Times are
    told in `timezone` (an IANA name; UTC where it is unknown). The key holds the alert, its version and the channel,
    in characters that fit a header, so that a repeat is known as one. Raises ValueError for an alert that has no id.
    """
    if alert.id is None:
        raise ValueError("an alert must be stored before it is spoken of; this one has no id")
    url = f"{base_url.rstrip('/')}/alerts?alert={alert.id}"
    zone = named_zone(timezone)
    sections = _over(alert, zone) if occasion is Occasion.RESOLVED else _alarm(alert, occasion, before, zone)
    foot = f"{one_line(brand_name, TITLE)}, alert {alert.id}. Evidence: {url}"
    return Message(
        key=f"gw-{alert.id}-{alert.version}-{quote(channel, safe='').replace('.', '%2E')}",
        occasion=occasion,
        alert=alert.id,
        brand=alert.signal.brand,
        lane=alert.signal.lane,
        severity=alert.signal.severity,
        title=_title(alert, occasion, brand_name),
        body="\n\n".join([*(f"{name}\n{text}" for name, text in sections), foot]),
        url=url,
        sent_at=now,
    )


def _title(alert: Alert, occasion: Occasion, brand_name: str) -> str:
    signal = alert.signal
    before = f"{OPENING[signal.lane, occasion]} · {one_line(brand_name, BRAND)} · "
    after = "" if occasion is Occasion.RESOLVED else f" · {_size(alert)}"
    room = TITLE - len(before) - len(after)
    return before + (plain(signal.title, room) or plain(signal.subject, room)) + after


def _size(alert: Alert) -> str:
    signal = alert.signal
    if signal.lane is Lane.SEVERITY:
        return f"{people(signal.reporters)}, {'worst: ' if signal.reporters > 1 else ''}{HARM[signal.severity]}"
    number = people(signal.observed) if signal.observed == signal.reporters else counted(signal.observed, "mention")
    return ", ".join(filter(None, [f"{number} in {span(alert.seen_at - signal.since)}", usually(signal.expected)]))


def _alarm(alert: Alert, occasion: Occasion, before: Alert | None, zone: tzinfo) -> list[tuple[str, str]]:
    signal = alert.signal
    since = f"{moment(signal.since, zone)} ({zone}), {span(alert.seen_at - signal.since)} before this was written."
    said = [f"“{words}”" for words in (plain(text, QUOTE) for text in signal.evidence.quotes[:QUOTES]) if words]
    sections = [
        ("WHAT CHANGED", _change(signal, before) if occasion is Occasion.ESCALATED else ""),
        ("WHY", _why(signal)),
        ("SINCE WHEN", since),
        ("HOW MANY", _how_many(signal)),
        ("WHAT THEY SAY", "\n".join(said)),
        ("WHAT TO DO", _next_steps(alert, zone)),
    ]
    return [(name, text) for name, text in sections if text]


def _over(alert: Alert, zone: tzinfo) -> list[tuple[str, str]]:
    ended = f", resolved {moment(alert.resolved_at, zone)}" if alert.resolved_at else ""
    told = f"{people(alert.told_people)} at the last message, {alert.signal.reporters:,} when last seen."
    if alert.told_severity > Severity.NONE:
        told += f" Worst harm told: {HARM[alert.told_severity]}."
    return [
        ("WHY", f"Resolved: {plain(alert.resolution, REASON).rstrip('.') or 'no reason given'}."),
        ("SINCE WHEN", f"Began {moment(alert.signal.since, zone)}{ended} ({zone})."),
        ("HOW MANY", told),
        ("WHAT TO DO", "Nothing at once. See that what was promised to customers is kept."),
    ]


def _change(signal: Signal, before: Alert | None) -> str:
    if before is None:
        return f"{people(signal.reporters)} now."
    told = f"{people(signal.reporters)} now, {before.told_people:,} at the last message."
    if signal.severity > before.told_severity:
        told += f" Worst harm now: {HARM[signal.severity]}; at the last message: {HARM[before.told_severity]}."
    return told


def _why(signal: Signal) -> str:
    parts = [f"{plain(signal.reason, REASON).rstrip('.') or 'No reason given'}."]
    if odds := chance(signal.p):
        parts.append(f"Chance of this in ordinary times: {odds}.")
    if signal.lane is Lane.SEVERITY:
        parts.append(f"Worst harm: {HARM[signal.severity]}.")
    elif signal.severity > Severity.NONE:
        parts.append(f"Harm is reported too (worst: {HARM[signal.severity]}); answer those people first.")
    return " ".join(parts)


def _how_many(signal: Signal) -> str:
    evidence = signal.evidence
    who = counted(signal.reporters, "independent person", "independent people")
    what = counted(max(signal.observed, len(evidence.mentions)), "mention")
    usual = f" ({usually(signal.expected)})" if signal.expected is not None else ""
    # What is expected has the unit of what was observed.
    numbers = f"{who}{usual}, {what}." if signal.observed == signal.reporters else f"{who}, {what}{usual}."
    groups = (("source", evidence.sources), ("language", evidence.languages), ("product", evidence.products))
    return "\n".join([numbers, *(ranked(kind, reporters) for kind, reporters in groups if reporters)])


def _next_steps(alert: Alert, zone: tzinfo) -> str:
    if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by:
        when = f" ({moment(alert.acknowledged_at, zone)})" if alert.acknowledged_at else ""
        first = f"{plain(alert.acknowledged_by.name, 60)} acknowledged this{when}: speak with them first."
    else:
        first = "Acknowledge the alert, so that others know you are on it."
    return "\n".join(f"{n}. {step}" for n, step in enumerate((first, *NEXT[alert.signal.lane]), start=1))
