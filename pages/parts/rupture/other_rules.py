"""What published rules make of the same ratings, for comparison; they raise no flags here."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from alliance_monitor.detection.published import RULES, apply_rule
from alliance_monitor.therapy import Course, records
from pages.parts.shared import lazy_expander


def other_rules(course: Course) -> None:
    """A table of rules and the sessions each of them would flag, made when somebody opens it."""
    lazy_expander("What published rules say", partial(_compared, course), key="other-rules", icon=":material/rule:")


def _compared(course: Course) -> None:
    ratings = pd.DataFrame(records(course.history))
    lines = []
    for rule in RULES:
        judged = apply_rule(rule, ratings)
        flagged = judged.loc[judged["flagged"], "session_number"]
        lines.append(
            {
                "Rule": rule.label,
                "Would flag session": ", ".join(str(number) for number in flagged) or "none",
                "Source": rule.source,
            }
        )
    st.table(lines, hide_index=True)
    st.caption(
        "Each as published, for comparison only. How many false alarms they give is on the Methods page; "
        "the instrument cut-off alone calls more than half of all quiet sessions."
    )
