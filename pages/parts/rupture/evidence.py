"""What speaks for and against a possible rupture: the bars, and the same as a table."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection import Assessment
from alliance_monitor.figures import evidence, evidence_table


def evidence_for(row: Assessment, key: str) -> None:
    """Draw one judged session's evidence; `key` tells it apart from others on the page."""
    st.plotly_chart(
        evidence(row),
        key=key,
        alt="Evidence per channel; the table below says the same.",
        config={"displayModeBar": False},
    )
    # Adding zero takes the minus sign from a rounded −0.04.
    lines = [line | {"Evidence": f"{round(line['Evidence'], 1) + 0.0:+.1f}"} for line in evidence_table(row)]
    st.table(lines, hide_index=True)
    st.caption(
        "Evidence is in log-odds: +0.7 doubles the odds of a rupture, 0 says nothing. The client's alliance "
        "weighs the lowest of goals, tasks and bond a little more than their mean, so it can lie below the point "
        "in the picture."
    )
