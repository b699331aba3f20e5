"""Import ratings from a file: name the columns, look at what was understood, then all or nothing."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.importing import Batch, ImportFileError, Table, answer_fields, batch_key, guess, parse, read_table
from alliance_monitor.instruments import Instrument, instruments
from alliance_monitor.records import Rater
from pages.parts.shared import visitor

CONTEXT = {"client": "Client code", "session": "Session number", "date": "Date", "rater": "Who rated"}
ANSWERS = {"goal": "Goals", "task": "Tasks", "bond": "Bond", "overall": "Overall", "tension": "Tension"}
SHOWN_PROBLEMS = 50
SHOWN_ROWS = 5


def columns_of(table: Table, form: Instrument) -> dict[str, str]:
    """Which column holds what, as guessed from the names and put right by the person."""
    guessed = guess(table.header, form.id)
    fields = answer_fields(form)
    named = {fields[name] for name in ANSWERS if name in fields}
    labels = CONTEXT | {
        name: ANSWERS.get(name, f"Item {name}") for name, key in fields.items() if name in ANSWERS or key not in named
    }
    mapping = {}
    options = ["", *table.header]
    with st.expander("Which column is what", expanded=True, icon=":material/table_chart:"):
        for place, (name, label) in enumerate(labels.items()):
            if place % 4 == 0:
                # A row at a time: on a phone columns come one whole column after another.
                columns = st.columns(4)
            picked = columns[place % 4].selectbox(
                label,
                options,
                index=options.index(guessed[name]) if name in guessed else 0,
                format_func=lambda one: one or "not in the file",
                key=f"map-{form.id}-{name}",
                persist_state="page",  # a file put right and chosen again has the same columns
            )
            if picked:
                mapping[name] = picked
        st.caption(f"The first {min(SHOWN_ROWS, len(table.rows))} of {len(table.rows)} rows, as read:")
        st.dataframe(
            [dict(zip(table.header, row.cells, strict=False)) for row in table.rows[:SHOWN_ROWS]], hide_index=True
        )
    return mapping


def many(count: int, thing: str) -> str:
    """A number of things, one of them without an s."""
    return f"{count} {thing}{'s' if count != 1 else ''}"


def show_problems(batch: Batch) -> None:
    """Every row that stands against the import, and what to do."""
    count = len(batch.problems)
    st.error(
        f"{count} problem{'s' if count != 1 else ''} in this file, so nothing is imported. "
        "Put the rows right and choose the file again.",
        icon=":material/error:",
    )
    st.dataframe(
        [{"Row": one.row, "Column": one.column, "Problem": one.what} for one in batch.problems[:SHOWN_PROBLEMS]],
        hide_index=True,
    )
    if count > SHOWN_PROBLEMS:
        st.caption(f"and {count - SHOWN_PROBLEMS} more")


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
forms = {one.id: one for one in instruments() if {"goal", "task", "bond"} <= set(one.parts)}
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
    format_func=lambda one: one.value.capitalize(),
)
mapping = columns_of(table, forms[chosen])
try:
    batch = parse(table, mapping, instrument=chosen, rater=rater)
except ImportFileError as error:
    # Not a fault of the file: the person is still saying which column is what.
    st.info(str(error), icon=":material/arrow_upward:")
    st.stop()
if batch.problems:
    show_problems(batch)
    st.stop()
batch.require_clean()
st.write(
    f"Understood: {many(batch.ratings, 'rating')} of {many(batch.clients, 'client')} "
    f"in {many(len(batch.sessions), 'session')}."
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
            f"Imported {many(outcome.ratings, 'rating')} in {many(outcome.sessions, 'session')}; "
            f"new: {many(outcome.clients, 'client')}.",
            icon=":material/check:",
        )
    st.page_link("caseload.py", label="Open the caseload", icon=":material/groups:")
