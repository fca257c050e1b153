"""One cycle: collect, analyze, detect, deliver."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from groundswell import present
from groundswell.analyzing import Analyzed, analyze
from groundswell.collecting import collect
from groundswell.delivering import Delivered, deliver
from groundswell.detecting import Detected, detect
from groundswell.house import House
from groundswell.lease import held
from groundswell.turn import Collected
from storage.errors import LeaseLost

log = logging.getLogger(__name__)

JUDGING = "analyze and detect"
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
    return replace(look(house, now, clock), collected=collected)


def look(house: House, now: datetime, clock: datetime) -> Cycle:
    """Run the three steps that follow on what was collected; `clock` as in `cycle`."""
    analyzed, detected = judge(house, now)
    return Cycle(analyzed=analyzed, detected=detected, delivered=deliver(house, clock))


def judge(house: House, now: datetime, stop: Callable[[], bool] = lambda: False) -> tuple[Analyzed, Detected]:
    """Analyze until `stop` says so, and detect, unless another worker is doing it or takes over in between.

    Where reading fails, what was read before is judged all the same; then the failure is raised.
    """
    analyzed, detected = Analyzed(), Detected()
    with held(house, JUDGING, LEASE_SECONDS) as lease:
        if lease is None:
            return analyzed, detected
        try:
            try:
                analyzed = analyze(house, now, lambda _: lease.renew(), stop)
            finally:
                detected = detect(house, now, lease)
            with house.database.write() as tx:
                lease.keep(tx)
                present.looked(tx, now)
        except LeaseLost as lost:
            log.warning("%s; it goes on from here", lost)
    return analyzed, detected
