"""How a clustering is kept as bytes: a numpy archive without pickles, with the number of its format."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.arrays import Rows, build
from analysis.clustering.micros import Micros
from analysis.clustering.state import Sample, State
from analysis.clustering.words import Words
from storage.errors import StorageError

FORMAT = 1


def dumps(state: State) -> bytes:
    """Serialise a clustering."""
    words, micros, sample = state.words, state.micros, state.sample
    target = io.BytesIO()
    np.savez(
        target,
        allow_pickle=False,
        format=np.array(FORMAT),
        scales=np.array([state.spread, state.nearness, words.mentions]),
        counters=np.array([state.seen, state.waiting, state.refreshes, state.next_micro, state.next_issue]),
        folded=np.stack([state.folded, state.into]),
        hashes=words.hashes.astype(np.int32),
        words=np.stack([words.frequency, words.mean]),
        micros=np.stack([micros.id, micros.issue, micros.first, micros.last]),
        weight=micros.weight,
        sample_micro=sample.micro,
        sample_lot=sample.lot,
        **_split("sums", micros.sums),
        **_split("sample", sample.counts),
    )
    return target.getvalue()


def loads(state: bytes) -> State:
    """Restore a clustering that `dumps` wrote; raises StorageError for anything else."""
    try:
        with np.load(io.BytesIO(state), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        found = int(arrays["format"])
        if found == FORMAT:
            return _restore(arrays)
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        raise StorageError(f"the clustering state is damaged ({error}); valid is what dumps wrote") from error
    raise StorageError(f"the clustering state has format {found}; valid is {FORMAT}")


def _restore(arrays: Mapping[str, NDArray[Any]]) -> State:
    width = len(arrays["hashes"])
    frequency, mean = arrays["words"]
    spread, nearness, mentions = arrays["scales"].tolist()
    seen, waiting, refreshes, next_micro, next_issue = arrays["counters"].tolist()
    ids, issue, first, last = arrays["micros"]
    folded, into = arrays["folded"]
    return State(
        words=Words(
            hashes=arrays["hashes"].astype(np.int64), frequency=frequency.copy(), mean=mean.copy(), mentions=mentions
        ),
        micros=Micros(
            sums=_join(arrays, "sums", width),
            weight=arrays["weight"],
            first=first.copy(),
            last=last.copy(),
            id=ids.copy(),
            issue=issue.copy(),
        ),
        sample=Sample(counts=_join(arrays, "sample", width), micro=arrays["sample_micro"], lot=arrays["sample_lot"]),
        spread=spread,
        nearness=nearness,
        seen=seen,
        waiting=waiting,
        refreshes=refreshes,
        next_micro=next_micro,
        next_issue=next_issue,
        folded=folded.copy(),
        into=into.copy(),
    )


def _split(name: str, rows: Rows) -> dict[str, NDArray[Any]]:
    return {f"{name}_values": rows.data, f"{name}_columns": rows.indices, f"{name}_ends": rows.indptr}


def _join(arrays: Mapping[str, NDArray[Any]], name: str, width: int) -> Rows:
    return build(arrays[f"{name}_values"], arrays[f"{name}_columns"], arrays[f"{name}_ends"], width)
