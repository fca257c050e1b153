"""The dashboard's front door: which pages there are."""

from pathlib import Path

import streamlit as st

from dashboard import frame

# A file of our own: a named icon would be fetched from a stranger's server.
ICON = Path(__file__).with_name("wave.svg")

st.set_page_config(page_title="groundswell", page_icon=ICON, layout="wide")
# Streamlit's own download of a table writes strangers' formulas as they are; the Export button does not.
st.html('<style>[data-testid="stElementToolbar"] button[aria-label="Download as CSV"] { display: none }</style>')
page = st.navigation(
    [
        st.Page("overview_page.py", title="Overview", icon=":material/monitoring:", default=True),
        st.Page("issues_page.py", title="Issues", icon=":material/forum:", url_path="issues"),
        st.Page("alerts_page.py", title="Alerts", icon=":material/notifications:", url_path="alerts"),
        st.Page("sources_page.py", title="Sources", icon=":material/sensors:", url_path="sources"),
        st.Page("quality_page.py", title="Quality", icon=":material/fact_check:", url_path="quality"),
    ]
)
if frame.arrive():
    page.run()
