"""One cycle: collect, analyze, detect, deliver."""

from dataclasses import dataclass, field
from datetime import datetime

from groundswell.analyzing import Analyzed, analyze
from groundswell.collecting import Collected, collect
from groundswell.delivering import Delivered, deliver
from groundswell.detecting import Detected, detect
from groundswell.house import House
from groundswell.lease import held
from storage import leases, state

LAST_CYCLE = "last cycle"
LEASE_SECONDS = 120
"""Longer than reading one batch or judging one brand may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one cycle did."""

    collected: Collected = field(default_factory=Collected)
    analyzed: Analyzed = field(default_factory=Analyzed)
    detected: Detected = field(default_factory=Detected)
    delivered: Delivered = field(default_factory=Delivered)


def cycle(house: House, now: datetime, clock: datetime) -> Cycle:
    """Run one cycle.

    `now` is the time the data is judged at, `clock` the time on the wall; they differ only while the sample brand's
    past is played at speed. Leases and retries of deliveries count on the wall.
    """
    collected = collect(house, now)
    analyzed, detected = judge(house, now)
    return Cycle(collected=collected, analyzed=analyzed, detected=detected, delivered=deliver(house, clock))


def judge(house: House, now: datetime) -> tuple[Analyzed, Detected]:
    """Analyze and detect, unless another worker is doing it; where it takes over in between, it goes on from there."""
    analyzed, detected = Analyzed(), Detected()
    with held(house, "analyze and detect", LEASE_SECONDS) as lease:
        if lease is not None:
            try:
                analyzed = analyze(house, now, lambda _: lease.renew())
                detected = detect(house, now, lease.renew)
            except leases.Lost:
                return analyzed, detected
            with house.database.write() as tx:
                state.put(tx, LAST_CYCLE, now.isoformat())
    return analyzed, detected
