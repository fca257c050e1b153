"""One cycle: collect, analyze, detect, deliver."""

from dataclasses import dataclass
from datetime import datetime

from groundswell.analyzing import Analyzed, analyze
from groundswell.collecting import Collected, collect
from groundswell.delivering import Delivered, deliver
from groundswell.detecting import Detected, detect
from groundswell.house import House
from storage import state

LAST_CYCLE = "last cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What one cycle did."""

    collected: Collected
    analyzed: Analyzed
    detected: Detected
    delivered: Delivered


def cycle(house: House, now: datetime, clock: datetime) -> Cycle:
    """Run one cycle.

    `now` is the time the data is judged at, `clock` the time on the wall; they differ only while the sample brand's
    past is played at speed. Leases and retries of deliveries count on the wall.
    """
    done = Cycle(
        collected=collect(house, now),
        analyzed=analyze(house, now),
        detected=detect(house, now),
        delivered=deliver(house, clock),
    )
    with house.database.write() as tx:
        state.put(tx, LAST_CYCLE, now.isoformat())
    return done
