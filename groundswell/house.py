"""What every step of the program is given: the store, the settings, and what may be kept between two steps."""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from analysis import clustering
from analysis.linear import Model
from groundswell import watch
from groundswell.settings import Settings
from storage import state
from storage.database import Database
from storage.models import ModelId, Space

# Set once, so that rules a person removed stay removed.
FURNISHED = "usual rules given"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The open program.

    `clusterings` keeps each space's state beside the generation it belongs to, so that a step need not read it anew;
    the store's generation decides whether it is still true. `clock` tells the time on the wall, on which leases,
    deadlines and the pace of requests count; `worker` is the name under which leases are held. `models` keeps learnt
    models that were loaded; None stands for one that cannot be read.
    """

    settings: Settings
    database: Database
    worker: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    clusterings: dict[Space, tuple[int, clustering.State]] = field(default_factory=dict)
    models: dict[ModelId, Model | None] = field(default_factory=dict)


def build(settings: Settings, worker: str = "") -> House:
    """Open the store, bring its tables up to date, and give a new store the usual rules.

    `worker` is the name under which leases are held: a process of the same name goes on with what another held, so two
    must never run at once. Without one it is made of chance.
    """
    database = Database(settings.store)
    database.migrate()
    with database.write() as tx:
        if state.get(tx, FURNISHED) is None:
            watch.save(tx, watch.Watch(channels=(watch.LOG,), rules=watch.DEFAULT_RULES), datetime.now(UTC))
            state.put(tx, FURNISHED, "yes")
    # The number of a process alone may come again while a dead one's lease still runs.
    name = worker or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    return House(settings=settings, database=database, worker=name)
