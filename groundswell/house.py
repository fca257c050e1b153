"""What every step of the program is given: the store, the settings, and what may be kept between two steps."""

import os
import socket
from dataclasses import dataclass, field

from storage.database import Database

from analysis import clustering
from groundswell.settings import Settings
from storage.models import Space


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The open program.

    `clusterings` keeps each space's state beside the generation it belongs to, so that a step need not read it anew;
    the store's generation decides whether it is still true.
    """

    settings: Settings
    database: Database
    worker: str
    clusterings: dict[Space, tuple[int, clustering.State]] = field(default_factory=dict)


def build(settings: Settings) -> House:
    """Open the store and bring its tables up to date."""
    database = Database(settings.store)
    database.migrate()
    return House(settings=settings, database=database, worker=f"{socket.gethostname()}:{os.getpid()}")
