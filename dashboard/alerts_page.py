"""Alerts: what was said, on which evidence, and who is on it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import correcting, frame, queries, readings, words
from dashboard.correcting import Said
from dashboard.frame import View
from groundswell import acts
from storage.errors import GroundswellError
from storage.models import Alert, AlertId, AlertState, Card, Lane, ReadMention
from storage.text import counted

SHOWN = 100
TELLING = 0.01


def show(now: View) -> None:
    """Draw every alert, the one the address names opened."""
    st.title("Alerts")
    frame.notices(now)
    asked = st.query_params.get("alert")
    found = queries.alerts(now.house, now.brand.id, resolved=False)
    if not found:
        st.caption("Nothing needs attention.")
    for place, alert in enumerate(found):
        _alert(now, alert, opened=str(alert.id) == asked or (asked is None and place == 0))
    _noticed(now)
    resolved = queries.alerts(now.house, now.brand.id, resolved=True)
    if resolved:
        st.subheader("Resolved")
        for alert in resolved[:SHOWN]:
            _alert(now, alert, opened=str(alert.id) == asked)


def _alert(now: View, alert: Alert, opened: bool) -> None:
    signal = alert.signal
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(words.LANES[signal.lane], color="red" if signal.lane is Lane.SEVERITY else "orange")
            st.text(signal.title)
        st.text(signal.reason + ".")
        st.caption(
            f"Since {words.moment(signal.since, now.zone)} · alerted {words.moment(alert.opened_at, now.zone)} · "
            f"{words.literal(words.standing(alert))}"
        )
        if alert.state is AlertState.RESOLVED:
            st.text(
                f"Resolved {words.moment(alert.resolved_at, now.zone) if alert.resolved_at else ''}: {alert.resolution}"
            )
        else:
            _hands(now, alert)
        if opened or st.toggle("Evidence", key=f"evidence-{alert.id}"):
            _evidence(now, alert)


def _hands(now: View, alert: Alert) -> None:
    """Offer what a person can do; every act needs a name."""
    if alert.id is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if alert.state is AlertState.OPEN and st.button("I am on it", key=f"ack-{alert.id}", type="primary"):
            _act(now, "ack", alert.id, "")
        with st.popover("Resolve"):
            reason = st.text_input("What should the next reader know?", key=f"why-{alert.id}")
            if st.button("Resolve", key=f"resolve-{alert.id}"):
                _act(now, "resolve", alert.id, reason)


def _act(now: View, what: str, alert: AlertId, reason: str) -> None:
    actor = frame.actor()
    if actor is None:
        st.error("Type your name in the sidebar first, so that others know who is on it.")
        return
    try:
        if what == "ack":
            acts.acknowledge(now.house, alert, actor, now.clock)
        else:
            acts.resolve(now.house, alert, actor, reason, now.clock)
    except GroundswellError as error:
        st.error(str(error))
    else:
        st.rerun()


def _evidence(now: View, alert: Alert) -> None:
    signal = alert.signal
    card = queries.card(now.house, now.brand.id, signal.subject)
    with st.container(horizontal=True):
        st.metric("Independent people", signal.reporters, border=True)
        if signal.lane is Lane.SEVERITY:
            st.metric("Worst harm", words.SEVERITIES[signal.severity], border=True)
        # One report of harm speaks without being improbable; a middling chance beside it would only play it down.
        if signal.p is not None and (signal.lane is Lane.VOLUME or signal.p < TELLING):
            st.metric("Usual", words.expected(signal.expected), border=True)
            st.metric("By chance", words.chance(signal.p), border=True)
    if card is not None:
        _card(now, card)
    _shares(signal.evidence.sources, "Where")
    _shares(signal.evidence.languages, "Language")
    _shares(signal.evidence.products, "Product")
    found = queries.by_id(now.house, signal.evidence.mentions[:SHOWN])
    if found:
        said = queries.said(now.house, [m.stored.id for m in found])
        correcting.table(now, found, _rows(now, found, said, signal.lane), f"evidence-{alert.id}")


def _card(now: View, card: Card) -> None:
    """Answer the question: is it one accident, or are others saying it?"""
    others = card.reporters - 1
    answer = (
        "So far one person reports it."
        if others <= 0
        else f"{counted(card.reporters, 'person', 'people')} report it, independently."
    )
    earlier = (
        f"{counted(card.earlier, 'similar report')} before." if card.earlier else "No similar report was there before."
    )
    st.markdown("**One accident, or are others saying it?**")
    st.text(f"{answer} First report: {words.moment(card.reports[0].published_at, now.zone)}. {earlier}")


def _shares(people: Mapping[str, int], label: str) -> None:
    if people:
        st.text(f"{label}: " + ", ".join(f"{name} ({number})" for name, number in people.items()))


def _rows(now: View, mentions: tuple[ReadMention, ...], said: Said, lane: Lane) -> pd.DataFrame:
    """Write a row for each mention: how it was read where many say it, which harm it tells of where harm was done."""
    read = [readings.read_as(m, now.brand.id, said.get(m.stored.id, ())) for m in mentions]
    return pd.DataFrame(
        {
            "When": [words.moment(m.stored.mention.published_at, now.zone) for m in mentions],
            "Where": [m.stored.mention.source for m in mentions],
            "Language": [m.reading.language.value if m.reading else None for m in mentions],
            **({"Harm": [_harm(m) for m in mentions]} if lane is Lane.SEVERITY else {"Read as": read}),
            "Text": [m.stored.mention.text for m in mentions],
        }
    )


def _harm(mention: ReadMention) -> str:
    hazard = mention.reading.hazard if mention.reading else None
    if hazard is None:
        return ""
    return f"{words.SEVERITIES[hazard.severity]}: “{mention.stored.mention.text[hazard.start : hazard.end]}”"


def _noticed(now: View) -> None:
    """Show the jumps nobody can judge: a new brand's first days are no rise, nor is what a new model reads."""
    found = queries.noticed(now.house, now.brand.id, now.since)
    if found:
        latest = {(s.series.kind, s.series.key): s for s in reversed(found)}
        with st.expander(f"{counted(len(latest), 'jump')} that nobody can judge yet"):
            for spike in latest.values():
                name = f"{spike.series.kind} {spike.series.key}".strip()
                since = words.moment(spike.since, now.zone)
                st.text(f"{name}: {spike.observed} since {since}. {words.VERDICTS[spike.verdict]}")


show(frame.view())
