"""In which words we speak: one plain text that a person woken at night understands without opening anything.

Whatever a customer, a source or a clustering of their words wrote is defanged: it can carry no link, no ping and no
character that turns the reading order round.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import quote
from zoneinfo import ZoneInfo

from storage.models import Alert, AlertState, Lane, Message, Occasion, Severity, Signal
from storage.text import defang, one_line

TITLE = 110
QUOTE = 200
QUOTES = 3
NAMES = 5

BARE_NAME = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_]{2})")

HARM = {
    Severity.NONE: "no injury named",
    Severity.NEAR_MISS: "a near miss",
    Severity.FIRST_AID: "first aid or less",
    Severity.TREATMENT: "treated by a doctor",
    Severity.ADMISSION: "hospital or death",
}

OPENING = {
    (Lane.SEVERITY, Occasion.OPENED): "Harm reported: ",
    (Lane.SEVERITY, Occasion.ESCALATED): "More harm reported: ",
    (Lane.SEVERITY, Occasion.RESOLVED): "Resolved: ",
    (Lane.VOLUME, Occasion.OPENED): "Rising: ",
    (Lane.VOLUME, Occasion.ESCALATED): "Still rising: ",
    (Lane.VOLUME, Occasion.RESOLVED): "Resolved: ",
}

NEXT = {
    Lane.SEVERITY: (
        "Read the reports, every one of them.",
        "Reply to each reporter on the channel where they spoke: ask how they are, and for the lot number and receipt.",
        "Bring in product safety and legal.",
        "Consider stopping the sale until the cause is known.",
    ),
    Lane.VOLUME: (
        "Read what they say: is it one cause?",
        "Post a holding statement where people are asking.",
        "Tell the support leads what to answer.",
    ),
}


def compose(
    alert: Alert, occasion: Occasion, *, brand_name: str, base_url: str, channel: str, now: datetime, timezone: str
) -> Message:
    """Write the message about a stored alert for one channel.

    Times are told in `timezone` (an IANA name; UTC where it is unknown). The key holds the alert, its version and
    the channel, in characters that fit a header, so that a repeat is known as one. Raises ValueError for an alert
    that has no id yet.
    """
    if alert.id is None:
        raise ValueError("an alert must be stored before it is spoken of; this one has no id")
    url = f"{base_url.rstrip('/')}/alerts?alert={alert.id}"
    zone = _zone(timezone)
    sections = _over(alert, zone) if occasion is Occasion.RESOLVED else _alarm(alert, occasion, zone)
    head = f"{one_line(brand_name, TITLE)} · alert {alert.id}"
    body = "\n\n".join([head, *(f"{name}\n{text}" for name, text in sections), f"Evidence: {url}"])
    return Message(
        key=f"gw-{alert.id}-{alert.version}-{quote(channel, safe='').replace('.', '%2E')}",
        occasion=occasion,
        alert=alert.id,
        brand=alert.signal.brand,
        lane=alert.signal.lane,
        severity=alert.signal.severity,
        title=_title(alert, occasion),
        body=body,
        url=url,
        sent_at=now,
    )


def chance(p: float | None) -> str:
    """Say a probability as a person would; empty where it is unknown or nothing unusual.

    >>> chance(0.0000247), chance(1e-9), chance(0.7), chance(None)
    ('1 in 40,000', 'less than 1 in a million', '', '')
    """
    if p is None or not 0 <= p < 0.5:
        return ""
    if p < 1e-6:
        return "less than 1 in a million"
    return f"1 in {int(float(f'{1 / p:.2g}')):,}"


def _title(alert: Alert, occasion: Occasion) -> str:
    signal = alert.signal
    opening = OPENING[signal.lane, occasion]
    if occasion is Occasion.RESOLVED:
        ending = f" – {_people(signal.reporters)}"
    elif signal.lane is Lane.SEVERITY:
        ending = f" ({_people(signal.reporters)}, {HARM[signal.severity]})"
    else:
        ending = f" – {_rate(signal)} in {_span(alert.seen_at - signal.since)}{_usual(signal, ', usually ')}"
    room = TITLE - len(opening) - len(ending)
    return opening + (_plain(signal.title, room) or _plain(signal.subject, room)) + ending


def _alarm(alert: Alert, occasion: Occasion, zone: tzinfo) -> list[tuple[str, str]]:
    signal = alert.signal
    sections = [
        ("WHY", _why(signal)),
        ("SINCE WHEN", f"{_local(signal.since, zone)}; that is {_span(alert.seen_at - signal.since)}."),
        ("HOW MANY", _how_many(signal)),
        ("WHAT TO DO NEXT", _next_steps(alert, zone)),
    ]
    if quotes := [q for q in (_plain(quote, QUOTE) for quote in signal.evidence.quotes[:QUOTES]) if q]:
        sections.insert(3, ("WHAT THEY SAY", "\n".join(f"“{quote}”" for quote in quotes)))
    if occasion is Occasion.ESCALATED:
        sections.insert(0, ("WHAT CHANGED", _growth(signal)))
    return sections


def _over(alert: Alert, zone: tzinfo) -> list[tuple[str, str]]:
    resolved = f", resolved {_local(alert.resolved_at, zone)}" if alert.resolved_at else ""
    return [
        ("WHAT CHANGED", f"Resolved: {_plain(alert.resolution, 500).rstrip('.') or 'no reason given'}."),
        ("SINCE WHEN", f"Began {_local(alert.signal.since, zone)}, last seen {_local(alert.seen_at, zone)}{resolved}."),
        ("HOW MANY", _how_many(alert.signal)),
        ("WHAT TO DO NEXT", "Nothing at once. See that what was promised to customers is kept."),
    ]


def _why(signal: Signal) -> str:
    parts = [f"{_plain(signal.reason, 500).rstrip('.') or 'No reason given'}."]
    if odds := chance(signal.p):
        parts.append(f"Chance of this by accident: {odds}.")
    if signal.lane is Lane.SEVERITY:
        parts.append(f"Worst harm so far: {HARM[signal.severity]}.")
    elif signal.severity > Severity.NONE:
        parts.append(f"Reports of harm are among them; the worst: {HARM[signal.severity]}.")
    return " ".join(parts)


def _growth(signal: Signal) -> str:
    return (
        f"More people or worse harm than at the last message: now {_people(signal.reporters)}; "
        f"worst harm: {HARM[signal.severity]}."
    )


def _how_many(signal: Signal) -> str:
    mentions = max(signal.observed, len(signal.evidence.mentions))
    noun = "mention" if mentions == 1 else "mentions"
    lines = [f"{_people(signal.reporters, 'independent ')}, {mentions:,} {noun}{_usual(signal, '; usual would be ')}."]
    groups = (
        ("source", signal.evidence.sources),
        ("language", signal.evidence.languages),
        ("product", signal.evidence.products),
    )
    lines += [f"By {name}: {_ranked(people)}" for name, people in groups if people]
    return "\n".join(lines)


def _ranked(people: Mapping[str, int]) -> str:
    """List the names with most reporters first.

    >>> _ranked({"reddit": 2, "x": 40})
    'x 40, reddit 2'
    """
    ranked = sorted(people.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = ", ".join(f"{_plain(name, 60) or 'not named'} {count:,}" for name, count in ranked[:NAMES])
    return listed + (f" and {len(ranked) - NAMES} more" if len(ranked) > NAMES else "")


def _next_steps(alert: Alert, zone: tzinfo) -> str:
    if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by:
        when = f" on {_local(alert.acknowledged_at, zone)}" if alert.acknowledged_at else ""
        first = f"{_plain(alert.acknowledged_by.name, 60)} took this on{when}: speak with them first."
    else:
        first = "Acknowledge the alert, so that others know you are on it."
    return "\n".join(f"{n}. {step}" for n, step in enumerate((first, *NEXT[alert.signal.lane]), start=1))


def _rate(signal: Signal) -> str:
    if signal.observed == signal.reporters:
        return _people(signal.reporters)
    return f"{signal.observed:,} mentions by {_people(signal.reporters)}"


def _usual(signal: Signal, lead: str) -> str:
    """Say the expected count, which is in the unit of `observed`; empty where no rate was tested."""
    if signal.expected is None:
        return ""
    return lead + (f"about {signal.expected:,.0f}" if signal.expected >= 0.5 else "less than 1")


def _people(count: int, kind: str = "") -> str:
    return f"1 {kind}person" if count == 1 else f"{count:,} {kind}people"


def _span(length: timedelta) -> str:
    """Say how long, in the unit a person would use.

    >>> _span(timedelta(hours=7.8)), _span(timedelta(minutes=5)), _span(timedelta(days=11))
    ('8 h', '1 h', '11 days')
    """
    hours = max(1, round(length / timedelta(hours=1)))
    return f"{hours} h" if hours < 72 else f"{round(hours / 24)} days"


def _local(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a %d %b %Y, %H:%M} {local.tzname()}" + ("" if local.tzname() == str(zone) else f" ({zone})")


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A brand's mistyped zone must not swallow the message about it.
        return UTC


def _plain(text: str, limit: int) -> str:
    """Make strangers' words harmless, on one line.

    >>> _plain("Pay 3.50 at evil.example", 60)
    'Pay 3.50 at evil[.]example'
    """
    # Mail and chat programs make a link of any bare name with a dot in it, too.
    return one_line(BARE_NAME.sub("[.]", defang(text)), limit)
