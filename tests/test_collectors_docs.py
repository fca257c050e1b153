"""The page about collectors is true: its example keeps the contract, its sources can be built, its options are all."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from benchmarks.places.server import Answer, Asked, Place, serving
from collectors import files, reddit, x
from collectors.contract import Collector, Setup
from collectors.testing import CHECKS, Check, Fault, FaultKind, NotApplicable, Subject
from groundswell import plugins, watchfile
from storage.errors import BadPayload, BudgetSpent, CollectError, RateLimited, SourceUnavailable, Unauthorized
from storage.models import SourceName

PAGE = (Path(__file__).parent.parent / "docs" / "collectors.md").read_text(encoding="utf-8")
NOW = datetime(2025, 6, 1, tzinfo=UTC)
ENTRIES = 250
STATUS = {
    FaultKind.LIMITED_UNTIL: 429,
    FaultKind.LIMITED: 429,
    FaultKind.UNAUTHORIZED: 401,
    FaultKind.PAYMENT: 402,
    FaultKind.FORBIDDEN: 403,
    FaultKind.BROKEN: 503,
}
RAISES: dict[FaultKind, type[CollectError]] = {
    FaultKind.LIMITED_UNTIL: RateLimited,
    FaultKind.LIMITED: RateLimited,
    FaultKind.UNAUTHORIZED: Unauthorized,
    FaultKind.PAYMENT: BudgetSpent,
    FaultKind.FORBIDDEN: Unauthorized,
    FaultKind.BROKEN: SourceUnavailable,
    FaultKind.REFUSED: SourceUnavailable,
    FaultKind.TIMEOUT: SourceUnavailable,
    FaultKind.TRUNCATED: SourceUnavailable,
    FaultKind.HTML: BadPayload,
    FaultKind.LOOP: BadPayload,
}


class Guestbook(Place):
    """A guestbook whose address says how it fails, once its first page was read."""

    def __init__(self) -> None:
        super().__init__(fault=lambda _, asked: self.failing(asked))

    def failing(self, asked: Asked) -> FaultKind | None:
        way = unquote(asked.path.strip("/"))
        return FaultKind(way) if way in set(FaultKind) and int(asked.query["after"]) > 0 else None

    def answer(self, asked: Asked) -> Answer:
        after, last = int(asked.query["after"]), 120 if asked.path == "/earlier" else ENTRIES
        numbers = range(after + 1, min(after + 100, last) + 1)
        return Answer(body=[entry(number) for number in numbers])

    def refusal(self, fault: FaultKind, asked: Asked) -> Answer:
        if fault is FaultKind.LOOP:
            return Answer(body=[entry(number) for number in range(1, 101)])
        headers = {"retry-after": "900"} if fault is FaultKind.LIMITED_UNTIL else {}
        return Answer(status=STATUS[fault], body={"error": fault}, headers=headers)


def entry(number: int) -> dict[str, Any]:
    return {"id": number, "text": f"no. {number}", "at": NOW.timestamp() - (ENTRIES - number) * 60, "name": "Ann"}


def written_example() -> Callable[[Setup], Collector]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    module: dict[str, Any] = {"__name__": "guestbook"}
    exec(compile(code, "docs/collectors.md", "exec", dont_inherit=True), module)
    module["TIMEOUT_SECONDS"] = 0.5
    return module["build"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def guestbook() -> Iterator[Subject]:
    place = Guestbook()
    with serving(place) as address:

        def at(way: str) -> Setup:
            # Nobody listens on port 1.
            url = "http://127.0.0.1:1/" if way == FaultKind.REFUSED else f"{address}/{quote(way)}"
            return Setup(source=SourceName("guestbook"), brands=(), options={"url": url})

        yield Subject(
            factory=written_example(),
            setup=at(""),
            now=NOW,
            expected=frozenset(str(number) for number in range(1, ENTRIES + 1)),
            rejected=0,
            faults=(
                *(Fault(kind=kind, setup=at(kind), raises=error) for kind, error in RAISES.items()),
                NotApplicable(kind=FaultKind.PARTIAL, reason="an answer has no room for errors"),
            ),
            earlier=at("earlier"),
            edited=NotApplicable(reason="entries are written in ink"),
            deleted=NotApplicable(reason="nobody tears out a page"),
            requests=lambda: len(place.asked),
        )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_example_keeps_the_contract(check: Check, guestbook: Subject) -> None:
    check(guestbook)


@pytest.mark.parametrize(
    ("section", "option"),
    [("X", name) for name in x.options.NAMES]
    + [("Reddit", name) for name in reddit.options.NAMES]
    + [("Files", name) for name in files.options.NAMES]
    + [("Sample", name) for name in ("channel", "start", "seed")],
)
def test_every_option_is_documented(section: str, option: str) -> None:
    assert f"`{option}`" in PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("collector", plugins.names(plugins.COLLECTORS))
def test_the_source_shown_for_a_collector_can_be_built(
    collector: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("X_BEARER_TOKEN", "REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET"):
        monkeypatch.setenv(name, "sesame")
    shown = [text for text in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[[source]]" in text]
    (tmp_path / "watch.toml").write_text("\n".join(shown))
    watch = watchfile.read(tmp_path / "watch.toml")
    for source in watch.sources:
        if source.collector == collector:
            plugins.collector(source, ())
            return
    pytest.fail(f"docs/collectors.md shows no source of {collector}")
