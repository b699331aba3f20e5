"""The evidence for and against a possible rupture, as bars and as a table."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import Assessment
from alliance_monitor.figures import evidence, evidence_table
from pages.parts.shared import chart


def evidence_for(row: Assessment, key: str) -> None:
    """Draw the evidence of one assessed session; `key` must be unique on the page."""
    chart(evidence(row), key=key, alt="Evidence per channel; the table below says the same.")
    # Adding zero turns −0.0 into 0.0.
    lines = [line | {"Evidence": f"{round(line['Evidence'], 1) + 0.0:+.1f}"} for line in evidence_table(row)]
    st.table(lines, hide_index=True)
    st.caption(
        "Evidence is in log-odds: +0.7 doubles the odds of a rupture, 0 says nothing. The client's alliance "
        "weighs the lowest of goals, tasks and bond a little more than their mean, so it can lie below the point "
        "in the picture."
    )
