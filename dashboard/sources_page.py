"""Sources: whether everything is read, what was missed and why, and what reading it costs."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import charts, frame, queries, words
from dashboard.frame import View
from groundswell.coverage import CoverageLine
from storage.models import SourceEvent, Standing

GAPS = 20
EVENTS = 12
# Whom somebody must help comes first, and what is switched off comes last.
URGENCY = (
    Standing.STOPPED,
    Standing.RESTING,
    Standing.FAILING,
    Standing.SPENT,
    Standing.LIMITED,
    Standing.UNFINISHED,
    Standing.FINE,
)


def show(now: View) -> None:
    """Draw how the sources stand together, then each of them."""
    st.title("Sources")
    frame.notices(now)
    at = now.until if now.playing else datetime.now(UTC)
    lines = queries.source_lines(now.house, at, now.zone)
    if not lines:
        st.caption("Nothing is read yet. A [[source]] in the watch file names a place to read again and again:")
        st.code("groundswell apply watch.toml", language="shell")
        st.caption("A file that you have is brought in once:")
        st.code("groundswell import reviews.csv", language="shell")
        return
    on = sorted((x for x in lines if x.source.enabled), key=lambda x: (URGENCY.index(x.standing), x.source.name))
    _numbers(on, at)
    if on:
        st.html(_legend())
    for line in on:
        _card(now, line, at)
    _switched_off(now, [line for line in lines if not line.source.enabled])
    _events(now, queries.source_events(now.house, [x.source.name for x in lines], at, EVENTS))


def _numbers(on: list[CoverageLine], at: datetime) -> None:
    waiting = [line for line in on if line.todo]
    behind = max((line for line in on if line.lag is not None), key=lambda line: line.lag or timedelta(), default=None)
    with st.container(horizontal=True):
        fine = sum(line.standing is Standing.FINE and line.attempted_at is not None for line in on)
        st.metric("Fine", f"{fine} of {len(on)}", border=True, help="Sources whose last turn read all there was.")
        st.metric("Need a person", len(waiting), border=True, help="A credential, a setting or a budget stops them.")
        st.metric(
            "Furthest behind",
            "–" if behind is None or behind.lag is None else words.length(behind.lag),
            border=True,
            help="How long ago the last moment lies up to which a source has read everything.",
        )
        st.metric("Mentions today", f"{sum(line.today for line in on):,}", border=True)
        spent = sum(line.account.used.microdollars for line in on) / 1_000_000
        if spent or any(line.account.budget.dollars is not None for line in on):
            st.metric("Spent", f"${spent:,.2f}", border=True, help="In each source's running budget period.")


def _legend() -> str:
    swatch = '<span style="display:inline-block;width:.8em;height:.8em;background:{};margin:0 .35em 0 1em"></span>{}'
    colours = "".join(swatch.format(colour, what) for what, colour in charts.COVERED.items())
    return f'<div style="font-size:.875rem;opacity:.7">The last 30 days of each source:{colours}</div>'


def _card(now: View, line: CoverageLine, at: datetime) -> None:
    look = words.STANDINGS[line.standing] if line.attempted_at else words.NEW
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(line.state, color=look.colour, icon=look.icon)
            st.markdown(f"**{words.literal(line.source.name)}**", width="content")
            st.caption(words.literal(" · ".join(_facts(line, at))), width="content")
        for text in (words.sentence(line.reason), line.todo.replace("`", "")):
            if text:
                st.text(text)
        _strip(line, at, now)
        _budget(now, line)
        _gaps(now, line)


def _facts(line: CoverageLine, at: datetime) -> list[str]:
    read = f"read {words.ago(line.succeeded_at, at)}" if line.succeeded_at else "never read"
    due = line.due_at
    again = "next turn due" if due is None or due <= at else f"next turn in {words.length(due - at)}"
    behind = [] if line.lag is None else [f"{words.length(line.lag)} behind"]
    return [read, again, *behind, f"{line.today:,} mentions today", f"{line.mentions:,} in all"]


def _strip(line: CoverageLine, at: datetime, now: View) -> None:
    if line.reach is None:
        st.caption("It does not say which time it covers, so nobody can see what it missed.")
        return
    st.altair_chart(charts.strip(queries.covered_days(line, at, now.zone), at.astimezone(now.zone)))


def _budget(now: View, line: CoverageLine) -> None:
    account = line.account
    used = " · ".join(account.parts)
    if account.share is not None:
        until = words.moment(account.until, now.zone)
        st.progress(account.share, text=words.literal(f"{used} this {account.budget.period}; anew {until}"))
    elif used:
        st.caption(words.literal(f"{used} this {account.budget.period}, without a limit"))


def _gaps(now: View, line: CoverageLine) -> None:
    if not line.gaps:
        return
    missed = sum((gap.until - gap.since for gap in line.gaps), timedelta())
    with st.expander(f"{words.number(len(line.gaps), 'gap')} in 30 days, {words.length(missed)} in all"):
        for gap in line.gaps[:GAPS]:
            about = f"; only about {', '.join(gap.brands)}" if gap.brands else ""
            length = words.length(gap.until - gap.since)
            st.text(f"{words.moment(gap.since, now.zone)} – {words.moment(gap.until, now.zone)}: {length}{about}")
        if len(line.gaps) > GAPS:
            st.caption(f"… and {len(line.gaps) - GAPS} more")


def _switched_off(now: View, lines: list[CoverageLine]) -> None:
    if lines:
        with st.expander(f"{words.number(len(lines), 'source')} not read again by itself, such as imported files"):
            rows = [(x.source.name, x.mentions, x.succeeded_at) for x in lines]
            table = pd.DataFrame(rows, columns=["Source", "Mentions", "Read"])
            table["Read"] = ["–" if x.succeeded_at is None else words.moment(x.succeeded_at, now.zone) for x in lines]
            st.dataframe(table, hide_index=True)


def _events(now: View, events: list[SourceEvent]) -> None:
    st.subheader("What happened")
    if not events:
        st.caption("Nothing worth telling in the last 30 days.")
    with st.container(gap="small"):
        for event in events:
            with st.container(horizontal=True, vertical_alignment="top"):
                st.caption(words.moment(event.at, now.zone), width=140)
                st.text(f"{event.source} {words.happened(event)}")


show(frame.view())
