"""What published rules would flag in the same ratings, for comparison only."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from alliance_monitor.detection.published import RULES, apply_rule
from alliance_monitor.therapy import Course, records
from pages.parts.shared import lazy_expander


def other_rules(course: Course) -> None:
    """A table of the rules and the sessions each of them would flag."""
    lazy_expander("What published rules say", partial(_comparison, course), key="other-rules", icon=":material/rule:")


def _comparison(course: Course) -> None:
    ratings = pd.DataFrame(records(course.history))
    rows = []
    for rule in RULES:
        assessed = apply_rule(rule, ratings)
        flagged = assessed.loc[assessed["flagged"], "session_number"]
        rows.append(
            {
                "Rule": rule.label,
                "Would flag session": ", ".join(str(number) for number in flagged) or "none",
                "Source": rule.source,
            }
        )
    st.table(rows, hide_index=True)
    st.caption(
        "Each as published, for comparison only. How many false alarms they give is on the Methods page; "
        "the instrument cut-off alone calls more than half of all quiet sessions."
    )
