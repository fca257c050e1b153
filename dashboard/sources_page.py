"""Sources: whether everything is read, what was missed and why, and what reading it costs."""

from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import charts, frame, queries, words
from dashboard.frame import View
from groundswell.gaps import SHORTEST_GAP
from groundswell.standing import SourceLine
from storage.models import Cost, SourceEvent, Standing
from storage.text import counted, span

GAPS = 20
EVENTS = 12
NEARLY = 0.8


def show(now: View) -> None:
    """Draw how the sources stand together, then each of them: at length what is not fine, and a row for what is."""
    st.title("Sources")
    frame.notices(now)
    lines = queries.source_lines(now.house, now.at, now.zone)
    if not lines:
        st.caption("Nothing is read yet. A [[source]] in the watch file names a place to read again and again:")
        st.code("groundswell apply watch.toml", language="shell")
        st.caption("A file that you have is brought in once:")
        st.code("groundswell import reviews.csv", language="shell")
        return
    on = [line for line in lines if line.source.enabled]
    _numbers(on)
    if on:
        st.html(_legend())
    for line in on:
        if not _plain(line):
            _card(now, line)
    if plain := [line for line in on if _plain(line)]:
        with st.container(border=True, gap="small"):
            for line in plain:
                _row(now, line)
    _switched_off(now, [line for line in lines if not line.source.enabled])
    _events(now, queries.source_events(now.house, [x.source.name for x in lines], now.at, EVENTS))


def _plain(line: SourceLine) -> bool:
    """Tell whether nobody need look at a source: it is fine, and its budget is not nearly used up."""
    return line.standing is Standing.FINE and (line.account.share or 0.0) < NEARLY


def _numbers(on: list[SourceLine]) -> None:
    waiting = [line for line in on if line.todo]
    behind = max((line for line in on if line.lag is not None), key=lambda line: line.lag or timedelta(), default=None)
    with st.container(horizontal=True):
        fine = sum(line.standing is Standing.FINE and line.attempted_at is not None for line in on)
        st.metric("Fine", f"{fine} of {len(on)}", border=True, help="Sources whose last turn read all there was.")
        st.metric("Need a person", len(waiting), border=True, help="A credential, a setting or a budget stops them.")
        st.metric(
            "Furthest behind",
            "–" if behind is None or behind.lag is None else span(behind.lag),
            border=True,
            help="How long ago the last moment lies up to which a source has read everything.",
        )
        st.metric("Mentions today", f"{sum(line.today for line in on):,}", border=True)
        spent = sum((line.account.used for line in on), Cost()).dollars
        if spent or any(line.account.budget.dollars is not None for line in on):
            st.metric("Spent", f"${spent:,.2f}", border=True, help="In each source's running budget period.")


def _legend() -> str:
    swatch = '<span style="display:inline-block;width:.8em;height:.8em;background:{};margin:0 .35em 0 1em"></span>{}'
    colours = "".join(swatch.format(colour, what) for what, colour in charts.COVERED.items())
    return f'<div style="font-size:.875rem;opacity:.7">The last 30 days of each source:{colours}</div>'


def _card(now: View, line: SourceLine) -> None:
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            _name(line)
            facts = " · ".join([*_facts(line, now.at), _again(line.due_at, now.at)])
            st.caption(words.literal(facts), width="content")
        for text in (words.sentence(line.reason), line.todo):
            if text:
                st.text(text)
        if line.command:
            st.code(line.command, language="shell")
        _strip(now, line)
        _budget(now, line)
        if line.gaps:
            with st.expander(_missed(line)):
                _gaps(now, line)


def _row(now: View, line: SourceLine) -> None:
    """Draw a source that is fine beside its 30 days."""
    said, drawn = st.columns([2, 1], vertical_alignment="center", gap="xsmall")
    with said, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _name(line)
        facts = " · ".join([*_facts(line, now.at), *line.account.parts])
        st.caption(words.literal(facts), width="content")
        if line.gaps:
            with st.popover(_missed(line), type="tertiary"):
                _gaps(now, line)
    with drawn:
        _strip(now, line, dates=False)


def _name(line: SourceLine) -> None:
    look = words.STANDINGS[line.standing] if line.attempted_at else words.NEW
    st.badge(line.state, color=look.colour, icon=look.icon)
    st.markdown(f"**{words.literal(line.source.name)}**", width="content")


def _facts(line: SourceLine, at: datetime) -> list[str]:
    read = f"read {words.ago(line.succeeded_at, at)}" if line.succeeded_at else "never read"
    behind = [] if line.lag is None or line.lag <= SHORTEST_GAP else [f"{span(line.lag)} behind"]
    return [read, *behind, f"{counted(line.today, 'mention')} today", f"{line.mentions:,} in all"]


def _again(due: datetime | None, at: datetime) -> str:
    return "next turn due" if due is None or due <= at else f"next turn in {span(due - at)}"


def _strip(now: View, line: SourceLine, *, dates: bool = True) -> None:
    days = queries.covered_days(line, now.at, now.zone)
    if not days.empty:
        st.altair_chart(charts.strip(days, now.at.astimezone(now.zone), dates=dates))
    elif line.reach is not None:
        st.caption(f"Covered up to {line.reach.until.astimezone(now.zone):%d %B %Y}, as was stated once.")
    else:
        st.caption("It does not say which time it covers.", help="So nobody can see what it missed.")


def _budget(now: View, line: SourceLine) -> None:
    account = line.account
    used = " · ".join(account.parts)
    if account.share is not None:
        until = words.moment(account.until, now.zone)
        st.progress(account.share, text=words.literal(f"{used} this {account.budget.period}; anew {until}"))
    elif used:
        st.caption(words.literal(f"{used} this {account.budget.period}, without a limit"))


def _missed(line: SourceLine) -> str:
    missed = sum((gap.until - gap.since for gap in line.gaps), timedelta())
    return f"{counted(len(line.gaps), 'gap')}, {span(missed)} in all"


def _gaps(now: View, line: SourceLine) -> None:
    for gap in line.gaps[:GAPS]:
        about = f"; only about {', '.join(gap.brands)}" if gap.brands else ""
        long = span(gap.until - gap.since)
        st.text(f"{words.moment(gap.since, now.zone)} – {words.moment(gap.until, now.zone)}: {long}{about}")
    if len(line.gaps) > GAPS:
        st.caption(f"… and {len(line.gaps) - GAPS} more")


def _switched_off(now: View, lines: list[SourceLine]) -> None:
    if lines:
        with st.expander(f"{counted(len(lines), 'source')} not read again by itself, such as imported files"):
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
