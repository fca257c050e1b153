"""The Streamlit face: what brand managers, PR teams and support leads read."""
