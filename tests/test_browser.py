"""The dashboard in a real browser, over the sample brand: what a brand manager sees and does.

With $GROUNDSWELL_PICTURES set to a folder, every page is photographed there, wide and narrow.
"""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from storage import alerts, brands, coverage, events, sources, spending
from storage.database import Database, Transaction
from storage.models import (
    AlertState,
    Ask,
    Brand,
    BrandId,
    Budget,
    Coverage,
    Lane,
    Source,
    SourceEvent,
    SourceEventKind,
    SourceName,
    Standing,
    TurnEnd,
)

CHROMIUM = shutil.which("chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
PAGES = ["", "issues", "alerts", "sources"]
WIDE, NARROW = {"width": 1400, "height": 1000}, {"width": 390, "height": 850}
HOSTILE = (
    "![x](https://evil.example/x.png) <script>alert(1)</script> <img src=x onerror=alert(1)> www.evil.example e@vil.eu"
)
PICTURES = os.environ.get("GROUNDSWELL_PICTURES")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
    # Playwright closes its pipes late.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def store(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("dashboard") / "groundswell.db"
    with closing(sqlite3.connect(played)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)  # a copy of the file alone could miss its log
    if not PICTURES:  # which show the sample as it comes
        with closing(Database(f"sqlite:///{copy}")) as database, database.write() as tx:
            trouble(tx, datetime.now(UTC))
    return copy


def trouble(tx: Transaction, now: datetime) -> None:
    """Add a source that has nearly spent its budget and missed something, one that fails under a name that would be
    more than text, and one that is fine but for two gaps.
    """
    hour = timedelta(hours=1)
    paid = Source(name=SourceName("x"), collector="x", budget=Budget(dollars=0.6))
    hostile = Source(name=SourceName(HOSTILE), collector="files")
    fine = Source(name=SourceName("reddit"), collector="reddit", budget=Budget(requests=1_000))
    for source in (paid, hostile, fine):
        sources.save(tx, source)
    for since, until in ((400, 300), (270, 200), (190, 0)):
        coverage.cover(tx, [Coverage(source=fine.name, since=now - since * hour, until=now - until * hour)])
    sources.settled(tx, fine.name, now, TurnEnd(standing=Standing.FINE, due_at=now + hour))
    spending.reserve(tx, paid.name, Ask(most=100, microdollars=5000), Budget(), now)
    for since, until in ((400, 300), (250, 2)):
        coverage.cover(tx, [Coverage(source=paid.name, since=now - since * hour, until=now - until * hour)])
    sources.settled(tx, paid.name, now, TurnEnd(standing=Standing.FINE, due_at=now + hour))
    due = now + hour
    sources.settled(tx, hostile.name, now, TurnEnd(standing=Standing.STOPPED, due_at=due, failures=1, failure=HOSTILE))
    for source in (paid, hostile):
        told = SourceEvent(source=source.name, kind=SourceEventKind.FAILURE, at=now - hour, detail=HOSTILE)
        events.record(tx, [told])


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GROUNDSWELL_STORE": f"sqlite:///{store}", "GROUNDSWELL_PORT": str(port)}
    command = [sys.executable, "-m", "groundswell", "dashboard"]
    with subprocess.Popen(command, env=environment, cwd=store.parent, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the dashboard ended"
        try:
            if httpx.get(url).text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} never became healthy")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


def arrive(page: Page, url: str) -> None:
    """Open a page and wait until Streamlit has drawn all of it."""
    page.goto(url)
    page.wait_for_selector("h1")
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_overview_shows_what_needs_attention_first(page: Page, address: str) -> None:
    arrive(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Wobblethorn")
    assert page.get_by_test_id("stMain").inner_text().startswith("Wobblethorn")
    expect(page.get_by_text("Sample data.")).to_be_visible()
    badges = page.get_by_text("Harm reported").or_(page.get_by_text("Rising", exact=True))
    expect(badges.first).to_have_text("Harm reported")
    expect(page.get_by_text("Glowcub torch: fire or burn")).to_be_visible()
    expect(page.get_by_text("What customers say")).to_be_visible()
    expect(page.get_by_text("What they complain about")).to_be_visible()
    # The table is drawn on a canvas; what it says stands beside it for those who cannot see.
    expect(page.locator("td").filter(has_text="arcel").first).to_be_attached()


def test_evidence_answers_whether_others_say_it_too(page: Page, address: str) -> None:
    arrive(page, address)
    page.get_by_text("Evidence").first.click()
    page.wait_for_url("**/alerts?*alert=*")
    expect(page.get_by_text("One accident, or are others saying it?")).to_be_visible()
    expect(page.get_by_text("independently", exact=False).first).to_be_visible()
    expect(page.get_by_text("Where: sample:", exact=False).first).to_be_visible()


def test_an_alert_is_acknowledged_by_somebody_with_a_name(page: Page, address: str, store: Path) -> None:
    arrive(page, f"{address}/alerts")
    page.get_by_role("button", name="I am on it").first.click()
    expect(page.get_by_text("Type your name in the sidebar first", exact=False)).to_be_visible()
    page.get_by_label("Your name").fill("Sari")
    page.get_by_label("Your name").press("Enter")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="I am on it").first.click()
    expect(page.get_by_text("Sari is on it", exact=False)).to_be_visible()
    with Database(f"sqlite:///{store}").read() as tx:
        harm = [a for a in alerts.everything(tx, None, 100) if a.signal.lane is Lane.SEVERITY]
    assert [a.state for a in harm] == [AlertState.ACKNOWLEDGED]
    assert harm[0].acknowledged_by is not None
    assert harm[0].acknowledged_by.name == "Sari"


def test_an_issue_opens_with_its_quotes_and_its_ledger(page: Page, address: str) -> None:
    arrive(page, f"{address}/issues")
    expect(page.get_by_text("Choose a row", exact=False)).to_be_visible()
    # The table is a canvas: its first row's box to tick is at the left, below the header.
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 20, box["y"] + 52)
    expect(page.get_by_role("strong").filter(has_text="In their words")).to_be_visible()
    page.get_by_text("What became of it").click()
    expect(page.get_by_text("born", exact=False).first).to_be_visible()


@pytest.mark.skipif(bool(PICTURES), reason="photographs show the sample alone")
def test_sources_say_who_must_do_something_what_was_missed_and_what_it_cost(page: Page, address: str) -> None:
    arrive(page, f"{address}/sources")
    main = page.get_by_test_id("stMain")
    # Whoever needs a person comes first, whatever the name.
    expect(main.locator(".stMarkdownBadge").first).to_contain_text("needs a person")
    expect(main.get_by_text(HOSTILE, exact=False).first).to_be_visible()
    expect(main.get_by_text("groundswell collect --source '![x]", exact=False)).to_be_visible()
    expect(main.get_by_text("$0.50 of $0.60", exact=False)).to_be_visible()
    expect(main.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "83")
    page.get_by_text("1 gap, 2 days in all").click()
    expect(main.get_by_text(re.compile(r"\d\d:\d\d – .*: 2 days$"))).to_be_visible()
    expect(main.get_by_text("could not be read", exact=False).first).to_be_visible()
    drawn = main.get_by_test_id("stVegaLiteChart").first.locator("path[aria-roledescription=bar]")
    expect(drawn).to_have_count(5)
    parts = ["not watched yet", "covered", "missed", "covered", "to be read"]
    for bar, part in zip(drawn.all(), parts, strict=True):
        expect(bar).to_have_attribute("aria-label", re.compile(f"what: {part}"))


@pytest.mark.skipif(bool(PICTURES), reason="photographs show the sample alone")
def test_a_source_that_is_fine_takes_a_row_and_still_tells_its_gaps(page: Page, address: str) -> None:
    arrive(page, f"{address}/sources")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("0 of 1,000 requests", exact=False)).to_be_visible()
    expect(main.get_by_role("progressbar")).to_have_count(1)
    page.get_by_text("2 gaps, 40 h in all").click()
    expect(page.get_by_text(re.compile(r"\d\d:\d\d – .*: 30 h$"))).to_be_visible()


@pytest.mark.skipif(bool(PICTURES), reason="photographs show the sample alone")
def test_the_overview_leads_to_the_sources(page: Page, address: str) -> None:
    arrive(page, address)
    expect(page.locator("td").filter(has_text="needs a person").first).to_be_attached()
    page.get_by_text("All about the sources").click()
    page.wait_for_url("**/sources?*brand=*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")


def test_issues_are_exported_as_a_spreadsheet(page: Page, address: str, tmp_path: Path) -> None:
    arrive(page, f"{address}/issues")
    page.get_by_text("Export").click()
    page.get_by_text("XLSX", exact=True).click()
    page.get_by_role("button", name="Prepare the file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "wobblethorn-issues.xlsx"
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_but_this_server_for_anything(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    arrive(page, f"{address}/{path}")
    page.wait_for_timeout(1000)
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def test_tables_offer_no_export_that_spreadsheets_could_be_tricked_with(page: Page, address: str) -> None:
    arrive(page, f"{address}/issues")
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.get_by_test_id("stElementToolbar").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)


@pytest.mark.parametrize("path", PAGES)
def test_what_strangers_wrote_stays_text(page: Page, address: str, path: str) -> None:
    said: list[Any] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    arrive(page, f"{address}/{path}?period=90+days")
    main = page.get_by_test_id("stMain")
    assert main.locator("script").count() == 0
    assert main.locator("img").count() == 0
    links = main.locator("a").evaluate_all("found => found.map(each => each.href)")
    assert all(urlsplit(link).hostname == "127.0.0.1" for link in links)
    assert said == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_page_fits_its_window(browser: Browser, address: str, path: str, size: dict[str, int]) -> None:
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    arrive(page, f"{address}/{path}")
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    if PICTURES:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        page.wait_for_timeout(1500)
        name = f"{path or 'overview'}-{'wide' if size is WIDE else 'narrow'}.png"
        page.screenshot(path=Path(PICTURES) / name)
    page.close()


def test_the_link_in_a_message_leads_to_its_alert_whatever_brand_comes_first(
    page: Page, address: str, store: Path
) -> None:
    # Last in this file, because from now on the pages begin with another brand.
    with Database(f"sqlite:///{store}").write() as tx:
        brands.save(tx, Brand(id=BrandId("aardvark"), name="Aardvark"))
        harm = next(a for a in alerts.everything(tx, None, 100) if a.signal.lane is Lane.SEVERITY)
    arrive(page, f"{address}/alerts?brand=Aardvark")
    expect(page.get_by_text("Nothing needs attention.")).to_be_visible()
    arrive(page, f"{address}/alerts?alert={harm.id}")
    expect(page.get_by_text("Glowcub torch: fire or burn")).to_be_visible()
    arrive(page, f"{address}?brand=Wobblethorn")
    page.get_by_text("Evidence").first.click()
    page.wait_for_url("**/alerts?*alert=*")
    expect(page.get_by_text("One accident, or are others saying it?")).to_be_visible()
