"""How a reader says that a mention was read wrongly, wherever mentions are shown."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import pandas as pd
import streamlit as st

from dashboard import acting, queries, readings, words
from dashboard.frame import View
from groundswell import teaching
from storage.models import Actor, Correction, MentionId, ReadMention, Sentiment, Voice

Said: TypeAlias = Mapping[MentionId, Sequence[Correction]]
FEELINGS = tuple(feeling.value for feeling in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE))
STRANGERS = {voice.name.lower(): word for voice, word in words.VOICES.items() if voice is not Voice.CUSTOMER}
"""What a person may say of who speaks, where it is no customer."""
NOT_ABOUT = "not-about"
LONG = 1_500


def table(now: View, mentions: Sequence[ReadMention], rows: pd.DataFrame, key: str) -> None:
    """Draw a table of mentions, a row for each, and below it the one that was chosen."""
    # What was chosen is the number of a row: among other mentions it would be another one.
    key = f"{key}-{hash(tuple(m.stored.id for m in mentions))}"
    picked = st.dataframe(rows, hide_index=True, on_select="rerun", selection_mode="single-row", key=key)
    chosen = [mentions[row] for row in picked["selection"]["rows"]]
    if not chosen:
        st.caption("Choose a row to read it whole, and to say where it was read wrongly.")
    for mention in chosen:
        quote(now, mention, queries.said(now.house, [mention.stored.id]), key)


def quote(now: View, mention: ReadMention, said: Said, place: str) -> None:
    """Draw what somebody said, how it was read, and a choice of what it is instead."""
    key = f"wrong-{place}-{mention.stored.id}"
    read = readings.sentence(mention, now.brand.id, said.get(mention.stored.id, ()))
    with st.container(border=True):
        text(mention)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{where(now, mention)} · {words.literal(read)}", width="content")
            st.menu_button(
                "Wrong?",
                [*FEELINGS, NOT_ABOUT, *STRANGERS],
                format_func=lambda answer: label(now, answer),
                key=key,
                type="tertiary",
                on_click=_chosen,
                args=(now, mention, key),
            )
        acting.refused(key)


def text(mention: ReadMention) -> None:
    """Draw a mention's words as they are, and many of them in a frame of their own."""
    said = mention.stored.mention.text
    with st.container(height=320 if len(said) > LONG else "content", border=False):
        st.text(said)


def where(now: View, mention: ReadMention) -> str:
    """Say where and when something was said, and with which rating, as Markdown."""
    said = mention.stored.mention
    rated = [words.rating(said.rating)] if said.rating else []
    return words.literal(" · ".join([said.source, words.moment(said.published_at, now.zone), *rated]))


def label(now: View, answer: str) -> str:
    """Name an answer for the reader, as Markdown."""
    if answer == NOT_ABOUT:
        return f"Not about {words.literal(now.brand.name)}"
    named = STRANGERS.get(answer, answer)
    return named[:1].upper() + named[1:]


def take(now: View, mention: ReadMention, answer: str, actor: Actor, *, drawn: bool) -> None:
    """Take down what somebody said of a mention, and what that implies."""
    teaching.correct(now.house, mention.stored.id, answer, actor, datetime.now(UTC), now.brand.id, drawn)


def _chosen(now: View, mention: ReadMention, key: str) -> None:
    answer = st.session_state[key]
    if answer and acting.attempt(key, lambda actor: take(now, mention, answer, actor, drawn=False)):
        st.toast("Taken down. Counts follow at the next look.", icon=":material/check:")
