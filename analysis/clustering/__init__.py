"""Which issue a complaint belongs to: online clustering with ids that last, one clustering per brand and language.

Mentions are hashed into word vectors and join micro-clusters as they arrive; now and then the micro-clusters are
grouped into issues anew, and each new group is recognised as the issue it was. A mention keeps its micro-cluster for
good, so no regrouping ever rewrites a mention.
"""

from analysis.clustering.codec import dumps, loads
from analysis.clustering.online import close, step
from analysis.clustering.state import State, Tuning, fresh

__all__ = ["State", "Tuning", "close", "dumps", "fresh", "loads", "step"]
