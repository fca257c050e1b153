"""What was learnt: which models read, which do not and why, and the way back."""

from collections import Counter
from datetime import UTC, datetime

import streamlit as st

from analysis.calibration import LABELS, PER_CLASS
from dashboard import acting, queries, words
from dashboard.frame import View
from dashboard.queries import Scope
from groundswell import teaching
from storage.models import Aspect, Kind, LearnedModel, ModelState
from storage.text import counted

LATEST = 8
TRIED = (
    "Every attempt is tried on answers and ratings that it had not seen or, where there are none, on mentions whose "
    "feeling known words tell, with some of these hidden. It reads only if it is better than what reads now. Macro-F1 "
    "says how well the answers are told apart: 1 is perfect."
)


def show(now: View) -> None:
    """Draw every model that reads or might read the brand's mentions."""
    st.subheader("What was learnt", help=TRIED)
    found = queries.learnt(now.house, now.brand.id)
    if not found:
        st.caption(_needed(now))
        return
    st.caption("Models of feelings and of who speaks read the mentions of all brands here, not of this one alone.")
    for versions in sorted(found, key=lambda those: _reads(those) is None):
        _versions(now, versions)


def _needed(now: View) -> str:
    """Say what must be there before anything is learnt, and how much of it there is."""
    answers, ratings = queries.answers_to_learn_from(now.house), _ratings(now, now.ran)
    needed = (
        f"Nothing was learnt yet. {LABELS} answers and ratings of one language and kind are needed, at least "
        f"{PER_CLASS} each of two feelings; a worker tries every day."
    )
    invented = " Ratings in sample data do not count." if now.brand.sample else ""
    most = (answers + ratings).most_common(1)
    if not most:
        return f"{needed} There are none so far.{invented}"
    scope = language, kind = most[0][0]
    so_far = f"{counted(answers[scope], 'answer')} and {counted(ratings[scope], 'rating')}"
    return f"{needed} The most so far are {so_far} of {words.language(language)} {words.KINDS[kind]}.{invented}"


@st.cache_data(max_entries=20, ttl="1m", show_spinner=False)
def _ratings(_now: View, ran: datetime | None) -> Counter[Scope]:
    """Count ratings once a cycle, not with every click."""
    return queries.ratings_to_learn_from(_now.house)


def _versions(now: View, versions: list[LearnedModel]) -> None:
    """Draw the version that reads, else the newest, and the others folded up."""
    shown = _reads(versions) or versions[0]
    others = [m for m in versions if m is not shown]
    with st.container(border=True, gap="small"):
        _version(now, shown, versions)
        if others:
            with st.expander(counted(len(others), "other attempt")):
                for model in others[:LATEST]:
                    _version(now, model, versions)
                if len(others) > LATEST:
                    st.caption(f"… and {len(others) - LATEST} before these: `groundswell models` lists all.")


def _reads(versions: list[LearnedModel]) -> LearnedModel | None:
    return next((m for m in versions if m.state is ModelState.PROMOTED), None)


def _version(now: View, model: LearnedModel, versions: list[LearnedModel]) -> None:
    look, key = words.MODELS[model.state], f"model-{model.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(words.MODEL_STATES[model.state], color=look.colour, icon=look.icon)
        st.markdown(f"**{words.literal(_what(now, model))}**, version {model.version}", width="content")
        if model.state is ModelState.PROMOTED:
            to = next(
                (m.version for m in versions if m.state is ModelState.RETIRED and m.version < model.version), None
            )
            before = f"version {to}" if to else "what read before anything was learnt"
            _go(now, model, to, "Go back", f"Let {before} read again.", key)
        if model.state is ModelState.RETIRED:
            _go(now, model, model.version, "Let it read again", None, key)
    made = sum(model.gate.labels.values())
    done = "Tried" if model.state is ModelState.REFUSED else "Learnt"
    # Customers' ratings tell how something feels, and nothing else.
    source = words.LEARNT_FROM[model.origin] if model.aspect is Aspect.SENTIMENT else "answers"
    st.caption(f"{done} {words.moment(model.made_at, now.zone)} from {made:,} {source}")
    st.text(words.sentence(model.gate.reason))
    acting.refused(key)


def _what(now: View, model: LearnedModel) -> str:
    """Say what a model reads."""
    match model.aspect:
        case Aspect.VOICE:
            return "Who speaks: customers, press, spam"
        case Aspect.RELEVANCE:
            return f"What is about {now.brand.name}"
        case Aspect.SENTIMENT:
            language, _, kind = model.scope.partition("/")
            return f"Feelings in {words.language(language)} {words.KINDS[Kind(kind)]}"


def _go(now: View, model: LearnedModel, version: int | None, label: str, told: str | None, key: str) -> None:
    st.button(label, key=key, type="tertiary", help=told, on_click=_went, args=(now, model, version, key))


def _went(now: View, model: LearnedModel, version: int | None, key: str) -> None:
    if acting.attempt(
        key,
        lambda actor: teaching.rollback(now.house, model.aspect, model.scope, version, actor, datetime.now(UTC)),
    ):
        st.toast("Done. What was read before stays as it is until `groundswell reread`.", icon=":material/check:")
