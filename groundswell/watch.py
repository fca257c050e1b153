"""What is watched and who hears of it, as the store holds it; and the defaults of a new store."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime

from groundswell import plugins
from storage import brands, events, rules, sources
from storage.database import Transaction
from storage.errors import SettingsError
from storage.models import (
    Brand,
    BrandId,
    ChannelSettings,
    Lane,
    Rule,
    Source,
    SourceEvent,
    SourceEventKind,
)

LOG = ChannelSettings(name="log", plugin="log")
DEFAULT_RULES = (
    Rule(name="rising", lane=Lane.VOLUME, channels=("log",)),
    Rule(name="harm", lane=Lane.SEVERITY, channels=("log",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """All that people decide about what is watched and who hears of it."""

    brands: tuple[Brand, ...] = ()
    sources: tuple[Source, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()
    rules: tuple[Rule, ...] = ()


def load(tx: Transaction) -> Watch:
    """Read what the store watches."""
    return Watch(
        brands=brands.everything(tx),
        sources=tuple(state.source for state in sources.states(tx)),
        channels=rules.channels(tx),
        rules=rules.rules(tx),
    )


def save(tx: Transaction, watch: Watch, now: datetime) -> tuple[SourceEvent, ...]:
    """Put a watch into the store: entries of the same name are replaced, others stay.

    What is looked for may change by that; it is recorded, because it explains counts, and given back.
    Raises SettingsError where a rule names a channel or a brand that neither the watch nor the store knows.
    """
    known = load(tx)
    channels = {c.name for c in (*known.channels, *watch.channels)}
    known_brands = {b.id for b in (*known.brands, *watch.brands)}
    for rule in watch.rules:
        for channel in rule.channels:
            _require(rule, "channel", channel, channels)
        if rule.brand is not None:
            _require(rule, "brand", rule.brand, known_brands)
    for source in watch.sources:
        about = source.options.get("brand")
        if about is not None and about not in known_brands:
            raise SettingsError(
                f"source {source.name!r}: there is no brand {about!r}; known are "
                f"{', '.join(sorted(known_brands)) or 'none yet'}"
            )
    for brand in watch.brands:
        brands.save(tx, brand)
    for source in watch.sources:
        sources.save(tx, source)
    for settings in watch.channels:
        rules.save_channel(tx, settings)
    for rule in watch.rules:
        rules.save_rule(tx, rule)
    edits = tuple(query_edits(known, load(tx), now))
    events.record(tx, edits)
    return edits


def query_edits(before: Watch, after: Watch, now: datetime) -> Iterator[SourceEvent]:
    """Tell what is asked of each source from `now` on and was not before: names, options, brands, the source itself."""
    known_brands, known_sources = {b.id: b for b in before.brands}, {s.name: s for s in before.sources}
    for source in after.sources:
        if not source.enabled:
            continue
        known = known_sources.get(source.name)
        is_read = known is not None and known.enabled
        options = _changed_options(known, source) if known is not None and is_read else []
        if options:
            yield _event(source, SourceEventKind.QUERY_EDIT, now, f"other options: {', '.join(options)}")
        for brand in after.brands:
            if brand.id not in known_brands:
                yield _event(source, SourceEventKind.FIRST_START, now, brand.name, brand.id)
            elif not is_read:
                # A place more is another level: what it adds is no rise.
                yield _event(source, SourceEventKind.QUERY_EDIT, now, f"{brand.name}: read here too", brand.id)
            elif said := _changed_names(known_brands[brand.id], brand):
                yield _event(source, SourceEventKind.QUERY_EDIT, now, f"{brand.name}: {said}", brand.id)


def _changed_names(before: Brand, after: Brand) -> str:
    old, new = ({brand.name, *brand.aliases} for brand in (before, after))
    was, now = set(before.excluded), set(after.excluded)
    ours, own = set(before.accounts), set(after.accounts)
    meaning, meant = set(before.context), set(after.context)
    changes = (
        ("also", new - old),
        ("no longer", old - new),
        ("not where it says", now - was),
        ("also where it says", was - now),
        ("its own voice", own - ours),
        ("no longer its own voice", ours - own),
        ("only where it says", meant if meant != meaning else set()),
        ("not only where it says", meaning if not meant else set()),
    )
    return "; ".join(f"{how} {', '.join(sorted(words))}" for how, words in changes if words)


def _changed_options(before: Source, after: Source) -> list[str]:
    """Name the options that changed and decide what is asked for; where a secret is kept, for one, does not."""
    names = sorted({*before.options, *after.options})
    changed = [name for name in names if before.options.get(name) != after.options.get(name)]
    return [name for name in changed if plugins.asks_by(after.collector, name)]


def _event(
    source: Source, kind: SourceEventKind, at: datetime, detail: str, brand: BrandId | None = None
) -> SourceEvent:
    return SourceEvent(source=source.name, kind=kind, at=at, detail=detail, brand=brand)


def _require(rule: Rule, what: str, name: str, known: Set[str]) -> None:
    if name not in known:
        raise SettingsError(
            f"rule {rule.name!r}: there is no {what} {name!r}; known are {', '.join(sorted(known)) or 'none yet'}"
        )
