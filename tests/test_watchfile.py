"""The watch file: what is written is read back the same, and what cannot be meant is refused by name."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from groundswell import secrets, watch, watchfile
from groundswell.commands import starter
from groundswell.house import House
from groundswell.watch import Watch
from storage.errors import SettingsError
from storage.models import Brand, Budget, ChannelSettings, Lane, Period, Rule, Severity, Source, SourceName
from storage.text import one_line, slug

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
named = texts.map(lambda t: one_line(t, 100)).filter(bool)
sluggable = named.filter(lambda t: any(c.isalnum() and c.isascii() for c in t))
lists = st.lists(texts.filter(str.strip), max_size=3).map(tuple)
options = st.dictionaries(
    texts.filter(lambda name: not secrets.is_secret(name)) | st.just("api_key"),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    max_size=3,
).map(lambda given: {name: "env:KEY" if name == "api_key" else value for name, value in given.items()})
budgets = st.builds(
    Budget,
    period=st.sampled_from(Period),
    requests=st.none() | st.integers(1, 1_000_000_000),
    items=st.none() | st.integers(1, 1_000_000_000),
    dollars=st.none() | st.floats(0.01, 1_000_000),
)

brands = st.builds(
    Brand,
    id=sluggable.map(slug),
    name=sluggable,
    aliases=lists,
    products=lists,
    excluded=lists,
    accounts=lists,
    context=lists,
    languages=st.lists(st.sampled_from(["en", "id", "sw", "nl", "fil"]), max_size=3).map(tuple),
    timezone=st.sampled_from(sorted(available_timezones())),
    sample=st.booleans(),
)
sources = st.builds(
    Source,
    name=named.map(SourceName),
    collector=named,
    options=options,
    interval_seconds=st.integers(1, 30 * 86_400),
    jitter_seconds=st.integers(0, 86_400),
    deadline_seconds=st.integers(1, 86_400),
    budget=budgets,
    enabled=st.booleans(),
)
channels = st.builds(ChannelSettings, name=named, plugin=named, options=options)
rules = st.builds(
    Rule,
    name=named,
    lane=st.sampled_from(Lane),
    channels=lists,
    brand=st.none() | sluggable.map(slug),
    max_q=st.floats(0, 1),
    min_reporters=st.integers(1, 1_000_000),
    min_ratio=st.floats(1, 1_000_000),
    min_severity=st.sampled_from(Severity),
    quiet_hours=st.integers(1, 366 * 24),
    enabled=st.booleans(),
)
watches = st.builds(
    Watch,
    brands=st.lists(brands, max_size=3, unique_by=lambda b: b.id).map(tuple),
    sources=st.lists(sources, max_size=3, unique_by=lambda s: s.name).map(tuple),
    channels=st.lists(channels, max_size=3, unique_by=lambda c: c.name).map(tuple),
    rules=st.lists(rules, max_size=3, unique_by=lambda r: r.name).map(tuple),
)

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watch") / "watch.toml"


@given(watches)
def test_what_is_written_is_read_back_the_same(file: Path, wanted: Watch) -> None:
    file.write_text(watchfile.write(wanted), encoding="utf-8", newline="")
    assert watchfile.read(file) == wanted


@given(name=sluggable)
def test_a_new_watch_is_the_brand_with_the_usual_rules(file: Path, name: str) -> None:
    file.write_text(starter.files(name)["watch.toml"], encoding="utf-8", newline="")
    assert watchfile.read(file) == Watch(
        brands=(Brand(id=slug(name), name=one_line(name, 100)),), channels=(watch.LOG,), rules=watch.DEFAULT_RULES
    )


def test_what_the_store_holds_is_dumped_and_applied_to_the_same(house: House, file: Path) -> None:
    with house.database.write() as tx:
        watch.save(tx, Watch(brands=(Brand(id=slug("Acmé"), name="Acmé", aliases=('"quoted"', "a\\b")),)), NOW)
        before = watch.load(tx)
    file.write_text(watchfile.write(before), encoding="utf-8")
    with house.database.write() as tx:
        watch.save(tx, watchfile.read(file), NOW)
        assert watch.load(tx) == before


SOURCE = '[[source]]\nname = "s"\ncollector = "x"\n'
RULE = '[[rule]]\nname = "r"\nlane = "volume"\nchannels = ["log"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("brand = 1", ["[[brand]]", "two brackets"]),
        ("brand = [1, 2]", ["[[brand]]", "two brackets"]),
        ('[brand]\nname = "A"', ["[[brand]]", "two brackets"]),
        ('[[brend]]\nname = "A"', ["'brend'", "[[brand]]", "[[source]]", "[[channel]]", "[[rule]]"]),
        ('[[brand]]\nname = "A"\n[[brand]]\nname = "B"\nalias = []', ["number 2", "'alias'", "aliases"]),
        ("[[brand]]\nproducts = []", ["name is missing"]),
        ('[[brand]]\nname = ""', ["name is missing"]),
        ('[[brand]]\nname = "?"', ["'?'", "letter or digit"]),
        ("[[brand]]\nname = 5", ["5", "a text"]),
        ('[[brand]]\nname = "a\\nb"', ["'a\\nb'", "one line"]),
        ('[[brand]]\nname = "A"\naliases = "a"', ["aliases = 'a'", "list of texts"]),
        ('[[brand]]\nname = "A"\naliases = ["b", 5]', ["['b', 5]", "list of texts"]),
        ('[[brand]]\nname = "A"\naliases = [" "]', ["aliases", "list of texts"]),
        ('[[brand]]\nname = "A"\nlanguages = ["English"]', ["'English'", "'en'"]),
        ('[[brand]]\nname = "A"\ntimezone = "Amsterdam"', ["'Amsterdam'", "Europe/Amsterdam"]),
        ('[[brand]]\nname = "A"\ntimezone = "Europe"', ["'Europe'", "Europe/Amsterdam"]),
        ('[[brand]]\nname = "A"\ntimezone = "../../etc/passwd"', ["passwd", "Europe/Amsterdam"]),
        ('[[brand]]\nname = "A"\nsample = 1', ["sample = 1", "true or false"]),
        ('[[brand]]\nname = "A"\n[[brand]]\nname = "a"', ["number 2", "'a' already"]),
        ('[[source]]\nname = "s"', ["collector is missing"]),
        ('[[source]]\nname = "s"\ncollector = "files"\ninterval_seconds = 0', ["= 0", "1 to 2,592,000"]),
        ('[[source]]\nname = "s"\ncollector = "files"\ninterval_seconds = true', ["= True", "a whole number"]),
        ('[[source]]\nname = "s"\ncollector = "files"\noptions = "x"', ["options = 'x'", "table"]),
        ('[[source]]\nname = "s"\ncollector = "files"\n[source.options]\npath = ["a"]', ["path = ['a']", "a text"]),
        (SOURCE + "jitter_seconds = -1", ["= -1", "0 to 86,400"]),
        (SOURCE + "deadline_seconds = 0", ["= 0", "1 to 86,400"]),
        (SOURCE + "budget = 25", ["budget = 25", "dollars = 25"]),
        (SOURCE + "budget = { dolars = 25 }", ["budget", "'dolars'", "period, requests, items, dollars"]),
        (SOURCE + 'budget = { period = "week" }', ["budget", "'week'", "day, month"]),
        (SOURCE + "budget = { period = 1 }", ["budget", "period = 1", "a text"]),
        (SOURCE + "budget = { dollars = 0 }", ["budget", "dollars = 0", "0.01 to 1,000,000"]),
        (SOURCE + "budget = { dollars = inf }", ["budget", "dollars = inf", "0.01 to 1,000,000"]),
        (SOURCE + 'budget = { dollars = "25" }', ["budget", "dollars = '25'", "a number"]),
        (SOURCE + "budget = { requests = 1.5 }", ["budget", "requests = 1.5", "a whole number"]),
        (SOURCE + "budget = { items = 0 }", ["budget", "items = 0", "1 to 1,000,000,000"]),
        (RULE + "max_q = nan", ["max_q = nan", "0 to 1"]),
        (RULE + "max_q = 1.5", ["max_q = 1.5", "0 to 1"]),
        (RULE + "quiet_hours = 100000000000", ["100000000000", "1 to 8,784"]),
        (RULE + "min_severity = 9", ["min_severity = 9", "0 to 4"]),
        (RULE.replace("volume", "loud"), ["'loud'", "volume", "severity"]),
        (RULE + RULE, ["number 2", "'r' already"]),
        ('[[rule]]\nname = "r"\nlane = "volume"', ["channels is missing"]),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_value_and_the_valid_ones(
    text: str, said: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        watchfile.read(file)
    assert [part for part in (str(file), *said) if part not in str(refused.value)] == []


HUSH = "hush-hush-1234"
SECRETS = ["bearer_token", "client_secret", "api_key", "apiKey", "password", "Access-Token", "keys"]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [HUSH, f"env: {HUSH}", f"env:\n{HUSH}", f"ENV:{HUSH}", "env:", ""])
@pytest.mark.parametrize("kind", ["source", "channel"])
def test_a_secret_in_the_open_is_refused_and_not_repeated(kind: str, name: str, value: str, tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    plugin = "collector" if kind == "source" else "plugin"
    table = {"name": "desk", plugin: "x", "options": {name: value}}
    file.write_text(tomlkit.dumps({kind: [table]}), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        watchfile.read(file)
    said = str(refused.value)
    assert [part for part in (f"[[{kind}]] number 1", name, "env:NAME", "file:PATH") if part not in said] == []
    assert HUSH not in said


@pytest.mark.parametrize(
    "name", ["client_id", "keyword", "url", "monkey", "tokenizer", "query.key-lime", "query.secret"]
)
def test_what_only_looks_like_a_secret_may_stand_in_the_open(name: str, tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text(SOURCE + f'[source.options]\n"{name}" = "plain"\ntoken = "file:/run/t"', encoding="utf-8")
    assert watchfile.read(file).sources[0].options == {name: "plain", "token": "file:/run/t"}


def test_a_secret_that_stands_in_the_store_is_not_written_and_asked_for_when_read(tmp_path: Path) -> None:
    old = Watch(channels=(ChannelSettings(name="desk", plugin="webhook", options={"url": "env:URL", "secret": HUSH}),))
    file = tmp_path / "watch.toml"
    file.write_text(watchfile.write(old), encoding="utf-8")
    assert HUSH not in file.read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match=r"secret is a secret.*env:NAME"):
        watchfile.read(file)


def test_only_what_a_budget_limits_is_written() -> None:
    wanted = Watch(sources=(Source(name=SourceName("x"), collector="x", budget=Budget(dollars=25.0)),))
    assert tomlkit.parse(watchfile.write(wanted)).unwrap() == {
        "source": [{"name": "x", "collector": "x", "budget": {"dollars": 25.0}}]
    }


def test_the_examples_of_a_new_watch_file_can_be_used_as_they_stand(file: Path) -> None:
    lines = starter.files("Acme Toys")["watch.toml"].splitlines()
    example = re.compile(r"# (\[\[?[\w.]+\]\]?|\w+ = (\".*\"|\d+|\{.*\}))")
    text = "\n".join(line.removeprefix("# ") if example.fullmatch(line) else line for line in lines)
    file.write_text(text, encoding="utf-8")
    read = watchfile.read(file)
    assert [s.name for s in read.sources] == ["files:reviews", "x", "reddit"]
    assert [c.name for c in read.channels] == ["log", "pr-desk"]
    paid = [s for s in read.sources if s.collector != "files"]
    assert all(s.budget != Budget() for s in paid)


@pytest.mark.parametrize("content", [b"\xff", b"[[brand]", b"a = " + b"[" * 100_000])
def test_what_is_no_toml_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        watchfile.read(tmp_path / "watch.toml")


def test_numbers_and_flags_among_options_are_texts_to_a_plugin(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_text('[[channel]]\nname = "c"\nplugin = "p"\noptions = { a = 5, b = true, c = "x" }', encoding="utf-8")
    assert watchfile.read(file).channels[0].options == {"a": "5", "b": "true", "c": "x"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule(name="r", lane=Lane.VOLUME, channels=("log", "lgo")), ["'r'", "channel 'lgo'", "desk, log"]),
        (Rule(name="r", lane=Lane.VOLUME, channels=(), brand=slug("acne")), ["'r'", "brand 'acne'", "acme, other"]),
    ],
)
def test_a_rule_that_names_what_nobody_knows_changes_nothing(house: House, rule: Rule, said: list[str]) -> None:
    with house.database.write() as tx:
        watch.save(tx, Watch(brands=(Brand(id=slug("other"), name="Other"),)), NOW)
        before = watch.load(tx)
    wanted = Watch(
        brands=(Brand(id=slug("acme"), name="Acme"),),
        channels=(ChannelSettings(name="desk", plugin="log"),),
        rules=(rule,),
    )
    with pytest.raises(SettingsError) as refused, house.database.write() as tx:
        watch.save(tx, wanted, NOW)
    assert [part for part in said if part not in str(refused.value)] == []
    with house.database.read() as tx:
        assert watch.load(tx) == before


def test_applying_replaces_what_bears_the_same_name_and_keeps_the_rest(house: House) -> None:
    with house.database.write() as tx:
        watch.save(tx, Watch(brands=(Brand(id=slug("a"), name="A"), Brand(id=slug("b"), name="B"))), NOW)
        for _ in range(2):
            watch.save(tx, Watch(brands=(Brand(id=slug("a"), name="A", products=("kettle",)),)), NOW)
        found = watch.load(tx)
    assert [(b.name, b.products) for b in found.brands] == [("A", ("kettle",)), ("B", ())]
    assert sorted(found.rules, key=lambda r: r.name) == sorted(watch.DEFAULT_RULES, key=lambda r: r.name)
