"""How well, how steadily and how fast mentions become issues.

    python -m benchmarks.clustering --data F --text COL --label COL [--exclude V] [--typos R]
    python -m benchmarks.clustering scale --n 100000

`nmi` (geometric), `ari` and `v` are strict: every mention is scored, those without an issue as one cluster. `coverage`
is the share in issues of at least five; `stability` the share whose first issue, mergers followed, is theirs at the
end; `names` the share of clear issues (twenty mentions, three fifths of one label) whose title has a word of the label.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from time import perf_counter, process_time
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score

from analysis import clustering
from analysis.clustering.features import STEM, tokens
from analysis.naming import background, name
from benchmarks.data import parser, peak_mb, progress, rows, tell
from storage.models import BrandId, ClusterUpdate, IssueEventKind, MentionId, MicroId, Space

Found = Sequence[int | None]

LEAST = 5
SPACE = Space(brand=BrandId("benchmark"), language="en")


class Ledger:
    """What a store would know from the updates: where each mention is, and what became of each issue."""

    def __init__(self) -> None:
        self.micro: dict[MentionId, MicroId] = {}
        self.group: dict[MicroId, int | None] = {}
        self.alias: dict[int, int] = {}
        self.first: dict[MentionId, int] = {}

    def apply(self, update: ClusterUpdate) -> None:
        self.micro.update(update.assigned)
        self.group.update(update.groups)
        for change in update.changes:
            if change.kind is IssueEventKind.MERGED and change.other is not None:
                self.alias[change.group] = change.other
        for mention in update.assigned:
            issue = self.group[self.micro[mention]]
            if issue is not None:
                self.first[mention] = issue

    def issue(self, mention: MentionId) -> int | None:
        return self._living(self.group[self.micro[mention]])

    def stability(self) -> float:
        kept = [self._living(issue) == self.issue(mention) for mention, issue in self.first.items()]
        return sum(kept) / max(len(kept), 1)

    def _living(self, issue: int | None) -> int | None:
        while issue in self.alias:
            issue = self.alias[issue]
        return issue


def groundswell(texts: Sequence[str], labels: Sequence[str], batch: int, fineness: float) -> dict[str, Any]:
    """Cluster the texts in their order, and score it."""
    state, ledger, tuning = clustering.fresh(), Ledger(), clustering.Tuning(fineness=fineness)
    started = process_time()
    for start in range(0, len(texts), batch):
        mentions = [(MentionId(start + at), text) for at, text in enumerate(texts[start : start + batch])]
        ledger.apply(clustering.step(state, SPACE, 0, mentions, tuning))
        if start // 100_000 != (start + batch) // 100_000:
            progress(f"{start + batch:,} mentions, {len(state.micros):,} micro-clusters, {peak_mb():.0f} MB")
    ledger.apply(clustering.close(state, SPACE, 0, tuning))
    cpu = process_time() - started
    found = [ledger.issue(MentionId(mention)) for mention in range(len(texts))]
    return {
        **score(labels, found),
        "stability": ledger.stability(),
        "names": names(texts, labels, found),
        **cost(len(texts), cpu),
    }


def kmeans(texts: Sequence[str], labels: Sequence[str], seed: int) -> dict[str, Any]:
    """Cluster with K-means on TF-IDF, told the true number of clusters."""
    started = process_time()
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    found = KMeans(len(set(labels)), random_state=seed).fit_predict(vectors).tolist()
    cpu = process_time() - started
    return {**score(labels, found), "stability": None, "names": names(texts, labels, found), **cost(len(texts), cpu)}


def score(labels: Sequence[str], found: Found) -> dict[str, Any]:
    """Score a partition strictly: mentions without a cluster are one cluster."""
    clusters = [-1 if cluster is None else cluster for cluster in found]
    sizes = Counter(cluster for cluster in clusters if cluster >= 0)
    return {
        "nmi": float(normalized_mutual_info_score(labels, clusters, average_method="geometric")),
        "ari": float(adjusted_rand_score(labels, clusters)),
        "v": float(v_measure_score(labels, clusters)),
        "coverage": sum(size for size in sizes.values() if size >= LEAST) / max(len(found), 1),
        "clusters": len(sizes),
        "true_k": len(set(labels)),
    }


def cost(count: int, cpu: float) -> dict[str, float]:
    """Say what the clustering cost."""
    return {"docs_per_cpu_s": count / max(cpu, 1e-9), "peak_mb": peak_mb()}


def names(texts: Sequence[str], labels: Sequence[str], found: Found) -> float | None:
    """Give the share of clear issues whose title has a word of their label; None where labels are no words."""
    members: dict[int, list[int]] = {}
    for mention, cluster in enumerate(found):
        if cluster is not None:
            members.setdefault(cluster, []).append(mention)
    others = background(texts[:: max(1, len(texts) // 1000)])
    hits = []
    for inside in members.values():
        label, count = Counter(labels[mention] for mention in inside).most_common(1)[0]
        wanted = stems(label.replace("_", " "))
        if len(inside) < 20 or count < 0.6 * len(inside) or not wanted:
            continue
        hits.append(bool(wanted & stems(name([texts[mention] for mention in inside], others).title)))
    return sum(hits) / len(hits) if hits else None


def stems(text: str) -> set[str]:
    """Cut the words of a text to their first letters; numbers are no words."""
    return {word[:STEM] for word in tokens(text) if not word.isdigit()}


def misspell(text: str, rate: float, chance: random.Random) -> str:
    """Swap two neighbouring letters in this share of the words."""
    words = text.split()
    for at, word in enumerate(words):
        if len(word) > 3 and chance.random() < rate:
            cut = chance.randrange(len(word) - 1)
            words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def invented(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Invent texts of twelve words, six from one of 300 themes of 40 words, six from 30,000, all Zipfian."""
    chance = np.random.default_rng(seed)
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    words = ["".join(chance.choice(syllables, size=chance.integers(2, 5))) for _ in range(30_000)]
    themes = chance.integers(0, len(words), size=(300, 40))
    for _ in range(count):
        theme = int(chance.zipf(1.5)) % len(themes)
        own = themes[theme, chance.zipf(1.3, size=6) % themes.shape[1]]
        common = chance.zipf(1.2, size=6) % len(words)
        yield " ".join(words[at] for at in chance.permutation(np.concatenate([own, common]))), str(theme)


def main() -> None:
    options = parser(__doc__ or "")
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("task", nargs="?", choices=["labels", "scale"], default="labels")
    options.add_argument("--mode", choices=["words"], default="words", help="what mentions are compared by")
    options.add_argument("--exclude", metavar="V", action="append", default=[], help="leave out rows with this label")
    options.add_argument("--typos", metavar="R", type=float, default=0.0, help="misspell this share of the words")
    options.add_argument("--batch", type=int, default=1024, help="mentions that arrive at once")
    options.add_argument("--fineness", type=float, default=clustering.Tuning().fineness)
    options.add_argument("--n", type=int, default=100_000, help="with scale: how many mentions to invent")
    chosen = options.parse_args()
    started = perf_counter()
    if chosen.task == "scale":
        pairs = list(invented(chosen.n, chosen.seed))
    else:
        pairs = [(row[chosen.text], row[chosen.label]) for row in rows(chosen)]
        pairs = [(text, label) for text, label in pairs if label not in chosen.exclude]
    chance = random.Random(chosen.seed)
    texts = [misspell(text, chosen.typos, chance) if chosen.typos else text for text, _ in pairs]
    labels = [label for _, label in pairs]
    result = groundswell(texts, labels, chosen.batch, chosen.fineness)
    if chosen.peers and chosen.task == "labels":
        progress("peer: K-means with the true number of clusters")
        result["peers"] = {"kmeans_true_k": kmeans(texts, labels, chosen.seed)}
    tell(result, len(texts), started)


if __name__ == "__main__":
    main()
