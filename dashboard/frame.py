"""What every page stands in: the open program, the chosen brand and period, and the notice on sample data.

Brand and period live in the address, so that a view can be shared.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import queries
from groundswell import house, settings
from groundswell.house import House
from storage.models import Actor, AlertId, Brand

PERIODS = {"24 hours": 1, "7 days": 7, "30 days": 30, "90 days": 90}
USUAL = "30 days"
BEHIND = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the reader is looking at: a brand, from `since` until `until`; `clock` is when the page was asked for.

    `until` is the brand's present; where nothing was said in the whole period before it, the view is `old` and ends
    with the newest mention instead, so that imported history is no empty page. `ran` is the time of the last cycle.
    """

    house: House
    brand: Brand
    since: datetime
    until: datetime
    clock: datetime
    old: bool
    ran: datetime | None
    playing: bool

    @property
    def zone(self) -> ZoneInfo:
        """The brand's time zone; days begin and end in it."""
        return ZoneInfo(self.brand.timezone)

    @property
    def at(self) -> datetime:
        """The moment at which sources stand as they are shown: the sample's past has a present of its own."""
        return self.until if self.playing else self.clock


@st.cache_resource
def opened() -> House:
    """Open the program once per server."""
    return house.build(settings.load(None))


def arrive() -> bool:
    """Draw the sidebar, or what to do while nothing is watched yet; say whether there is something to show."""
    brands = queries.brands(opened())
    if not brands:
        st.title("Nothing is watched yet")
        st.write("Write a watch file and put it into the store:")
        st.code('groundswell init "Your brand"\ngroundswell apply watch.toml\ngroundswell run', language="shell")
        return False
    _follow()
    with st.sidebar:
        names = {b.id: b.name for b in brands}
        st.selectbox("Brand", list(names), format_func=lambda i: names[i], key="brand", bind="query-params")
        st.selectbox("Period", list(PERIODS), index=list(PERIODS).index(USUAL), key="period", bind="query-params")
        st.text_input("Your name", key="name", placeholder="shown with what you say and do", max_chars=80)
    _refresh(queries.last_cycle(opened()))
    return True


def _follow() -> None:
    """Turn to the brand of the alert that the address names: a message links to its alert alone."""
    asked = st.query_params.get("alert", "")
    if asked.isdecimal() and st.session_state.get("followed") != asked:
        st.session_state["followed"] = asked
        found = queries.alert(opened(), AlertId(int(asked[:18])))
        if found is not None:
            st.session_state["brand"] = found.signal.brand


def view() -> View:
    """Give what the reader chose in the sidebar."""
    house = opened()
    brand = next(b for b in queries.brands(house) if b.id == st.session_state["brand"])
    clock = datetime.now(UTC)
    period = timedelta(days=PERIODS[st.session_state["period"]])
    until, newest = queries.present(house, brand.id, clock)
    old = newest is not None and newest < until - period
    if newest is not None and old:
        until = newest + timedelta(hours=1)
    return View(
        house=house,
        brand=brand,
        since=until - period,
        until=until,
        clock=clock,
        old=old,
        ran=queries.last_cycle(house),
        playing=brand.sample and clock - until > timedelta(hours=2),
    )


def address(now: View, **more: str | int) -> dict[str, str]:
    """Give the query parameters that lead another page to the same brand and period."""
    period = next(name for name, days in PERIODS.items() if timedelta(days=days) == now.until - now.since)
    # The sidebar's choice stands in the address as the reader sees it, by name.
    return {"brand": now.brand.name, "period": period, **{key: str(value) for key, value in more.items()}}


@st.fragment(run_every="3s")
def _refresh(drawn: datetime | None) -> None:
    """Draw the page anew once a cycle has ended since it was drawn."""
    if queries.last_cycle(opened()) != drawn:
        st.rerun()


def notices(now: View) -> None:
    """Say what the reader must know before the numbers: that this is sample data, or that nobody is collecting."""
    if now.brand.sample:
        state = f" Playing its past: {now.until.astimezone(now.zone):%d %B, %H:%M}." if now.playing else ""
        st.info(
            "**Sample data.** This toy maker and its customers are invented." + state + " To watch your own brand: "
            '`groundswell init "Your brand"`',
            icon=":material/science:",
        )
    elif now.old:
        st.info(
            f"Nothing newer than {now.until.astimezone(now.zone):%d %B %Y}: you see the days before it.",
            icon=":material/history:",
        )
    if now.ran is None or (now.clock - now.ran > BEHIND and not now.playing):
        ran = f"last ran at {now.ran.astimezone(now.zone):%d %B %Y, %H:%M}" if now.ran else "has not run yet"
        st.warning(f"The monitor {ran}. `groundswell run` starts it.", icon=":material/warning:")


def actor() -> Actor | None:
    """Name the reader, as they typed it in the sidebar; None while they have not."""
    name = str(st.session_state.get("name", "")).strip()
    return Actor(name=name) if name else None
