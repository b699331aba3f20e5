"""The baseline: a page that shows one line."""

import streamlit as st

st.title("Empty")
