"""How numbers, times and levels are said."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from storage.models import (
    PERSON,
    Alert,
    AlertState,
    Kind,
    Lane,
    ModelState,
    Origin,
    Rating,
    Severity,
    SourceEvent,
    SourceEventKind,
    Standing,
    Verdict,
    Voice,
)
from storage.text import span

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

VERDICTS = {
    Verdict.HISTORY: "It was collected late, as history.",
    Verdict.QUERY_CHANGED: "Other things are looked for since then.",
    Verdict.REREAD: "Another model began to read; it can be judged three days later, or once `groundswell reread` has "
    "read history again.",
    Verdict.NO_BASELINE: "Too little came before it to compare with.",
    Verdict.COLLECTION_BEGAN: "Collecting had only just begun.",
}
VOICES = {
    Voice.CUSTOMER: "a customer",
    Voice.SPAM: "spam",
    Voice.PRESS: "press",
    Voice.AGENT: "customer service",
    Voice.BRAND: "the brand's own",
    Voice.BOT: "bot",
    Voice.GIVEAWAY: "giveaway",
}
KINDS = {Kind.MENTION: "posts", Kind.REVIEW: "reviews", Kind.TICKET: "tickets", Kind.SURVEY: "survey answers"}
LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "sw": "Swahili", "th": "Thai", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
READERS = {
    "": "nobody",
    "none": "nobody",
    "rating": "customers' ratings",
    "voice rules": "our rules",
    "relevance rules": "our rules",
    PERSON: "a person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a state looks beside its words, which alone must tell it too."""

    colour: Literal["green", "blue", "orange", "red", "gray"]
    icon: str


NEW = Look(colour="gray", icon=":material/schedule:")
STANDINGS = {
    Standing.FINE: Look(colour="green", icon=":material/check_circle:"),
    Standing.UNFINISHED: Look(colour="blue", icon=":material/fast_forward:"),
    Standing.LIMITED: Look(colour="blue", icon=":material/hourglass_top:"),
    Standing.SPENT: Look(colour="orange", icon=":material/payments:"),
    Standing.FAILING: Look(colour="orange", icon=":material/error:"),
    Standing.RESTING: Look(colour="orange", icon=":material/bedtime:"),
    Standing.STOPPED: Look(colour="red", icon=":material/person_alert:"),
}
MODELS = {
    ModelState.PROMOTED: Look(colour="green", icon=":material/check_circle:"),
    ModelState.REFUSED: Look(colour="orange", icon=":material/block:"),
    ModelState.RETIRED: Look(colour="gray", icon=":material/history:"),
}
MODEL_STATES = {
    ModelState.PROMOTED: "reads now",
    ModelState.REFUSED: "not good enough",
    ModelState.RETIRED: "an earlier one",
}
LEARNT_FROM = {
    Origin.CORRECTIONS: "answers and ratings",
    Origin.RATINGS: "customers' ratings",
    Origin.OWN_WORDS: "mentions whose feeling known words tell",
}
HAPPENED = {
    SourceEventKind.FIRST_START: "was read for the first time",
    SourceEventKind.HEARTBEAT: "is still read",
    SourceEventKind.SILENCE: "fell silent",
    SourceEventKind.CATCH_UP: "caught up",
    SourceEventKind.QUERY_EDIT: "is searched for something else from here on",
    SourceEventKind.LOOP: "answered in a circle",
    SourceEventKind.BUDGET_SPENT: "used up its budget",
    SourceEventKind.FAILURE: "could not be read",
}


def literal(text: str) -> str:
    r"""Escape text for titles and captions, which Streamlit reads as Markdown: a name could load a picture.

    Addresses are made links after escapes are read, so a character that nobody sees parts them.

    >>> print(literal("Acme ![x](https://evil.example)").replace("\u2060", "·"))
    Acme \!\[x\]\(https\:·//evil.example\)
    """
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-!|<>~$:@&])", r"\\\1", text)
    return re.sub(r"(:(?=//)|www(?=\.)|@)", "\\1\u2060", escaped, flags=re.IGNORECASE)


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
    return f"{span(now - time)} ago"


def sentence(text: str) -> str:
    """Begin with a capital and end with a stop; nothing stays nothing.

    >>> sentence("it waits"), sentence("")
    ('It waits.', '')
    """
    return text and text[:1].upper() + text[1:].rstrip(".") + "."


def happened(event: SourceEvent) -> str:
    """Say what happened to a source, to be read after its name."""
    if event.kind is SourceEventKind.FIRST_START and event.brand is not None:
        return f"is searched for {event.detail or event.brand} too from here on"
    return f"{HAPPENED[event.kind]}{': ' if event.detail else ''}{event.detail}"


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


def language(code: str | None) -> str:
    """Name a language.

    >>> language("sw"), language("xh"), language(None)
    ('Swahili', 'xh', 'unknown language')
    """
    return LANGUAGES.get(code, code) if code else "unknown language"


def reader(model: str) -> str:
    """Say in plain words who reads feelings, voices, or what is about a brand.

    >>> reader("vaderSentiment 3.3.2 and en pack 1"), reader("id pack 1"), reader("learnt en/review 3"), reader("")
    ('English word lists (VADER and ours)', 'Indonesian word list', 'learnt model, version 3', 'nobody')
    >>> reader("learnt voice 2"), reader("learnt us-airways 12"), reader("voice rules")
    ('learnt model, version 2', 'learnt model, version 12', 'our rules')
    """
    match model.split():
        case ["vaderSentiment", *_]:
            return "English word lists (VADER and ours)"
        case [code, "pack", _]:
            return f"{language(code)} word list"
        case ["learnt", *_, version]:
            return f"learnt model, version {version}"
        case _:
            return READERS.get(model, model)


def rating(given: Rating) -> str:
    """Say how many stars or points a customer gave.

    >>> rating(Rating(value=2)), rating(Rating(value=7.5, low=0, high=10))
    ('2 of 5 stars', '7.5 of 10 points')
    """
    unit = "stars" if (given.low, given.high) == (1, 5) else "points"
    return f"{given.value:g} of {given.high:g} {unit}"


def between(bounds: tuple[float, float]) -> str:
    """Say between which shares one lies.

    >>> between((0.699, 0.972))
    '70–97%'
    """
    return f"{100 * bounds[0]:.0f}–{bounds[1]:.0%}"
