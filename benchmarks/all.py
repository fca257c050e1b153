"""Run the benchmarks on labelled data where it lies, and write their figures into docs/quality.md.

`python -m benchmarks.all [--data-folder ../shared/data]`; what is not there is left out and said.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import progress

QUALITY = Path(__file__).parent.parent / "docs" / "quality.md"
HEAD = """\
# Measured quality

Written by `make bench` ({machine}); every line names the command that gives it. The data is real and labelled by
others; it is not part of groundswell. What settings were chosen on the same data says so.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One benchmark: what it answers, its arguments ({data} is the folder), and what the reader should know."""

    question: str
    arguments: str
    note: str = ""


BENCHMARKS = (
    Benchmark(
        question="Do complaints of one topic end in one issue? (tweets on 269 topics)",
        arguments="clustering --data {data}/cluster_tweets_mstream.csv.gz --label cluster",
        note="The settings were chosen with this file in view.",
    ),
    Benchmark(
        question="Do complaints of one intent end in one issue? (bank customers, 77 intents)",
        arguments="clustering --data {data}/cluster_banking77_test.csv.gz",
        note="The settings were chosen with this file in view.",
    ),
    Benchmark(
        question="Which dangerous toys get a card, and at which report?",
        arguments="spikes reports --data {data}/safety_saferproducts_toys.csv.gz "
        "--events {data}/safety_events_toys.csv.gz --id report_no --date report_date --text incident_description "
        "--product brand --maker manufacturer",
        note="The hazard rules were written with half of these reports in view (even crc32 of the text).",
    ),
    Benchmark(question="How fast are mentions imported, read, counted and indexed?", arguments="ingest --n 20000"),
    Benchmark(question="And on PostgreSQL?", arguments="ingest --n 20000 --database postgres"),
    Benchmark(
        question="Is anything lost, doubled or overspent while X and Reddit fail and workers are killed?",
        arguments="collect --sources 2 --items 20000 --faults",
        note="A week of both on this machine; one request in 25 goes wrong, and a worker is killed every ten minutes.",
    ),
    Benchmark(
        question="Is anything lost or doubled when the process is killed?",
        arguments="crash --kills 50 --data {data}/en_airline_tweets.csv.gz "
        "--map brand=airline,text=text,id=tweet_id,published_at=created_at",
    ),
)


def main() -> None:
    """Run them one after another and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data-folder", type=Path, default=Path("../shared/data"))
    folder = options.parse_args().data_folder
    parts = [HEAD.format(machine=f"Python {sys.version_info.major}.{sys.version_info.minor}, one core")]
    for each in BENCHMARKS:
        if "{data}" in each.arguments and not folder.is_dir():
            progress(f"left out, because there is no {folder}: {each.question}")
            continue
        progress(each.question)
        parts.append(section(each, run(each.arguments.format(data=folder))))
    QUALITY.write_text("\n".join(parts), encoding="utf-8")
    progress(f"wrote {QUALITY}")


def run(arguments: str) -> dict[str, Any]:
    """Run one benchmark in a process of its own, and give its last line."""
    command = [sys.executable, "-m", f"benchmarks.{arguments.split()[0]}", *arguments.split()[1:]]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def section(benchmark: Benchmark, result: dict[str, Any]) -> str:
    """Write one benchmark's figures as tables."""
    lines = [f"## {benchmark.question}", "", f"    python -m benchmarks.{benchmark.arguments.format(data='DATA')}", ""]
    if benchmark.note:
        lines += [benchmark.note, ""]
    peers = result.pop("peers", {})
    listed = {key: value for key, value in result.items() if isinstance(value, list) and value}
    plain = {key: value for key, value in result.items() if not isinstance(value, list | dict)}
    lines += table([{"": "groundswell", **plain}, *({"": name, **found} for name, found in peers.items())])
    for rows in listed.values():
        if isinstance(rows[0], dict):
            lines += ["", *table(rows)]
    return "\n".join([*lines, ""])


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Write rows of the same keys as a Markdown table; what a row lacks is a dash."""
    columns = list(rows[0])
    cells = [["–" if row.get(column) is None else str(row[column]) for column in columns] for row in rows]
    return [f"| {' | '.join(line)} |" for line in (columns, ["---"] * len(columns), *cells)]


if __name__ == "__main__":
    main()
