"""Import ratings from a file: name the columns, look at what was understood, then all or nothing."""

from __future__ import annotations

import hashlib

import streamlit as st

from alliance_monitor.importing import guess, parse, read_table
from alliance_monitor.instruments import instruments
from alliance_monitor.ratings import Rater
from pages.parts import visitor

FIELDS = {
    "client": "Client code",
    "session": "Session number",
    "date": "Date",
    "rater": "Who rated",
    "goal": "Goals",
    "task": "Tasks",
    "bond": "Bond",
    "overall": "Overall",
    "tension": "Tension",
}
SHOWN_PROBLEMS = 50

st.title("Import")
st.write("CSV or Excel, one row per rating. Nothing is stored until you say so, and then all of it or nothing.")
file = st.file_uploader("File", type=["csv", "xlsx", "tsv", "txt"])
if file is None:
    st.stop()
content = file.getvalue()
table = read_table(file.name, content)
guessed = guess(table.header)
left, right = st.columns(2)
forms = {one.id: one for one in instruments() if {"goal", "task", "bond"} <= set(one.parts)}
chosen = left.selectbox(
    "Instrument",
    list(forms),
    index=list(forms).index("srs") if "overall" in guessed else list(forms).index("brief-session"),
    format_func=lambda key: forms[key].name,
)
rater = right.selectbox(
    "Who rated, if no column says so", [Rater.CLIENT, Rater.THERAPIST], format_func=lambda one: one.value.capitalize()
)
mapping: dict[str, str] = {}
with st.expander("Which column is what", expanded=True):
    columns = st.columns(3)
    for place, (name, label) in enumerate(FIELDS.items()):
        options = ["", *table.header]
        picked = columns[place % 3].selectbox(
            label,
            options,
            index=options.index(guessed[name]) if name in guessed else 0,
            format_func=lambda one: one or "not in the file",
            key=f"map-{name}",
        )
        if picked:
            mapping[name] = picked
st.dataframe([dict(zip(table.header, row.cells, strict=False)) for row in table.rows[:5]], hide_index=True)
batch = parse(table, mapping, instrument=chosen, rater=rater)
if batch.problems:
    st.error(f"{len(batch.problems)} problems. Nothing was stored; correct the file and choose it again.")
    st.dataframe(
        [{"Row": one.row, "Column": one.column, "Problem": one.what} for one in batch.problems[:SHOWN_PROBLEMS]],
        hide_index=True,
    )
    st.stop()
st.write(
    f"Understood: **{batch.ratings}** ratings of **{batch.clients}** clients in **{len(batch.sessions)}** sessions."
)
if st.button("Import all of it", type="primary"):
    bar = st.progress(0.0, "Importing")

    def advance(done: int, of: int) -> None:
        """Move the bar."""
        bar.progress(done / of, "Importing")

    key = hashlib.sha256(content + repr((sorted(mapping.items()), chosen, rater)).encode()).hexdigest()
    outcome = visitor.store().import_sessions(batch.sessions, key=key, progress=advance)
    bar.empty()
    if outcome.repeated:
        st.info("This file was imported before. Nothing was added.")
    else:
        st.success(
            f"Imported {outcome.ratings} ratings in {outcome.sessions} sessions; {outcome.clients} clients are new."
        )
