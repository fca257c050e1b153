"""The sample brand: its story can be told again, in any steps, and its beats are where the story says."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.places import sample
from collectors.contract import Collector, Setup
from collectors.sample import build
from collectors.sample.brand import BRAND, PRODUCTS, sample_brand, sample_sources
from collectors.sample.channels import Channel
from collectors.sample.days import THEMES, written
from collectors.sample.people import LANGUAGES, handle
from collectors.sample.posts import Post
from collectors.sample.story import DAYS, DELIVERY_DAY, OUTAGE_END, OUTAGE_START, TORCH_DAY, TORCH_LAUNCH
from collectors.sample.wording import phrases
from collectors.testing import CHECKS, Check
from storage.errors import BadPayload, SettingsError
from storage.models import Batch, BrandId, Coverage, Kind, Mention, Role, SourceEventKind, SourceName

START = date(2026, 9, 7)
ANCHOR = datetime(2026, 9, 7, tzinfo=UTC)
DAY = timedelta(days=1)
END = ANCHOR + DAYS * DAY


def collector(channel: str = "social", **options: str) -> Collector:
    source = SourceName(f"sample:{channel}")
    options = {"channel": channel, "start": START.isoformat(), **options}
    return build(Setup(source=source, brands=(sample_brand(),), options=options))


def told(collector: Collector, moments: Iterable[datetime], cursor: str | None = None) -> list[Batch]:
    """Collect at each of the moments, each time from the cursor that the time before left."""
    batches: list[Batch] = []
    for now in moments:
        for batch in collector.collect(cursor, now):
            batches.append(batch)
            cursor = batch.cursor
    return batches


def mentions(batches: Iterable[Batch]) -> list[Mention]:
    return [item.mention for batch in batches for item in batch.items]


def merged(coverage: Iterable[Coverage]) -> list[tuple[datetime, datetime]]:
    stretches: list[tuple[datetime, datetime]] = []
    for part in coverage:
        if stretches and stretches[-1][1] == part.since:
            stretches[-1] = (stretches[-1][0], part.until)
        else:
            stretches.append((part.since, part.until))
    return stretches


@lru_cache(maxsize=1)
def story() -> Mapping[Channel, tuple[Mention, ...]]:
    return {channel: tuple(mentions(told(collector(channel), [END]))) for channel in Channel}


def everything() -> list[Mention]:
    return [mention for channel in Channel for mention in story()[channel]]


@lru_cache(maxsize=1)
def posts() -> Mapping[str, Post]:
    """What the generator meant by each mention, by external id."""
    return {post.id: post for channel in Channel for day in range(DAYS) for post in written("autumn", channel, day)}


def themed(*themes: str) -> list[Mention]:
    """All mentions of the themes but reposts and copies."""
    return [
        mention
        for mention in everything()
        if posts()[mention.external_id].theme in themes and not mention.external_id.endswith(("-repost", "-copy"))
    ]


def day_of(mention: Mention) -> int:
    return (mention.published_at - ANCHOR) // DAY


# The stream


def test_the_story_is_the_same_in_every_process() -> None:
    program = (
        "from collectors.sample.days import written\n"
        "from collectors.sample.channels import Channel\n"
        "for channel in Channel:\n"
        "    for post in written('autumn', channel, 51): print(ascii(post))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.decode()
        for seed in ("1", "2")
    ]
    here = "".join(f"{post!a}\n" for channel in Channel for post in written("autumn", channel, 51))
    assert said == [here, here]


def test_another_seed_tells_the_same_plot_in_other_words() -> None:
    one, two = (mentions(told(collector(seed=seed), [END])) for seed in ("autumn", "other"))
    assert not {m.text for m in one if day_of(m) == 3} & {m.text for m in two if day_of(m) == 3}
    assert "social-mother" in {m.external_id for m in one} & {m.external_id for m in two}


@settings(max_examples=25, deadline=None)
@given(
    channel=st.sampled_from(Channel),
    minutes=st.lists(st.integers(min_value=0, max_value=60 * 24 * 60), max_size=30),
    kept=st.integers(min_value=1, max_value=80),
)
def test_any_steps_and_any_interruption_bring_the_same_mentions(
    channel: Channel, minutes: list[int], kept: int
) -> None:
    moments = [ANCHOR + timedelta(minutes=step) for step in sorted(minutes)]
    before = told(collector(channel), moments)[:kept]
    after = told(collector(channel), [END], before[-1].cursor if before else None)
    assert tuple(mentions([*before, *after])) == story()[channel]
    assert merged(part for batch in [*before, *after] for part in batch.coverage) == [(ANCHOR, END)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("channel", Channel)
def test_every_channel_keeps_the_contract(check: Check, channel: Channel) -> None:
    with sample.subject(channel) as subject:
        check(subject)


def test_a_batch_holds_what_was_published_after_its_cursor_and_not_after_now() -> None:
    moments = [ANCHOR + step * timedelta(hours=7) for step in range(60)]
    for channel in Channel:
        cursor, stands = None, ANCHOR
        for now in moments:
            for batch in collector(channel).collect(cursor, now):
                times = [item.mention.published_at for item in batch.items]
                assert times == sorted(times)
                assert all(stands < time <= now for time in times)
                assert len(times) <= 500
                cursor = batch.cursor
                stands = datetime.fromisoformat(json.loads(cursor)["until"])


def test_the_story_does_not_depend_on_the_date_it_begins() -> None:
    later = mentions(told(collector("shop", start="2027-02-02"), [datetime(2027, 4, 3, tzinfo=UTC)]))
    shift = datetime(2027, 2, 2, tzinfo=UTC) - ANCHOR
    assert [(m.external_id, m.text, m.published_at - shift) for m in later] == [
        (m.external_id, m.text, m.published_at) for m in story()[Channel.SHOP]
    ]


def test_the_first_call_may_come_at_the_very_beginning() -> None:
    (batch,) = collector().collect(None, ANCHOR)
    assert (batch.items, batch.coverage, batch.events) == ((), (), ())
    assert list(collector().collect(batch.cursor, ANCHOR)) == []


def test_nothing_is_told_before_the_beginning() -> None:
    assert list(collector().collect(None, ANCHOR - timedelta(seconds=1))) == []


def test_without_a_start_the_story_began_59_days_before_the_first_call() -> None:
    now = datetime(2026, 11, 5, 14, 30, tzinfo=UTC)
    plain = build(Setup(source=SourceName("s"), brands=(), options={"channel": "shop"}))
    batches = told(plain, [now, now + timedelta(hours=5)])
    assert merged(part for batch in batches for part in batch.coverage) == [(ANCHOR, now + timedelta(hours=5))]


def test_everyday_life_goes_on_after_the_story() -> None:
    (batch, *_) = told(collector(), [END])
    cursor = json.dumps({**json.loads(batch.cursor), "until": (ANCHOR + 400 * DAY).isoformat()})
    later = mentions(told(collector(), [ANCHOR + 410 * DAY], cursor))
    assert 250 < len(later) < 800
    assert not {"burn", "strike", "hostile"} & {
        post.theme for day in range(400, 410) for post in written("autumn", Channel.SOCIAL, day)
    }


# The outage


def test_during_its_outage_the_forum_is_silent_and_not_covered() -> None:
    out, back = ANCHOR + OUTAGE_START, ANCHOR + OUTAGE_END
    before = told(collector("forum"), [out - timedelta(hours=1), out + timedelta(hours=2), back - timedelta(minutes=1)])
    assert merged(part for batch in before for part in batch.coverage) == [(ANCHOR, out)]
    assert max(m.published_at for m in mentions(before)) <= out
    assert [event.at for batch in before for event in batch.events if event.kind is SourceEventKind.SILENCE] == [out]

    (caught_up,) = told(collector("forum"), [back], before[-1].cursor)
    assert len(caught_up.items) > 5
    assert [(part.since, part.until) for part in caught_up.coverage] == [(out, back)]
    assert SourceEventKind.CATCH_UP in [event.kind for event in caught_up.events]


def test_the_other_sources_know_no_outage() -> None:
    batches = told(collector("shop"), [ANCHOR + OUTAGE_START, ANCHOR + OUTAGE_START + timedelta(hours=5)])
    assert batches[-1].coverage[0].until == ANCHOR + OUTAGE_START + timedelta(hours=5)


# Everyday life


def test_sixty_days_bring_six_to_nine_thousand_mentions_over_five_channels() -> None:
    assert 6_000 <= len(everything()) <= 9_000
    assert min(map(len, story().values())) > 600
    assert {m.kind for m in everything()} == set(Kind)


def test_each_mention_has_its_own_identity() -> None:
    assert len({(m.source, m.external_id) for m in everything()}) == len(everything())


@pytest.mark.parametrize(("language", "share"), [("en", 0.70), ("id", 0.12), ("sw", 0.08), ("nl", 0.10)])
def test_four_languages_are_heard_in_their_shares(language: str, share: float) -> None:
    said = sum(posts()[m.external_id].language == language for m in everything())
    assert said / len(everything()) == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "delivery"])
def test_each_everyday_complaint_is_heard_in_every_language_all_along(theme: str) -> None:
    heard = themed(theme)
    assert {posts()[m.external_id].language for m in heard} == set(LANGUAGES)
    assert min(Counter(day_of(m) // 10 for m in heard).values()) > 20


def test_texts_differ() -> None:
    own = [m.text for m in everything() if m.role is Role.CUSTOMER]
    assert len(set(own)) / len(own) > 0.9


def test_people_sleep_and_offices_close_at_the_weekend() -> None:
    asked = [m for channel in Channel for m in story()[channel] if m.parent_id is None and m.role is Role.CUSTOMER]
    hours = Counter((m.published_at.hour + 1) % 24 for m in asked)
    assert sum(hours[hour] for hour in range(1, 5)) * 6 < sum(hours[hour] for hour in range(18, 22))
    weekdays = Counter(day_of(m) % 7 for m in asked if m.kind is Kind.TICKET and day_of(m) < 49)
    assert weekdays[5] + weekdays[6] < weekdays[0]  # two weekend days against one Monday


def test_ratings_go_with_the_text_but_for_a_few() -> None:
    rated = {tone: [m.rating.share for m in themed(*names) if m.rating] for tone, names in _TONES.items()}
    assert 0.9 < sum(share <= 0.6 for share in rated["complaint"]) / len(rated["complaint"]) < 1
    assert 0.9 < sum(share >= 0.7 for share in rated["praise"]) / len(rated["praise"]) < 1


_TONES = {"complaint": tuple(THEMES), "praise": ("praise", "launch")}


def test_ratings_and_products_are_given_only_where_the_source_knows_them() -> None:
    for channel, said in story().items():
        asked = [m for m in said if m.role is Role.CUSTOMER and m.parent_id is None]
        scales = {(m.rating.low, m.rating.high) for m in asked if m.rating}
        assert scales == {"shop": {(1, 5)}, "survey": {(0, 10)}}.get(channel, set())
        named = {m.product for m in asked}
        assert named == ({None} if channel in ("social", "forum") else set(PRODUCTS.values()))


def test_agents_answer_posts_that_exist() -> None:
    by_id = {m.external_id: m for m in everything()}
    answers = [m for m in everything() if m.role is Role.BRAND and m.parent_id]
    assert {m.kind for m in answers} == {Kind.TICKET, Kind.MENTION}
    for answer in answers:
        asked = by_id[answer.parent_id or ""]
        assert asked.published_at < answer.published_at
        assert asked.thread_id == answer.thread_id


def test_some_texts_are_reposted_or_copied_by_others() -> None:
    by_id = {m.external_id: m for m in everything()}
    echoes = [m for m in everything() if m.external_id.endswith(("-repost", "-copy"))]
    originals = [by_id[m.external_id.rsplit("-", 1)[0]] for m in echoes]
    pairs = list(zip(echoes, originals, strict=True))
    assert sum(echo.text == original.text for echo, original in pairs) > 30
    assert sum(echo.text.startswith("RT @") for echo in echoes) > 30
    assert sum(echo.author_key != original.author_key for echo, original in pairs) > 0.95 * len(pairs)


def test_some_authors_return_and_no_two_people_share_a_handle() -> None:
    asked = Counter(m.author_key for m in story()[Channel.SHOP] if m.role is Role.CUSTOMER)
    assert sum(count > 1 for count in asked.values()) > 100
    assert sum(count == 1 for count in asked.values()) > 100
    names = [handle(language, n) for language in LANGUAGES for n in range(2_000)]
    assert len(set(names)) == len(names)


def test_figures_of_speech_look_like_hazards() -> None:
    texts = [m.text for m in themed("figure")]
    assert 5 <= len(texts) <= 40
    assert any(word in text for text in texts for word in ("died", "is fire", "is killing"))


def test_nobody_but_the_plot_speaks_of_burns() -> None:
    hot = ("burn", "blister", "too hot", "melepuh", "verbrand", "iliunguza", "ilimuunguza")
    speak = {posts()[m.external_id].theme for m in everything() if any(word in m.text.casefold() for word in hot)}
    assert speak == {"burn", "repost"}


# The plot


def test_late_parcels_rise_from_one_or_two_a_day_to_sixty_and_more_and_fade() -> None:
    late = Counter(day_of(m) for m in themed("delivery", "strike"))
    before = [late[day] for day in range(DELIVERY_DAY)]
    assert 1 <= sum(before) / len(before) <= 2.5
    assert max(before) <= 6
    assert all(60 <= late[DELIVERY_DAY + n] <= 110 for n in range(3))
    assert late[DELIVERY_DAY + 2] > late[DELIVERY_DAY + 3]


def test_late_parcels_are_told_by_different_people_everywhere_in_their_own_words() -> None:
    late = themed("strike")
    first_hand = [m for m in late if m.parent_id is None]
    assert len({m.author_key for m in first_hand}) == len(first_hand)
    assert {m.source for m in late} == {m.source for m in everything()}
    assert len({m.text for m in late}) / len(late) > 0.95


def test_the_torch_is_unknown_until_its_launch_then_liked() -> None:
    spoken = [m for m in everything() if "glowcub" in m.text.casefold() or m.product == PRODUCTS["torch"]]
    assert min(m.published_at for m in spoken) >= ANCHOR + TORCH_LAUNCH
    between = Counter(posts()[m.external_id].theme for m in spoken if day_of(m) < TORCH_DAY)
    assert between["launch"] > 20
    assert between["launch_question"] > 5
    assert "burn" not in between


def test_one_mother_tells_of_the_burn_first() -> None:
    first = min(themed("burn"), key=lambda m: m.published_at)
    assert day_of(first) == TORCH_DAY
    assert first.published_at.hour == 16
    assert first.kind is Kind.MENTION
    for word in ("eight-year-old's hand was burned", "Halloween torch", "Glowcub torch", "blistered", "doctor"):
        assert word in first.text


def test_then_a_handful_of_others_report_it_independently_within_36_hours() -> None:
    mother, *others = sorted(themed("burn"), key=lambda m: m.published_at)
    assert 5 <= len(others) <= 7
    assert others[-1].published_at - mother.published_at <= timedelta(hours=36)
    assert len({m.source for m in others}) == 5
    assert {posts()[m.external_id].language for m in others} == set(LANGUAGES)
    assert len({m.author_key for m in (mother, *others)}) == len(others) + 1
    assert len({m.text for m in (mother, *others)}) == len(others) + 1
    assert any(m.rating and m.rating.share == 1 and m.kind is Kind.REVIEW for m in others)
    catalogue = PRODUCTS["torch"]
    assert all(m.product == catalogue or catalogue.casefold() in m.text.casefold() for m in (mother, *others))


def test_the_mothers_post_is_reposted_word_for_word() -> None:
    mother = min(themed("burn"), key=lambda m: m.published_at)
    reposts = [m for m in everything() if m.external_id.startswith("social-mother-repost")]
    assert len(reposts) > 5
    assert {m.text for m in reposts} == {mother.text, f"RT @{mother.author_name}: {mother.text}"}
    assert mother.author_key not in {m.author_key for m in reposts}


# Hostile input, settings and phrases


@pytest.mark.parametrize(
    "sign", ["<script>", "<img src=x", "=HYPERLINK(", "+cmd|", "@SUM(", "](http://", "DROP TABLE", "\u202e", "\ufeff"]
)
def test_hostile_posts_are_among_them(sign: str) -> None:
    assert any(sign in m.text for m in themed("hostile"))


def test_there_are_an_emoji_flood_and_a_text_longer_than_the_store_keeps() -> None:
    texts = [m.text for m in themed("hostile")]
    assert any(text.count("🧸") >= 300 for text in texts)
    assert max(map(len, texts)) > 20_000


def test_every_text_and_name_can_be_encoded_and_says_something() -> None:
    for mention in everything():
        assert mention.text.encode().strip()
        assert "\0" not in mention.text
        assert (mention.author_name or "").encode()
        assert "{" not in mention.text or posts()[mention.external_id].theme == "hostile"


def test_mentions_match_the_sample_brand_where_it_is_watched() -> None:
    options = {"channel": "shop", "start": START.isoformat()}
    watched = build(Setup(source=SourceName("s"), brands=(sample_brand(),), options=options))
    unwatched = build(Setup(source=SourceName("s"), brands=(), options=options))
    found = {
        frozenset(match.brand for match in item.matches)
        for batch in told(watched, [ANCHOR + DAY])
        for item in batch.items
    }
    assert found == {frozenset({BrandId(BRAND)})}
    assert not any(item.matches for batch in told(unwatched, [ANCHOR + DAY]) for item in batch.items)


def test_the_five_sources_can_be_built_from_their_options() -> None:
    sources = sample_sources(START)
    assert {source.name for source in sources} == {f"sample:{channel}" for channel in Channel}
    for source in sources:
        made = build(Setup(source=source.name, brands=(sample_brand(),), options=source.options))
        assert {m.source for m in mentions(told(made, [ANCHOR + DAY]))} == {source.name}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, "None"),
        ({"channel": "radio"}, "radio"),
        ({"channel": "shop", "start": "soon"}, "soon"),
        ({"channel": "shop", "speed": "9"}, "speed"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_by_name(options: Mapping[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        build(Setup(source=SourceName("s"), brands=(), options=options))


@pytest.mark.parametrize("cursor", ["", "null", "17", '{"anchor": "x"}', '{"anchor": 1, "until": 2}'])
def test_a_cursor_of_another_collector_is_refused(cursor: str) -> None:
    with pytest.raises(BadPayload, match="cursor"):
        list(collector().collect(cursor, ANCHOR))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_everything_english_says(language: str) -> None:
    def spoken(name: str) -> set[str]:
        return {symbol for symbol in phrases(name) if "." not in symbol and symbol not in ("opener", "mild", "order")}

    assert spoken("en") <= spoken(language)
    assert all(f"product.{product}" in phrases(language) for product in PRODUCTS)


def test_the_days_of_the_story_follow_each_other() -> None:
    days = sorted({day_of(m) for m in everything()})
    assert all(later - day == 1 for day, later in pairwise(days))
    assert (days[0], days[-1]) == (0, DAYS - 1)
