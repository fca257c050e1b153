"""Which questions the benchmarks answer on labelled data, with the commands that answer them.

What settings were chosen on the rows of one half of a file (even crc32 of the text) is measured on the other.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """One benchmark: what it answers, its arguments ({data} is the folder), and what the reader should know."""

    question: str
    arguments: str
    note: str = ""


_HALVES = "Words and settings were chosen on the other half of the rows."
_TWEETS = "{data}/multi_xlmt_train_val.csv.gz --where lang="
_UNLABELLED = {
    "English tweets": ("{data}/en_xlmt_train_val.csv.gz", "en"),
    "Airline tweets": ("{data}/en_airline_tweets.csv.gz --label sentiment", "en"),
    "Indonesian comments and reviews": ("{data}/id_smsa.csv.gz", "id"),
    "Swahili tweets": ("{data}/sw_afrisenti_train_dev.csv.gz", "sw"),
    "Dutch book reviews, two classes": ("{data}/nl_bol_reviews.csv.gz --kind review", "nl"),
    "Spanish tweets": (f"{_TWEETS}es", "es"),
    "German tweets": (f"{_TWEETS}de", "de"),
    "French tweets": (f"{_TWEETS}fr", "fr"),
    "Portuguese tweets": (f"{_TWEETS}pt", "pt"),
    "Italian tweets": (f"{_TWEETS}it", "it"),
    "Arabic tweets": (f"{_TWEETS}ar", "ar"),
}
_CORRECTED = (
    ("Airline tweets", 200),
    ("Indonesian comments and reviews", 200),
    ("German tweets", 200),
    ("Portuguese tweets", 200),
    ("English tweets", 200),
    ("Airline tweets", 2_000),
    ("Indonesian comments and reviews", 2_000),
)

_READING = (
    Benchmark(
        question="In which language is it written? (4,000 short texts in ten languages)",
        arguments="language --data {data}/language_ten.csv.gz --part odd",
        note=_HALVES,
    ),
    Benchmark(
        question="Is our VADER the package's, and how much faster?",
        arguments="vader_parity --data {data}/en_airline_tweets.csv.gz --text text --fuzz 60000",
    ),
    *(
        Benchmark(
            question=f"How does it feel? {what}, without any labels",
            arguments=f"sentiment --data {file} --lang {language} --part odd",
            note=_HALVES,
        )
        for what, (file, language) in _UNLABELLED.items()
    ),
    *(
        Benchmark(
            question=f"How does it feel? {what}, after {answers:,} corrections",
            arguments=f"sentiment --data {_UNLABELLED[what][0]} --lang {_UNLABELLED[what][1]} --part odd "
            f"--corrections {answers} --draws 5",
            note=f"{_HALVES} Scored are the rows that were not drawn as corrections.",
        )
        for what, answers in _CORRECTED
    ),
    Benchmark(
        question="How does it feel? English tweets, after 2,000 corrections",
        arguments="sentiment --data {data}/en_xlmt_train_val.csv.gz --lang en --corrections 2000 --draws 20",
        note="Both halves, since one has too few rows: only the 163 that were not drawn are scored each time.",
    ),
    Benchmark(
        question="Is it a customer at all? (YouTube comments, half of them spam, after 100 answers)",
        arguments="relevance --data {data}/en_youtube_spam.csv.gz --positive spam --corrections 100",
    ),
    Benchmark(question="How many tweets are read in a second?", arguments="throughput --n 100000 --length tweet"),
    Benchmark(question="How many reviews?", arguments="throughput --n 20000 --length review"),
)

BENCHMARKS = (
    *_READING,
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
