"""The pictures. Colours are told apart by colour-blind readers, and mean the same on every page."""

from datetime import datetime, timedelta
from typing import Literal

import altair as alt
import pandas as pd

COLOURS = {"negative": "#c2410c", "neutral": "#a8a29e", "positive": "#0f766e", "unscored": "#e7e5e4"}
COVERED = {"covered": "#0f766e", "missed": "#c2410c", "to be read": "#a8a29e", "not watched yet": "#e7e5e4"}


def volume(frame: pd.DataFrame, bucket: str) -> alt.Chart:
    """Draw customers' mentions over time, stacked by sentiment; needs columns time, sentiment, mentions."""
    order = list(COLOURS)
    frame = frame.assign(order=frame["sentiment"].map(order.index), time=frame["time"].dt.tz_localize(None))
    shown = "%d %b %H:%M" if bucket == "h" else "%a %d %b"
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=_time("yearmonthdatehours" if bucket == "h" else "yearmonthdate"),
            y=alt.Y("mentions:Q", title="mentions", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "sentiment:N",
                title=None,
                scale=alt.Scale(domain=order, range=list(COLOURS.values())),
                legend=alt.Legend(orient="top"),
            ),
            order="order:Q",
            tooltip=[alt.Tooltip("time:T", format=shown), "sentiment:N", "mentions:Q"],
        )
        .properties(height=260)
    )
    return drawn


def score(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw 100 × (positive − negative) / scored per bucket; needs columns time, score."""
    frame = frame.assign(time=frame["time"].dt.tz_localize(None))
    line = (
        alt.Chart(frame)
        .mark_line(color="#0f766e", interpolate="monotone")
        .encode(
            x=_time("yearmonthdate"),
            y=alt.Y("score:Q", title="score", scale=alt.Scale(domain=[-100, 100])),
            tooltip=[alt.Tooltip("time:T", format="%a %d %b"), alt.Tooltip("score:Q", format=".0f")],
        )
    )
    zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color="#a8a29e", strokeDash=[4, 4]).encode(y="y:Q")
    return alt.LayerChart(layer=[zero, line], height=160)


def days(frame: pd.DataFrame) -> alt.Chart:
    """Draw one issue's mentions per day; needs columns time, mentions."""
    frame = frame.assign(time=pd.to_datetime(frame["time"]).dt.tz_localize(None))
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(color="#c2410c")
        .encode(
            x=_time("yearmonthdate"),
            y=alt.Y("mentions:Q", title="mentions", axis=alt.Axis(tickMinStep=1)),
            tooltip=[alt.Tooltip("time:T", format="%a %d %b"), "mentions:Q"],
        )
        .properties(height=180)
    )
    return drawn


def strip(frame: pd.DataFrame, until: datetime, *, dates: bool = True) -> alt.Chart:
    """Draw which of the 30 days before `until` a source covered; needs columns since, until, what."""
    frame = frame.assign(since=frame["since"].dt.tz_localize(None), until=frame["until"].dt.tz_localize(None))
    end = until.replace(tzinfo=None)
    axis = alt.Axis(format="%d %b", grid=False, labelOverlap=True, tickCount=6, domain=False)
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(height=16)
        .encode(
            x=alt.X(
                "since:T",
                title=None,
                scale=alt.Scale(domainMin=end - timedelta(days=30), domainMax=end, nice=False),
                axis=axis if dates else None,
            ),
            x2="until:T",
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=list(COVERED), range=list(COVERED.values())),
                legend=None,
            ),
            tooltip=[
                "what:N",
                alt.Tooltip("since:T", title="from", format="%a %d %b %H:%M"),
                alt.Tooltip("until:T", title="to", format="%a %d %b %H:%M"),
            ],
        )
        .properties(height=46 if dates else 20)
    )
    return drawn


def _time(unit: Literal["yearmonthdate", "yearmonthdatehours"]) -> alt.X:
    """Give each bucket its place on the time axis, so that bars fill it."""
    return alt.X("time:T", timeUnit=unit, title=None, axis=alt.Axis(format="%d %b", grid=False, labelOverlap=True))
