"""The dashboard's front door: which pages there are."""

import streamlit as st

from dashboard import frame

st.set_page_config(page_title="groundswell", page_icon=":material/waves:", layout="wide")
page = st.navigation(
    [
        st.Page("overview_page.py", title="Overview", icon=":material/monitoring:", default=True),
        st.Page("issues_page.py", title="Issues", icon=":material/forum:", url_path="issues"),
        st.Page("alerts_page.py", title="Alerts", icon=":material/notifications:", url_path="alerts"),
    ]
)
if frame.arrive():
    page.run()
