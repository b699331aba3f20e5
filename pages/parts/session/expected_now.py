"""The clients whose session has probably just ended: one tap instead of searching the list."""

from __future__ import annotations

from datetime import date

import streamlit as st

from alliance_monitor.therapy import CaseloadRow
from pages.parts.shared import visitor

WEEK_DAYS, TOLERANCE_DAYS = 7, 1
"""Most therapies are weekly or fortnightly, often moved by a day. Defaults, not validated."""

MOST_CLIENTS = 6
LONGEST_WEEKS = 4
"""After four weeks without a session, a weekly rhythm predicts nothing any more."""


def expected_now(today: date) -> None:
    """Offer the clients last seen a whole number of weeks ago, give or take a day."""
    rows = [row for row in visitor.store().caseload(today) if row.client.ended_on is None]
    likely = [row for row in rows if _in_rhythm(row, today)][:MOST_CLIENTS]
    if not likely:
        return
    st.caption("Perhaps one of these, by the weeks since their last session:")
    with st.container(horizontal=True):
        for row in likely:
            if st.button(row.client.code, key=f"expected-{row.client.id}"):
                st.query_params["client"] = row.client.id
                st.rerun()


def _in_rhythm(row: CaseloadRow, today: date) -> bool:
    last = row.summary.last_held_on
    if last is None:
        return True
    days = (today - last).days
    weeks = round(days / WEEK_DAYS)
    return 1 <= weeks <= LONGEST_WEEKS and abs(days - weeks * WEEK_DAYS) <= TOLERANCE_DAYS
