"""When a mention brings a new reporter to a series: the rule of seven days.

Whoever reports the same again within seven days, and whoever repeats the same words, is not another person. So a
mention brings a new reporter only if neither its reporter nor its fingerprint was seen in the series in the seven days
before it.

Of each reporter and each fingerprint the store keeps *stretches*: first and last sighting of a run in which no two
neighbours lie more than seven days apart. In the order of time this is the rule itself. A mention that comes late is
held against both sides: if the same was seen in the seven days after it, that sighting was counted already, and to
count this one too would make two of one person. So the order of arrival may decide at which of two near sightings a
person is counted, and never makes the person count twice.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.columns import seconds_of
from storage.models import Increment, SourceName

APART_SECONDS = 7 * 24 * 3600

Stretch = tuple[int, int]
"""First and last sighting, in seconds since 1970."""

Key = int
"""Who or what was seen in which series; a hash, so that it names nobody."""


def reporter(source: SourceName, author_key: str | None, external_id: str) -> str:
    """Tell independent people apart: the author where the source names one, else the mention itself.

    >>> reporter(SourceName("x"), "ana", "17"), reporter(SourceName("x"), None, "17")
    ('x:ana', 'x:#17')
    """
    return f"{source}:{author_key or f'#{external_id}'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One mention in one series; `keys` are those of its reporter and of its words."""

    at: int
    keys: tuple[Key, ...]


def sighting(increment: Increment) -> Sighting:
    """Say who and what an increment shows in its series; a reporter or fingerprint that is empty identifies nobody."""
    where = (increment.series.brand, increment.series.kind.value, increment.series.key)
    seen = (("reporter", increment.reporter), ("fingerprint", increment.fingerprint))
    return Sighting(at=seconds_of(increment.at), keys=tuple(_key(*where, what, value) for what, value in seen if value))


def tally(
    sightings: Iterable[Sighting], known: Mapping[Key, list[Stretch]]
) -> tuple[list[bool], dict[Key, list[Stretch]]]:
    """Decide for each sighting, in the order given, whether it brings a new reporter; give the stretches afterwards.

    `known` must hold every stretch of the keys seen that reaches within seven days of a sighting.

    >>> week = APART_SECONDS
    >>> tally([Sighting(at=t, keys=(5,)) for t in (0, week, 2 * week + 1, 2 * week)], {})
    ([True, False, True, False], {5: [(0, 1209601)]})
    """
    after = {key: list(stretches) for key, stretches in known.items()}
    new = []
    for sighting in sightings:
        seen = False
        for key in sighting.keys:
            after[key], met = _joined(after.get(key, []), sighting.at)
            seen = seen or met
        new.append(not seen)
    return new, after


def untold(
    sightings: Iterable[Sighting], known: Mapping[Key, list[Stretch]]
) -> tuple[list[bool], dict[Key, list[Stretch]]]:
    """Decide for sightings that are taken back whether a reporter goes with each; give the stretches afterwards.

    One goes where nothing near it shows the same person or the same words. Elsewhere it cannot be known which of the
    sightings brought the reporter, and those left behind still show one.

    >>> untold([Sighting(at=0, keys=(5,)), Sighting(at=9, keys=(6, 7))], {5: [(0, 0)], 6: [(9, 9)], 7: [(3, 9)]})
    ([True, False], {5: [], 6: [], 7: [(3, 9)]})
    """
    after = {key: list(stretches) for key, stretches in known.items()}
    gone = []
    for sighting in sightings:
        alone = (sighting.at, sighting.at)
        lone = [key for key in sighting.keys if alone in after.get(key, ())]
        for key in lone:
            after[key].remove(alone)
        gone.append(len(lone) == len(sighting.keys))
    return gone, after


def _key(*parts: str) -> Key:
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _joined(stretches: list[Stretch], at: int) -> tuple[list[Stretch], bool]:
    """Add a sighting to the stretches it is near to, which thereby become one; say whether there were any."""
    near = [s for s in stretches if s[0] - APART_SECONDS <= at <= s[1] + APART_SECONDS]
    if not near:
        return [*stretches, (at, at)], False
    far = [s for s in stretches if s not in near]
    return [*far, (min(at, *(s[0] for s in near)), max(at, *(s[1] for s in near)))], True
