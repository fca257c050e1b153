"""What is watched and who hears of it, as the store holds it; and the defaults of a new store."""

from collections.abc import Set
from dataclasses import dataclass

from storage import brands, rules, sources
from storage.database import Transaction
from storage.errors import SettingsError
from storage.models import Brand, ChannelSettings, Lane, Rule, Source

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


def save(tx: Transaction, watch: Watch) -> None:
    """Put a watch into the store: entries of the same name are replaced, others stay.

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
    for brand in watch.brands:
        brands.save(tx, brand)
    for source in watch.sources:
        sources.save(tx, source)
    for settings in watch.channels:
        rules.save_channel(tx, settings)
    for rule in watch.rules:
        rules.save_rule(tx, rule)


def _require(rule: Rule, what: str, name: str, known: Set[str]) -> None:
    if name not in known:
        raise SettingsError(
            f"rule {rule.name!r}: there is no {what} {name!r}; known are {', '.join(sorted(known)) or 'none yet'}"
        )
