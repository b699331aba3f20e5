"""Which column of a file holds what."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.importing import Table, answer_fields, guess
from alliance_monitor.instruments import Instrument

CONTEXT = {"client": "Client code", "session": "Session number", "date": "Date", "rater": "Who rated"}
ANSWERS = {"goal": "Goals", "task": "Tasks", "bond": "Bond", "overall": "Overall", "tension": "Tension"}
PER_ROW = 4
PREVIEW_ROWS = 5


def column_mapping(table: Table, form: Instrument) -> dict[str, str]:
    """Draw a select box per field, filled in as guessed from the column names; returns columns by field."""
    guessed = guess(table.header, form.id)
    mapping = {}
    options = ["", *table.header]
    with st.expander("Which column is what", expanded=True, icon=":material/table_chart:"):
        for position, (name, label) in enumerate(_labels(form).items()):
            if position % PER_ROW == 0:
                # Row by row: a phone goes down one whole column before the next.
                columns = st.columns(PER_ROW)
            picked = columns[position % PER_ROW].selectbox(
                label,
                options,
                index=options.index(guessed[name]) if name in guessed else 0,
                format_func=lambda column: column or "not in the file",
                key=f"map-{form.id}-{name}",
                persist_state="page",  # a corrected file chosen again has the same columns
            )
            if picked:
                mapping[name] = picked
        st.caption(f"The first {min(PREVIEW_ROWS, len(table.rows))} of {len(table.rows)} rows, as read:")
        st.dataframe(
            [dict(zip(table.header, row.cells, strict=False)) for row in table.rows[:PREVIEW_ROWS]], hide_index=True
        )
    return mapping


def _labels(form: Instrument) -> dict[str, str]:
    """What the file may hold: the context of a rating, the named parts, and the items without a name."""
    fields = answer_fields(form)
    named = {fields[name] for name in ANSWERS if name in fields}
    return CONTEXT | {
        name: ANSWERS.get(name, f"Item {name}") for name, key in fields.items() if name in ANSWERS or key not in named
    }
