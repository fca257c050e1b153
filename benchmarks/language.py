"""How often the language of a text is named rightly, and how fast.

    python -m benchmarks.language --data F --text COL --label COL [--languages en,id,…]

`--languages` are those a brand's customers may write, by default the labels of the file; peers that take candidates are
given the same. An abstention is a wrong answer, and so is another language. `macro_accuracy` is the mean over labels.
Speed is that of one process, loading the models left out.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any

from analysis.language import identify
from benchmarks.data import parser, progress, rows, tell

Namer = Callable[[Sequence[str]], Sequence[str | None]]


def main() -> None:
    """Measure groundswell, and the peers that are installed."""
    options = parser(__doc__ or "")
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--languages", metavar="CODES", help="comma-separated; by default the labels of the file")
    chosen = options.parse_args()
    started = perf_counter()
    kept = rows(chosen)
    texts, labels = [row[chosen.text] for row in kept], [row[chosen.label] for row in kept]
    languages = chosen.languages.split(",") if chosen.languages else sorted(set(labels))
    result = score(groundswell(languages), texts, labels)
    if chosen.peers:
        result["peers"] = {name: score(namer, texts, labels) for name, namer in peers(languages)}
    tell(result, len(texts), started)


def score(name: Namer, texts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    """Name the language of all texts and compare with the labels."""
    name(texts[:1])
    started = perf_counter()
    found = name(texts)
    seconds = perf_counter() - started
    answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, answer in zip(labels, found, strict=True):
        answers[label][answer or "none"] += 1
    right = {label: given[label] / given.total() for label, given in sorted(answers.items())}
    return {
        "accuracy": sum(answers[label][label] for label in answers) / max(len(texts), 1),
        "macro_accuracy": sum(right.values()) / max(len(right), 1),
        "texts_per_s": len(texts) / seconds,
        "per_label": right,
        "mistaken_for": {
            label: dict((given - Counter({label: given[label]})).most_common(3)) for label, given in answers.items()
        },
    }


def groundswell(languages: Sequence[str]) -> Namer:
    """Ours."""

    def name(texts: Sequence[str]) -> list[str | None]:
        found = identify(texts, [languages] * len(texts), [None] * len(texts))
        return [each.value for each in found]

    return name


def peers(languages: Sequence[str]) -> Iterator[tuple[str, Namer]]:
    """Yield those that are installed, and say which are not."""
    for title, build in (("lingua", lingua), ("langdetect", langdetect)):
        try:
            peer = build(languages)
        except ImportError as error:
            progress(f"{title} is left out: {error}")
            continue
        progress(f"peer: {title}")
        yield title, peer


def lingua(languages: Sequence[str]) -> Namer:
    """Lingua, restricted to the languages of these codes that it knows."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    known = [getattr(IsoCode639_1, code.upper()) for code in languages if hasattr(IsoCode639_1, code.upper())]
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(*known).with_preloaded_language_models().build()

    def name(texts: Sequence[str]) -> list[str | None]:
        found = (detector.detect_language_of(text) for text in texts)
        return [each and each.iso_code_639_1.name.lower() for each in found]

    return name


def langdetect(languages: Sequence[str]) -> Namer:
    """Langdetect, with all other languages ruled out beforehand; it draws at random, from a fixed seed."""
    from langdetect import PROFILES_DIRECTORY, DetectorFactory, LangDetectException

    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    known = dict.fromkeys(languages, 1.0)

    def best(text: str) -> str | None:
        detector = factory.create()
        detector.set_prior_map(known)
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:
            return None
        return found[0].lang if found else None

    return lambda texts: [best(text) for text in texts]


if __name__ == "__main__":
    main()
