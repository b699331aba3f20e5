"""Import ratings from a file: name the columns, check what was understood, then import everything or nothing."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.importing import ImportFileError, batch_key, guess, parse, read_table
from alliance_monitor.instruments import instruments
from alliance_monitor.records import Rater
from pages.parts.importing import column_mapping, problems
from pages.parts.shared import plural, visitor

st.title("Import", anchor=False)
st.write("CSV or Excel, one row per rating. Nothing is stored until you say so, and then all of it or nothing.")
file = st.file_uploader("File", type=["csv", "xlsx", "tsv", "txt"])
if file is None:
    st.caption(
        "The file needs a column with your client code and one with the session's number or date, "
        "and one for each answer. Column names are yours; you say what is what."
    )
    st.stop()
content = file.getvalue()
table = read_table(file.name, content)
forms = {form.id: form for form in instruments() if {"goal", "task", "bond"} <= set(form.parts)}
left, right = st.columns(2)
chosen = left.selectbox(
    "Instrument",
    list(forms),
    index=list(forms).index("srs" if "overall" in guess(table.header) else "brief-session"),
    format_func=lambda key: forms[key].name,
)
rater = right.selectbox(
    "Who rated, where no column says so",
    [Rater.CLIENT, Rater.THERAPIST],
    format_func=lambda rater: rater.value.capitalize(),
)
mapping = column_mapping(table, forms[chosen])
try:
    batch = parse(table, mapping, instrument=chosen, rater=rater)
except ImportFileError as error:
    # Not an error in the file: the person is still naming the columns.
    st.info(str(error), icon=":material/arrow_upward:")
    st.stop()
if batch.problems:
    problems(batch)
    st.stop()
batch.require_clean()
st.write(
    f"Understood: {plural(batch.ratings, 'rating')} of {plural(batch.clients, 'client')} "
    f"in {plural(len(batch.sessions), 'session')}."
)
if batch.unrated:
    st.caption(f"{batch.unrated} rows have no answers; their sessions are kept without that rating.")
if st.button("Import all of it", type="primary", icon=":material/upload_file:", key="import-all"):
    bar = st.progress(0.0, "Importing")
    outcome = visitor.store().import_sessions(
        batch.sessions,
        key=batch_key(content, mapping, chosen, rater),
        progress=lambda done, of: bar.progress(done / of, "Importing"),
    )
    bar.empty()
    if outcome.repeated:
        st.info("This file was imported before. Nothing was added.", icon=":material/info:")
    else:
        st.success(
            f"Imported {plural(outcome.ratings, 'rating')} in {plural(outcome.sessions, 'session')}; "
            f"new: {plural(outcome.clients, 'client')}.",
            icon=":material/check:",
        )
    st.page_link("caseload.py", label="Open the caseload", icon=":material/groups:")
