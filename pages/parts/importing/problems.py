"""Why a file cannot be imported."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.importing import Batch
from pages.parts.shared import plural

MOST_ROWS = 50


def problems(batch: Batch) -> None:
    """Every row with a problem, and what to do about it."""
    count = len(batch.problems)
    st.error(
        f"{plural(count, 'problem')} in this file, so nothing is imported. "
        "Put the rows right and choose the file again.",
        icon=":material/error:",
    )
    st.dataframe(
        [
            {"Row": problem.row, "Column": problem.column, "Problem": problem.what}
            for problem in batch.problems[:MOST_ROWS]
        ],
        hide_index=True,
    )
    if count > MOST_ROWS:
        st.caption(f"and {count - MOST_ROWS} more")
