"""Workers that live through a made-up week together, minute by minute, and are killed in the middle of a turn."""

import logging
import multiprocessing
import os
import random
import resource
import time
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import perf_counter

from benchmarks.week import ENVIRONMENT, START
from groundswell import collecting
from groundswell.house import build
from groundswell.settings import Settings
from storage import sources

WORKERS = 2
_LOADED = ("benchmarks.crew", "collectors.reddit", "collectors.x", "storage.migrations")


@dataclass(slots=True)
class Hand:
    """One worker process, and the line to it."""

    process: BaseProcess
    line: Connection


class Crew:
    """Workers that share one store; who is killed is replaced."""

    def __init__(self, url: str, chance: random.Random) -> None:
        self._url = url
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(_LOADED))
        self._chance = chance
        self._usual = 0.02
        self.killed = 0
        self.peak_mb = 0.0
        self._hands = [self._hire() for _ in range(WORKERS)]

    def minute(self, now: datetime, chance: random.Random | None) -> tuple[bool, bool]:
        """Let everybody work through one minute; with `chance`, kill one who is at work.

        Says whether anything new was brought, and whether somebody was killed.
        """
        began = perf_counter()
        for hand in self._hands:
            hand.line.send(now)
        killed = False
        if chance is not None:
            victim = chance.randrange(WORKERS)
            time.sleep(chance.uniform(0, self._usual))
            if not self._hands[victim].line.poll():
                self._hands[victim].process.kill()
                self._hands[victim].process.join()
                self._hands[victim] = self._hire()
                self.killed += 1
                killed = True
        busy = False
        for n, hand in enumerate(self._hands):
            if killed and n == victim:
                continue
            new, peak_mb = hand.line.recv()
            busy |= new > 0
            self.peak_mb = max(self.peak_mb, peak_mb)
        if busy and not killed:
            self._usual = 0.9 * self._usual + 0.1 * (perf_counter() - began)
        return busy or killed, killed

    def dismiss(self) -> None:
        """Let everybody go."""
        for hand in self._hands:
            hand.line.send(None)
            hand.process.join()

    def _hire(self) -> Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=labour, args=(self._url, theirs, self._chance.random()))
        process.start()
        theirs.close()
        ours.recv()
        return Hand(process=process, line=ours)


def labour(url: str, line: Connection, seed: float) -> None:
    """Give every source that is due its turn, each time a moment comes down the line."""
    logging.disable(logging.CRITICAL)
    os.environ.update(ENVIRONMENT)
    chance, moment = random.Random(seed), [START]
    house = replace(build(Settings(store=url)), clock=lambda: moment[0])
    line.send(None)
    while (now := line.recv()) is not None:
        moment[0] = now
        with house.database.read() as tx:
            due = [s.source.name for s in sources.states(tx) if collecting.due(s, now)]
        chance.shuffle(due)
        brought = sum(collecting.turn(house, name, now).collected.new for name in due)
        line.send((brought, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    house.database.close()
