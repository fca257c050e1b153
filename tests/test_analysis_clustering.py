"""Online clustering: what a store can rely on, whatever arrives in whatever batches."""

import io
import random
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import clustering
from analysis.clustering.matching import match
from analysis.clustering.state import WORDLESS
from analysis.clustering.tree import grow
from storage.errors import StorageError
from storage.models import BrandId, ClusterUpdate, IssueEventKind, MentionId, MicroId, Space

SPACE = Space(brand=BrandId("acme"), language="en")
THEMES = {
    "battery": (
        "the {thing} battery overheats when charging",
        "battery of my {thing} gets too hot to touch",
        "{thing} battery swollen after charging it overnight",
        "charging makes the battery hot and it smells burnt",
    ),
    "parcel": (
        "my parcel never arrived, tracking shows nothing",
        "still waiting for the parcel with my {thing}",
        "the courier lost my parcel, tracking stopped",
        "parcel late again, tracking says depot since {day}",
    ),
    "refund": (
        "refund refused although I returned the {thing}",
        "no refund yet for the {thing} I sent back on {day}",
        "they promised a refund on {day}, no money so far",
        "asked twice for my refund, money still missing",
    ),
}
THINGS = ("torch", "robot", "drone", "scooter", "lamp")
DAYS = ("monday", "tuesday", "friday")
GARBAGE = (
    "",
    "   ",
    "🔥🔥🔥",
    "@acme https://acme.example/x",
    "\x00\x00",
    "\ud800 torch",
    "a" * 20_000,
    "4711 12 7",
    "電池が熱い",
)

texts = st.one_of(
    st.builds(
        lambda theme, which, thing, day: THEMES[theme][which].format(thing=thing, day=day),
        st.sampled_from(sorted(THEMES)),
        st.integers(0, 3),
        st.sampled_from(THINGS),
        st.sampled_from(DAYS),
    ),
    st.lists(
        st.sampled_from(("wheel", "paint", "manual", "screw", "sound", "colour", "app", "box", "kid", "price", "shop")),
        max_size=6,
    ).map(" ".join),
    st.sampled_from(GARBAGE),
)
short = st.lists(st.lists(texts, max_size=40), min_size=1, max_size=8)
NOUNS = ("wheel", "grip", "cable", "lens", "hinge", "screw", "sticker", "manual", "horn", "spring", "motor", "switch")
FAULTS = (
    "cracked",
    "rusty",
    "loose",
    "missing",
    "broken",
    "melted",
    "squeaks",
    "leaks",
    "stuck",
    "bent",
    "faded",
    "buzzing",
)


def drifting(seed: int, batch: int) -> list[list[str]]:
    """Write 300 complaints whose topics come, blend into each other and part again, so that issues merge and split."""
    chance = random.Random(seed)
    written = []
    for number in range(300):
        blend = chance.random() < abs((number % 150) - 75) / 75
        topic = chance.randrange(6)
        nouns = NOUNS[2 * topic : 2 * topic + 2] if blend else NOUNS[: 2 * topic + 2]
        faults = FAULTS[2 * topic : 2 * topic + 2] if blend else FAULTS[: 2 * topic + 2]
        written.append(" ".join(chance.choices(nouns, k=2) + chance.choices(faults, k=2) + [chance.choice(THINGS)]))
    return [written[at : at + batch] for at in range(0, len(written), batch)]


streams = short | st.builds(drifting, st.integers(0, 1000), st.sampled_from([10, 60, 300]))
tunings = st.builds(
    clustering.Tuning,
    fineness=st.sampled_from([1.0, 2.25, 4.0]),
    half_life=st.sampled_from([None, 20.0, 300.0]),
    micros=st.sampled_from([6, 20, 2500]),
)
thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Store:
    """Keeps what the updates say, as a store would, and checks each against the last."""

    def __init__(self) -> None:
        self.micro: dict[MentionId, MicroId] = {}
        self.group: dict[MicroId, int | None] = {}
        self.known: set[int] = set()
        self.alias: dict[int, int] = {}

    def apply(self, update: ClusterUpdate) -> None:
        for change in update.changes:
            if change.kind is IssueEventKind.MERGED:
                assert change.group in self.known
                assert change.group not in self.alias
                assert change.other in self.known
                self.alias[change.group] = change.other
            else:
                assert change.kind in (IssueEventKind.BORN, IssueEventKind.SPLIT)
                assert change.group not in self.known
                assert (change.kind is IssueEventKind.SPLIT) == (change.other in self.known)
                self.known.add(change.group)
        assert not self.micro.keys() & update.assigned.keys()
        self.micro.update(update.assigned)
        self.group.update(update.groups)
        assert {issue for issue in update.groups.values() if issue is not None} <= self.known

    def issue(self, mention: MentionId) -> int | None:
        issue = self.group[self.micro[mention]]
        while issue in self.alias:
            issue = self.alias[issue]
        return issue


def batches(stream: Sequence[Sequence[str]]) -> Iterable[list[tuple[MentionId, str]]]:
    number = 0
    for batch in stream:
        yield [(MentionId(number + at), text) for at, text in enumerate(batch)]
        number += len(batch)


def complaints(themes: Sequence[str], count: int, seed: int = 1) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        theme = chance.choice(themes)
        text = chance.choice(THEMES[theme]).format(thing=chance.choice(THINGS), day=chance.choice(DAYS))
        made.append((theme, text))
    return made


def run(stream: Sequence[Sequence[str]], tuning: clustering.Tuning | None = None) -> tuple[clustering.State, Store]:
    state, store = clustering.fresh(), Store()
    for batch in batches(stream):
        store.apply(clustering.step(state, SPACE, 0, batch, tuning or clustering.Tuning()))
    return state, store


@thorough
@given(streams, tunings)
def test_every_mention_resolves_and_no_number_is_ever_used_twice(
    stream: list[list[str]], tuning: clustering.Tuning
) -> None:
    state, store = clustering.fresh(), Store()
    for batch in batches(stream):
        update = clustering.step(state, SPACE, 7, batch, tuning)
        assert (update.space, update.generation) == (SPACE, 7)
        assert update.assigned.keys() == {mention for mention, _ in batch}
        store.apply(update)
        assert all(micro in store.group for micro in store.micro.values())
    store.apply(clustering.close(state, SPACE, 8, tuning))
    assert len(store.micro) == sum(len(batch) for batch in stream)
    ids, issues = state.issues()
    held = {int(micro): None if issue < 0 else int(issue) for micro, issue in zip(ids, issues, strict=True)}
    assert {micro: store.group[MicroId(micro)] for micro in held} == held


@thorough
@given(streams, tunings)
def test_an_interruption_between_any_two_batches_changes_nothing(
    stream: list[list[str]], tuning: clustering.Tuning
) -> None:
    through, resumed = clustering.fresh(), clustering.fresh()
    for batch in batches(stream):
        expected = clustering.step(through, SPACE, 0, batch, tuning)
        found = clustering.step(resumed, SPACE, 0, batch, tuning)
        assert found == expected
        resumed = clustering.loads(found.state)
        assert clustering.dumps(resumed) == found.state
    assert clustering.close(resumed, SPACE, 0, tuning) == clustering.close(through, SPACE, 0, tuning)


@settings(max_examples=20, deadline=None)
@given(st.lists(texts, min_size=1, max_size=120), st.integers(1, 50), st.integers(1, 50))
def test_how_mentions_are_cut_into_batches_loses_none(all_texts: list[str], one: int, other: int) -> None:
    seen = []
    for size in (one, other):
        state, store = run([all_texts[at : at + size] for at in range(0, len(all_texts), size)])
        assert len(store.micro) == len(all_texts)
        wordless = sum(micro == WORDLESS for micro in store.micro.values())
        assert state.seen == state.micros.weight.sum() == len(all_texts) - wordless
        seen.append(state.seen)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("size", [1, 7, 40])
def test_forty_complaints_about_three_things_are_three_issues(size: int) -> None:
    made = complaints(sorted(THEMES), 40)
    state, store = run([[text for _, text in made[at : at + size]] for at in range(0, len(made), size)])
    store.apply(clustering.close(state, SPACE, 0))
    found = {(theme, store.issue(MentionId(at))) for at, (theme, _) in enumerate(made)}
    assert len(found) == 3
    assert len({issue for _, issue in found} - {None}) == 3


def test_a_young_space_shows_issues_without_being_asked() -> None:
    made = complaints(sorted(THEMES), 60)
    _, store = run([[text] for _, text in made])
    assert sum(store.issue(MentionId(at)) is not None for at in range(60)) > 45


def test_a_new_complaint_joins_its_issue_at_once() -> None:
    made = complaints(sorted(THEMES), 200)
    state, store = run([[text for _, text in made]])
    old = [store.issue(MentionId(at)) for at, (theme, _) in enumerate(made) if theme == "parcel"]
    update = clustering.step(
        state, SPACE, 0, [(MentionId(999), "parcel lost, the tracking has shown nothing for days")]
    )
    store.apply(update)
    assert store.issue(MentionId(999)) in old


def test_an_issue_keeps_its_number_while_others_appear() -> None:
    made = complaints(["battery"], 60) + complaints(["parcel", "refund"], 300, seed=2)
    state, store = clustering.fresh(), Store()
    early: set[int | None] = set()
    for batch in batches([[text for _, text in made[at : at + 20]] for at in range(0, len(made), 20)]):
        store.apply(clustering.step(state, SPACE, 0, batch))
        if len(store.micro) == 60:
            early = {store.issue(MentionId(at)) for at in range(60)} - {None}
    late = [store.issue(MentionId(at)) for at in range(60)]
    assert early
    assert sum(issue in early for issue in late) > 50


def test_a_batch_larger_than_a_chunk_is_taken_whole() -> None:
    made = complaints(sorted(THEMES), 2500)
    _, store = run([[text for _, text in made]])
    assert len(store.micro) == 2500


def test_mentions_without_words_share_one_micro_cluster_and_no_issue() -> None:
    _, store = run([["🔥", "", "@acme https://acme.example"] * 30])
    assert set(store.micro.values()) == {WORDLESS}
    assert store.group == {WORDLESS: None}


def test_an_empty_batch_and_an_early_close_change_nothing() -> None:
    state = clustering.fresh()
    before = clustering.dumps(state)
    assert clustering.step(state, SPACE, 0, []).state == before
    assert clustering.close(state, SPACE, 0).state == before


def test_micro_clusters_stay_within_their_bound() -> None:
    chance = random.Random(3)
    words = ["".join(chance.choices("bdfgklmnprst", k=7)) for _ in range(4000)]
    tuning = clustering.Tuning(micros=200)
    state, store = run([[" ".join(chance.sample(words, 6)) for _ in range(100)] for _ in range(12)], tuning)
    assert len(state.micros) <= 1.4 * 200
    assert len(store.micro) == 1200


def test_with_a_half_life_the_past_fades_and_its_mentions_keep_their_issue() -> None:
    tuning = clustering.Tuning(half_life=30)
    old, new = complaints(["battery"], 60), complaints(["parcel"], 600, seed=2)
    state, store = run([[text for _, text in old]], tuning)
    issues = {store.issue(MentionId(at)) for at in range(60)}
    for start in range(0, 600, 30):
        batch = [(MentionId(60 + start + at), text) for at, (_, text) in enumerate(new[start : start + 30])]
        store.apply(clustering.step(state, SPACE, 0, batch, tuning))
    assert state.micros.weight.sum() < 100
    assert {store.issue(MentionId(at)) for at in range(60)} <= issues | {None}
    assert not {store.micro[MentionId(at)] for at in range(60)} & set(state.issues()[0].tolist())


def test_the_state_holds_no_text() -> None:
    state, _ = run([[text for _, text in complaints(sorted(THEMES), 100)]])
    kept = clustering.dumps(state)
    assert not any(word in kept for word in (b"battery", b"parcel", b"tracking", b"torch"))


@pytest.mark.parametrize("damaged", [b"", b"nonsense", b"PK\x03\x04", clustering.dumps(clustering.fresh())[:-40]])
def test_a_damaged_state_is_refused(damaged: bytes) -> None:
    with pytest.raises(StorageError, match="damaged"):
        clustering.loads(damaged)


def test_a_state_of_another_format_is_refused() -> None:
    with np.load(io.BytesIO(clustering.dumps(clustering.fresh()))) as archive:
        arrays = {key: archive[key] for key in archive.files}
    future = io.BytesIO()
    np.savez(future, allow_pickle=False, **(arrays | {"format": np.array(99)}))
    with pytest.raises(StorageError, match="format 99; valid is 1"):
        clustering.loads(future.getvalue())


def issues_after(
    old: list[int], group: list[int], weight: list[float]
) -> tuple[list[int], list[tuple[str, int, int | None]]]:
    issue, changes, _ = match(np.array(old), np.array(group), np.array(weight), 5, 100)
    return issue.tolist(), [(change.kind.name, change.group, change.other) for change in changes]


@pytest.mark.parametrize(
    ("old", "group", "weight", "issue", "changes"),
    [
        pytest.param([1, 1, 2], [0, 0, 1], [5.0, 5.0, 5.0], [1, 1, 2], [], id="nothing moved"),
        pytest.param([1, 2], [0, 0], [5.0, 9.0], [2, 2], [("MERGED", 1, 2)], id="the heavier takes the lighter"),
        pytest.param([1, 1], [0, 1], [9.0, 6.0], [1, 100], [("SPLIT", 100, 1)], id="the lighter part leaves"),
        pytest.param([1, 1], [0, 1], [9.0, 2.0], [1, -1], [], id="too light to be an issue"),
        pytest.param([-1, -1], [0, 0], [2.0, 3.0], [100, 100], [("BORN", 100, None)], id="born at the least weight"),
        pytest.param([1, 1, -1], [0, 1, 1], [9.0, 2.0, 6.0], [1, 100, 100], [("BORN", 100, None)], id="mostly new"),
        pytest.param([1], [0], [2.0], [1], [], id="an old issue may become light"),
    ],
)
def test_groups_are_recognised(
    old: list[int], group: list[int], weight: list[float], issue: list[int], changes: list[tuple[str, int, int | None]]
) -> None:
    assert issues_after(old, group, weight) == (issue, changes)


def slow_tree(gram: np.ndarray, weight: np.ndarray, floor: float) -> set[frozenset[int]]:
    groups = [frozenset([leaf]) for leaf in range(len(weight))]
    while len(groups) > 1:
        pairs = [
            (
                sum(gram[i, j] for i in left for j in right) / (weight[list(left)].sum() * weight[list(right)].sum()),
                left,
                right,
            )
            for at, left in enumerate(groups)
            for right in groups[at + 1 :]
        ]
        height, left, right = max(pairs, key=lambda pair: pair[0])
        if height < floor:
            break
        groups = [group for group in groups if group not in (left, right)] + [left | right]
    return set(groups)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10_000), st.sampled_from([0.05, 0.2, 0.5]))
def test_the_tree_is_the_group_average_tree(leaves: int, seed: int, floor: float) -> None:
    chance = np.random.default_rng(seed)
    weight = chance.integers(1, 9, leaves).astype(np.float64)
    vectors = chance.random((leaves, 4)) * weight[:, None]
    gram = (vectors @ vectors.T).astype(np.float32) / 4
    expected = slow_tree(gram.astype(np.float64), weight, floor)
    label = grow(gram.copy(), weight, floor).cut(floor)
    assert {frozenset(np.flatnonzero(label == group).tolist()) for group in np.unique(label)} == expected
