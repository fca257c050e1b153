"""Overview: what needs somebody now, how much is said, how it feels, and what is complained about."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard import charts, frame, queries, words
from dashboard.frame import View
from storage.models import Alert, AlertState, Lane
from storage.text import counted

SHOWN = 5
# A period with fewer mentions has no score to compare with.
FEW = 20
HOURLY = timedelta(days=3)


def show(now: View) -> None:
    """Draw the page from top to bottom."""
    st.title(words.literal(now.brand.name))
    frame.notices(now)
    alerts = queries.alerts(now.house, now.brand.id, resolved=False)
    _numbers(now, alerts)
    if alerts:
        st.subheader("Needs attention")
        for alert in alerts[:SHOWN]:
            _alert(now, alert)
        if len(alerts) > SHOWN:
            st.page_link("alerts_page.py", label=f"All {len(alerts)} alerts", query_params=frame.address(now))
    _volume(now)
    _issues(now)
    _sources(now)


def _numbers(now: View, alerts: list[Alert]) -> None:
    length = now.until - now.since
    these = queries.sentiment(now.house, now.brand.id, now.since, now.until, now.zone, "D")
    those = queries.sentiment(now.house, now.brand.id, now.since - length, now.since, now.zone, "D")
    total, before = queries.total(these), queries.total(those)
    score, score_before = queries.score(these), queries.score(those)
    waiting = sum(a.state is AlertState.OPEN for a in alerts)
    with st.container(horizontal=True):
        st.metric(
            "Mentions by customers",
            f"{total:,}",
            f"{total - before:+,}" if before else None,
            delta_color="off",
            border=True,
        )
        st.metric(
            "Score",
            "–" if score is None else f"{score:+.0f}",
            None if score is None or score_before is None or before < FEW else f"{score - score_before:+.0f}",
            border=True,
            help="100 × (positive − negative) / scored. −100: all negative. +100: all positive.",
        )
        st.metric(
            "Unscored",
            f"{queries.share(these, 'unscored'):.0%}",
            border=True,
            help="Mentions whose feeling nobody could tell, mostly for their language; they do not count as neutral. "
            "Quality tells more.",
        )
        st.metric(
            "Open alerts",
            len(alerts),
            f"{waiting} {'waits' if waiting == 1 else 'wait'} for someone" if waiting else None,
            delta_color="inverse",
            delta_arrow="off",
            border=True,
        )
    st.page_link(
        "quality_page.py",
        label="Can these numbers be trusted?",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=frame.address(now),
    )


def _alert(now: View, alert: Alert) -> None:
    signal = alert.signal
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(words.LANES[signal.lane], color="red" if signal.lane is Lane.SEVERITY else "orange")
            st.text(signal.title)
        st.text(signal.reason + ".")
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            people, since = counted(signal.reporters, "person", "people"), words.moment(signal.since, now.zone)
            st.caption(f"{people} since {since} · {words.literal(words.standing(alert))}")
            st.page_link(
                "alerts_page.py",
                label="Evidence",
                icon=":material/arrow_forward:",
                icon_position="right",
                query_params=frame.address(now, alert=alert.id or 0),
            )


def _volume(now: View) -> None:
    bucket = "h" if now.until - now.since <= HOURLY else "D"
    found = queries.sentiment(now.house, now.brand.id, now.since, now.until, now.zone, bucket)
    st.subheader("What customers say")
    if found.empty:
        st.caption("Nothing in this period.")
        return
    st.altair_chart(charts.volume(found, bucket))
    scores = [
        {"time": time, "score": queries.score(group)}
        for time, group in found.groupby("time")
        if queries.score(group) is not None
    ]
    if len(scores) > 1:
        st.altair_chart(charts.score(pd.DataFrame(scores)))


def _issues(now: View) -> None:
    st.subheader("What they complain about")
    found = queries.all_issues(now.house, now.brand.id, now.until)[:8]
    if not found:
        st.caption("No issues yet: the first form once some 25 complaints in one language were read.")
        return
    table = pd.DataFrame(
        {
            "Issue": [i.issue.name for i in found],
            "This week": [i.week for i in found],
            "Week before": [i.week_before for i in found],
            "People": [i.reporters for i in found],
            "In their words": [i.quote for i in found],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "Issue": st.column_config.TextColumn(width="medium"),
            "This week": st.column_config.ProgressColumn(
                format="%d", min_value=0, max_value=max(1, int(table["This week"].max())), width="small"
            ),
            "Week before": st.column_config.NumberColumn(width="small"),
            "People": st.column_config.NumberColumn(width="small", help="Different people, over all time."),
            "In their words": st.column_config.TextColumn(width="large"),
        },
    )
    st.page_link(
        "issues_page.py",
        label="All issues",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=frame.address(now),
    )


def _sources(now: View) -> None:
    st.subheader("Where it comes from")
    lines = queries.source_lines(now.house, now.at, now.zone)
    table = pd.DataFrame(
        {
            "Source": [x.source.name for x in lines],
            "State": [x.state for x in lines],
            "Last success": [words.ago(x.succeeded_at, now.at) if x.succeeded_at else "never" for x in lines],
            "Today": [x.today for x in lines],
            "Mentions": [x.mentions for x in lines],
        }
    )
    st.dataframe(table, hide_index=True)
    st.page_link(
        "sources_page.py",
        label="All about the sources",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=frame.address(now),
    )


show(frame.view())
