"""What a reader does needs their name; why something could not be done stands where they did it."""

from collections.abc import Callable

import streamlit as st

from dashboard import frame
from storage.errors import GroundswellError
from storage.models import Actor

_REFUSED = "refused"


def attempt(key: str, act: Callable[[Actor], object]) -> bool:
    """Do something in the reader's name, or keep for `refused` why not; say whether it was done.

    To be called before the page is drawn, as what a button does.
    """
    actor = frame.actor()
    try:
        if actor is not None:
            act(actor)
            return True
        why = "Type your name in the sidebar first, so that others know who said it."
    except GroundswellError as error:
        why = str(error)
    st.session_state[_REFUSED] = (key, why)
    return False


def refused(key: str) -> None:
    """Say why what the reader did at `key` was not done; once."""
    where, why = st.session_state.get(_REFUSED, ("", ""))
    if where == key:
        del st.session_state[_REFUSED]
        st.error(why)
