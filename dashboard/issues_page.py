"""Issues: what customers complain about, one issue in detail, and the export."""

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import charts, correcting, frame, queries, readings, words
from dashboard.correcting import Said
from dashboard.frame import View
from groundswell.exports import What, table
from reports.export import Format, export
from storage.models import IssueEvent, IssueSummary, MentionQuery, ReadMention, Severity
from storage.text import counted

QUOTES = 50
MIME = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def show(now: View) -> None:
    """Draw the list, and below it the issue that was chosen."""
    st.title("Issues")
    frame.notices(now)
    found = queries.all_issues(now.house, now.brand.id, now.until)
    if not found:
        st.caption("No issues yet: the first form once some 25 complaints in one language were read.")
        return
    chosen = _table(found)
    _export(now)
    if chosen is None:
        st.caption("Choose a row to read what people say.")
    else:
        _detail(now, chosen)


def _table(found: tuple[IssueSummary, ...]) -> IssueSummary | None:
    frame_ = pd.DataFrame(
        {
            "Issue": [i.issue.name for i in found],
            "This week": [i.week for i in found],
            "Change": [i.week - i.week_before for i in found],
            "Mentions": [i.mentions for i in found],
            "People": [i.reporters for i in found],
            "Harm": ["" if i.severity is Severity.NONE else words.SEVERITIES[i.severity] for i in found],
            "Language": [i.issue.space.language for i in found],
            "In their words": [i.quote for i in found],
        }
    )
    picked = st.dataframe(
        frame_,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="issues",
        column_config={
            "Issue": st.column_config.TextColumn(width="medium"),
            "This week": st.column_config.ProgressColumn(
                format="%d", min_value=0, max_value=max(1, int(frame_["This week"].max())), width="small"
            ),
            "Change": st.column_config.NumberColumn(format="%+d", help="Against the week before.", width="small"),
            "In their words": st.column_config.TextColumn(width="large"),
        },
    )
    rows = picked["selection"]["rows"]
    if rows and rows[0] < len(found):
        return found[rows[0]]
    asked = st.query_params.get("issue")
    return next((i for i in found if str(i.issue.id) == asked), None)


def _detail(now: View, summary: IssueSummary) -> None:
    issue, ledger = queries.issue(now.house, summary.issue.id)
    if issue is None:
        return
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(f"issue {issue.id}")
        st.text(issue.name)
    first = words.moment(summary.first_at, now.zone) if summary.first_at else "–"
    people = counted(summary.reporters, "person", "people")
    st.caption(f"{counted(summary.mentions, 'mention')} by {people} since {first}")
    days = queries.issue_days(now.house, now.brand.id, issue.id, now.since, now.until, now.zone)
    if not days.empty:
        st.altair_chart(charts.days(days))
    mentions = queries.mentions(now.house, MentionQuery(issue=issue.id, limit=QUOTES))
    st.markdown("**In their words**")
    typical = queries.by_id(now.house, [issue.quote] if issue.quote else [])
    shown = (*typical, *(m for m in mentions if m.stored.id != issue.quote))
    said = queries.said(now.house, [m.stored.id for m in shown])
    for mention in shown[:3]:
        correcting.quote(now, mention, said, "quote")
    correcting.table(now, mentions, _rows(now, mentions, said), "mentions")
    _ledger(now, ledger)


def _rows(now: View, mentions: tuple[ReadMention, ...], said: Said) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "When": [words.moment(m.stored.mention.published_at, now.zone) for m in mentions],
            "Where": [m.stored.mention.source for m in mentions],
            "Read as": [readings.read_as(m, now.brand.id, said.get(m.stored.id, ())) for m in mentions],
            "Text": [m.stored.mention.text for m in mentions],
        }
    )


def _ledger(now: View, ledger: tuple[IssueEvent, ...]) -> None:
    with st.expander("What became of it"):
        for event in ledger:
            other = f" {event.other}" if event.other else ""
            st.text(f"{words.moment(event.at, now.zone)}  {event.kind.value}{other}  {event.detail}".rstrip())


def _export(now: View) -> None:
    with st.popover("Export", icon=":material/download:"):
        what = st.radio(
            "What", [What.ISSUES, What.MENTIONS], horizontal=True, format_func=lambda w: w.value.capitalize()
        )
        form = Format(st.radio("Format", [f.value for f in Format], horizontal=True, format_func=str.upper))
        if st.button("Prepare the file"):
            st.download_button(
                "Download",
                _file(now, what, form),
                file_name=f"{now.brand.id}-{what.value}.{form.value}",
                mime=MIME[form],
                on_click="ignore",
                type="primary",
            )


def _file(now: View, what: What, form: Format) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"export.{form.value}"
        export(table(now.house, what, now.brand.id, None, None, now.until), form, out)
        return out.read_bytes()


show(frame.view())
