"""How our rule compares with published ones on simulated therapies."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from alliance_monitor.detection import comparison


def comparison_table() -> None:
    """Draw a row per rule: the share of ruptures it finds, with 95 % intervals, and its false alarms."""
    measured = comparison()
    st.dataframe(
        pd.DataFrame(
            {
                "Rule": [name[0].upper() + name[1:] for name in measured["method"]],
                "Found, 2 of 100 false": [
                    f"{row.at_2_next:.0%} [{row.at_2_low:.0%}–{row.at_2_high:.0%}]" for row in measured.itertuples()
                ],
                "Found, 5 of 100 false": [
                    f"{row.at_5_next:.0%} [{row.at_5_low:.0%}–{row.at_5_high:.0%}]" for row in measured.itertuples()
                ],
                "Flags that are right (at 2)": [f"{value:.0%}" for value in measured["precision"]],
                "False alarms as published": [f"{value:.1f} of 100" for value in measured["as_it_stands"]],
            }
        ),
        hide_index=True,
        height="content",
        alt="Every rule with the share of ruptures it finds and its false alarms.",
    )
