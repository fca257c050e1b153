"""What a SIGKILL may cost: nothing is lost, nothing counts twice, and at most one message is repeated, under its key.

The courses are those of `benchmarks.course`: real processes over real SQLite files, with a real receiver of webhooks.
"""

import csv
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from benchmarks.course import Death, Plan, contents, differences
from benchmarks.torment import Message, Received, Receiver, compare, complete, die, measure, receiver, torment
from groundswell.analyzing import analyze
from groundswell.house import House, build
from groundswell.settings import Settings
from storage import brands, mentions, tables
from storage.errors import StorageError
from storage.models import Batch, Brand, BrandId, Item, Match, Mention, SourceName
from storage.text import slug

START = datetime(2026, 10, 1, tzinfo=UTC)
BRANDS = ("Lumo", "Kettle & Co", "Trailmade")
KILLS = 12
SOURCE = SourceName("forum")

EVERYDAY = (
    "My {brand} parcel is late again, no news for {n} days, this is a horrible service",
    "The {brand} app crashes when I open my orders, {n} times today, it is awful and useless",
    "{brand} support kept me on hold for {n} minutes and then hung up on me, useless",
    "The strap of my {brand} bag broke after {n} weeks, terrible quality",
    "{brand} charged my card {n} times for one order and refuses the refund",
    "Mijn pakket van {brand} is alweer te laat, al {n} dagen geen bericht, wat een slechte service",
    "De app van {brand} loopt steeds vast als ik wil betalen, al {n} keer geprobeerd",
    "Paket {brand} saya terlambat lagi, sudah {n} hari tidak ada kabar, sangat mengecewakan",
    "Mzigo wangu kutoka {brand} umechelewa tena, siku {n} bila habari, huduma mbaya sana",
    "Love my new {brand}, arrived in {n} days and works great",
    "{brand} helped me within {n} minutes, thank you!",
)
RISING = "The new {brand} charger gets no power at all, {n} hours plugged in and the battery is still dead, terrible"
HARM = (
    "The {brand} torch caught fire and burned my daughter's hand, we spent {n} hours in the emergency room",
    "Our {brand} torch burst into flames, my son has burns on his hand and was treated in hospital for {n} hours",
)
ENDINGS = ("", " Please fix this.", " Anyone else?", " Not buying again.", " Order since last month.", " 😡")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """A course that was left in peace: its plan, its store, the seconds of its steps, and what it sent."""

    plan: Plan
    store: Path
    steps: list[float]
    messages: list[Message]


def invented(total: int, days: int, watched: Sequence[str], chance: random.Random) -> list[dict[str, str]]:
    """Invent everyday mentions, a complaint that rises on the last day, and two people who report burns on it."""
    numbers = count(1)

    def row(at: float, text: str, brand: str) -> dict[str, str]:
        words = text.format(brand=brand, n=chance.randint(2, 90)) + chance.choice(ENDINGS)
        when = (START + timedelta(days=at)).isoformat(timespec="seconds")
        author = f"a{chance.randrange(total)}"
        return {"id": f"m{next(numbers)}", "brand": brand, "text": words, "at": when, "author": author}

    everyday = range(total * 9 // 10)
    rows = [row(chance.uniform(0, days), chance.choice(EVERYDAY), chance.choice(watched)) for _ in everyday]
    rows += [row(chance.uniform(days - 1, days), RISING, watched[0]) for _ in range(total // 10)]
    rows += [row(days - share, text, watched[1]) for share, text in zip((0.7, 0.2), HARM, strict=True)]
    return sorted(rows, key=itemgetter("at"))


def planned(folder: Path, hook: Receiver, rows: Sequence[Mapping[str, str]], ends: Sequence[float]) -> Plan:
    """Cut rows into the parts of a course, each with what was published up to one of these days."""
    turns = []
    since = START
    for number, day in enumerate(ends):
        until = START + timedelta(days=day)
        part = folder / f"part-{number}.csv"
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(row for row in rows if since <= datetime.fromisoformat(row["at"]) < until)
        turns.append((until, part))
        since = until
    return Plan(
        brands=tuple(Brand(id=slug(name), name=name) for name in sorted({row["brand"] for row in rows})),
        options={"map": "brand=brand,text=text,id=id,published_at=at,author=author"},
        webhook=hook.url,
        turns=tuple(turns),
    )


@pytest.fixture(scope="module")
def hook() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


def undisturbed(folder: Path, hook: Receiver, plan: Plan) -> Undisturbed:
    """Run a course that nobody disturbs."""
    hook.take()
    store = folder / "undisturbed.db"
    steps = measure(store, plan)
    return Undisturbed(plan=plan, store=store, steps=steps, messages=hook.take())


def test_a_course_killed_at_random_moments_ends_as_an_undisturbed_one(tmp_path: Path, hook: Receiver) -> None:
    chance = random.Random(20261014)
    rows = invented(3000, 12, BRANDS, chance)
    calm = undisturbed(tmp_path, hook, planned(tmp_path, hook, rows, [10, 10.5, 11, 11.25, 11.5, 11.75, 12]))
    store = tmp_path / "killed.db"
    killed = torment(store, calm.plan, calm.steps, KILLS, chance)
    received = compare(calm.messages, hook.take())
    assert killed > KILLS // 2  # near the end a process that goes faster than it was measured ends before its death
    assert differences(calm.store, store) == []
    assert (received.lost, received.repeated_other_key) == (0, 0)
    assert received.repeated_same_key <= killed
    assert received.most <= 2
    held = contents(store)
    assert all(held[table].total() > 0 for table in ("counts", "issues", "spikes", "cards", "alerts"))
    assert {json.loads(body)["data"]["lane"] for _, body in calm.messages} == {"volume", "severity"}
    assert held["mentions"].total() == held["readings"].total() == len(rows)
    assert held["unread"].total() == 0


def test_a_kill_between_any_two_commits_loses_nothing_and_repeats_one_message_at_most(
    tmp_path: Path, hook: Receiver
) -> None:
    rows = invented(120, 20, BRANDS[:2], random.Random(7))
    calm = undisturbed(tmp_path, hook, planned(tmp_path, hook, rows, [20]))
    assert contents(calm.store)["issues"].total() > 0
    assert {json.loads(body)["data"]["brand"] for _, body in calm.messages} == {"lumo", "kettle-co"}
    repeated = 0
    for write in count(1):
        received = survived(calm, Death(write=write, when="before"), hook)
        if received is None:
            break
        if received.repeated_same_key:
            # It died after a message had gone out; so now let it die with that message leased, but not sent.
            leased = survived(calm, Death(write=write - 1, when="after"), hook)
            assert leased is not None
            assert leased.repeated_same_key == 0
        repeated += received.repeated_same_key
    assert repeated == len(calm.messages)


def survived(calm: Undisturbed, death: Death, hook: Receiver) -> Received | None:
    """Let a course die once and go on to its end as it must; None where it ended before its death."""
    store = calm.store.with_name(f"{death.when}-{death.write}.db")
    if not die(store, calm.plan, death):
        return None
    complete(store, calm.plan, lap=1)
    received = compare(calm.messages, hook.take())
    assert differences(calm.store, store) == []
    assert (received.lost, received.repeated_other_key) == (0, 0)
    assert received.repeated_same_key <= 1
    return received


def test_a_batch_that_broke_off_leaves_no_trace_in_memory(tmp_path: Path) -> None:
    """A failure after some spaces took a step must not let them take it twice: the store stays, so does the process."""
    stores = {name: tmp_path / f"{name}.db" for name in ("calm", "broken")}
    for name, store in stores.items():
        house = build(Settings(store=f"sqlite:///{store}"))
        said(house, 0)
        analyze(house, START)
        said(house, 1)
        if name == "broken":
            with damaged(house, "nl"), pytest.raises(StorageError):
                analyze(house, START)
        analyze(house, START)
        house.database.close()
    assert differences(stores["calm"], stores["broken"]) == []


def said(house: House, number: int) -> None:
    """Let forty customers complain, in English first."""
    matches = (Match(brand=BrandId("lumo"), query="Lumo"),)
    texts = [text.format(brand="Lumo", n=n) for text in EVERYDAY[:2] + EVERYDAY[5:7] for n in range(10)]
    items = tuple(
        Item(
            mention=Mention(source=SOURCE, external_id=f"{number}-{place}", text=text, published_at=START),
            matches=matches,
        )
        for place, text in enumerate(texts)
    )
    with house.database.write() as tx:
        brands.save(tx, Brand(id=BrandId("lumo"), name="Lumo", languages=("en", "nl")))
        mentions.save(tx, SOURCE, Batch(items=items, cursor=""), START)


@contextmanager
def damaged(house: House, language: str) -> Iterator[None]:
    """Damage the clustering of one language, as if another writer had been there, and mend it afterwards."""
    t = tables.spaces
    here = t.c.language == language
    with house.database.write() as tx:
        kept = tx.execute(select(t.c.state).where(here)).scalar_one()
        tx.execute(update(t).where(here).values(state=b"damaged", generation=t.c.generation + 1))
    yield
    with house.database.write() as tx:
        tx.execute(update(t).where(here).values(state=kept, generation=t.c.generation - 1))
