"""Quality: whether the numbers can be trusted, what to answer so that this becomes known, and what was learnt."""

from datetime import datetime

import streamlit as st

from dashboard import checking, frame, learnt, queries, trust, words
from dashboard.frame import View
from groundswell import quality
from groundswell.quality import Line, Trust
from storage.models import Answered, Aspect, BrandId
from storage.tallies import Tally
from storage.text import counted

# With fewer answers hardly any share is ruled out.
FEWEST = 10
MOST = 0.9


def show(now: View) -> None:
    """Draw the page from top to bottom."""
    st.title("Quality")
    st.caption("How often the feeling of a mention is read as people read it.")
    frame.notices(now)
    answers = queries.answers(now.house, now.brand.id)
    lines = quality.lines(_read(now, now.brand.id, now.ran), _feelings(answers))
    _numbers(lines, answers)
    checking.show(now)
    _table(lines)
    learnt.show(now)


def _feelings(answers: list[Answered]) -> list[Answered]:
    return [answer for answer in answers if answer.correction.aspect is Aspect.SENTIMENT]


@st.cache_data(max_entries=20, ttl="1m", show_spinner=False)
def _read(_now: View, brand: BrandId, ran: datetime | None) -> tuple[Tally, ...]:
    """Count what was read once a cycle: answering many mentions must not count them all each time."""
    return queries.feelings_read(_now.house, brand)


def _numbers(lines: tuple[Line, ...], answers: list[Answered]) -> None:
    found, (nothing, read) = quality.together(lines), quality.unscored(lines)
    missing = FEWEST - found.asked
    people = {answer.correction.actor.name for answer in answers}
    with st.container(horizontal=True):
        _metric(
            "Right when checked",
            "–" if missing > 0 else f"{found.right:.0%}",
            f"{missing} more to check" if missing > 0 else _likely(found),
            "Of mentions drawn by chance: how often their feeling was read as people say. Only answers about what "
            "reads now count, and languages, kinds and sources by how much is said in them. The true share lies within "
            "such bounds 19 times of 20.",
        )
        _metric(
            "Unscored",
            f"{nothing / read:.0%}" if read else "–",
            f"of {counted(read, 'mention')}" if read else "nothing was read yet",
            "Mentions whose feeling nobody could tell. They are left out of the score; they are not neutral.",
        )
        _metric(
            "Answers so far",
            f"{len({answer.correction.mention_id for answer in answers}):,}",
            f"by {counted(len(people), 'person', 'people')}" if people else "nobody answered yet",
            "Mentions of which somebody said what they mean. They count so from the next look on, and models learn "
            "from them.",
        )


def _likely(found: Trust) -> str:
    """Say where the true share lies, and how much was never checked."""
    bounds = f"likely {words.between(found.interval)}"
    return bounds if found.covered >= MOST else f"{bounds}; {1 - found.covered:.0%} unchecked"


def _metric(label: str, value: str, told: str, why: str) -> None:
    st.metric(label, value, told, delta_color="off", delta_arrow="off", border=True, help=why)


def _table(lines: tuple[Line, ...]) -> None:
    st.subheader("How well each language is read")
    if not lines:
        st.caption("Nothing was read yet.")
        return
    st.dataframe(
        trust.table(lines),
        hide_index=True,
        column_config={
            "What": st.column_config.TextColumn(width=150),
            "Right when checked": st.column_config.TextColumn(
                width=150, help="Of mentions drawn by chance, and between which shares the true one likely lies."
            ),
            "Unscored": st.column_config.NumberColumn(
                format="percent", width=80, help="The share whose feeling nobody could tell."
            ),
            "Mentions": st.column_config.NumberColumn(format="localized", width=80),
            trust.PICKED: st.column_config.TextColumn(
                width=120, help="Of mentions that somebody corrected, mostly because they looked wrong: no estimate."
            ),
            "Answers": st.column_config.NumberColumn(
                width=70, help="About whichever model read, that of now or earlier."
            ),
            "Read by": st.column_config.TextColumn(width="medium"),
        },
    )


show(frame.view())
