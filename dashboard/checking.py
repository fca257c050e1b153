"""Check a few: one mention at a time, drawn by chance, of which a person says what it means before they see how it was
read.
"""

from typing import Literal

import streamlit as st

from dashboard import acting, correcting, frame, queries, readings, words
from dashboard.correcting import FEELINGS, NOT_ABOUT, STRANGERS
from dashboard.frame import View
from storage.models import BrandId, MentionId, ReadMention

AT_ONCE = 20


def show(now: View) -> None:
    """Ask about a mention, and tell how the last one was read."""
    st.subheader("Check a few")
    mention = _next(now)
    if mention is None:
        st.caption("There is nothing to check: nothing was read yet, or all of it was answered or skipped.")
    else:
        _ask(now, mention)
    told = st.session_state.get(_place("told", now.brand.id))
    st.caption(told or "Drawn by chance. You see how it was read once you have answered.")


def _ask(now: View, mention: ReadMention) -> None:
    """Show a mention without its reading, which would tempt to agree, and the answers to choose from."""
    key = _key(mention)
    with st.container(border=True):
        said = mention.stored.mention
        # Without the stars, which would tempt to agree with them.
        st.caption(f"{words.literal(said.source)} · {words.moment(said.published_at, now.zone)}")
        correcting.text(mention)
        st.markdown("**How does its writer feel?**")
        if frame.actor() is None:
            st.caption("Your name goes into the sidebar first.")
        with st.container(horizontal=True):
            for answer in FEELINGS:
                _button(now, mention, answer, "secondary")
        with st.container(horizontal=True, vertical_alignment="center"):
            _button(now, mention, NOT_ABOUT, "tertiary")
            st.menu_button(
                "Not a customer",
                list(STRANGERS),
                format_func=lambda answer: correcting.label(now, answer),
                key=f"{key}-voice",
                type="tertiary",
                on_click=_stranger,
                args=(now, mention),
            )
            skipped = (now.brand.id, mention.stored.id)
            st.button("Skip", key=f"{key}-skip", type="tertiary", on_click=_skip, args=skipped)
        acting.refused(key)


def _button(now: View, mention: ReadMention, answer: str, weight: Literal["secondary", "tertiary"]) -> None:
    label, key = correcting.label(now, answer), f"{_key(mention)}-{answer}"
    st.button(label, key=key, type=weight, on_click=_answered, args=(now, mention, answer))


def _answered(now: View, mention: ReadMention, answer: str) -> None:
    key, brand = _key(mention), now.brand.id
    if acting.attempt(key, lambda actor: correcting.take(now, mention, answer, actor, drawn=True)):
        read = words.literal(readings.sentence(mention, brand, ()))
        said = correcting.label(now, answer)
        st.session_state[_place("told", brand)] = f"The last one was {read}. You said: {said}."
        _drop(brand, mention.stored.id)


def _stranger(now: View, mention: ReadMention) -> None:
    if answer := st.session_state[f"{_key(mention)}-voice"]:
        _answered(now, mention, answer)


def _skip(brand: BrandId, mention: MentionId) -> None:
    place = _place("skipped", brand)
    st.session_state[place] = {*st.session_state.get(place, ()), mention}
    _drop(brand, mention)


def _drop(brand: BrandId, mention: MentionId) -> None:
    place = _place("drawn", brand)
    st.session_state[place] = [each for each in st.session_state.get(place, ()) if each != mention]


def _next(now: View) -> ReadMention | None:
    """Give the mention to ask about: the same one until it is answered, by whomever, skipped or taken back."""
    place, skipped = _place("drawn", now.brand.id), st.session_state.get(_place("skipped", now.brand.id), set())
    found = _open(now, st.session_state.get(place, []))
    if not found:
        drawn = queries.drawn(now.house, now.brand.id, AT_ONCE + len(skipped))
        found = _open(now, [number for number in drawn if number not in skipped])
    st.session_state[place] = [mention.stored.id for mention in found]
    return found[0] if found else None


def _open(now: View, numbers: list[MentionId]) -> list[ReadMention]:
    """Give the mentions that still say something and that nobody answered about meanwhile."""
    said = queries.said(now.house, numbers)
    return [m for m in queries.by_id(now.house, numbers) if m.stored.mention.text and m.stored.id not in said]


def _key(mention: ReadMention) -> str:
    """Name the widgets of one mention: a second click must not answer the next one, which nobody has seen yet."""
    return f"check-{mention.stored.id}"


def _place(what: str, brand: BrandId) -> str:
    return f"{what} {brand}"
