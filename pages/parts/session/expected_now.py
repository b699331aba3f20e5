"""Whose session is probably the one just over: one tap instead of a search through the list."""

from __future__ import annotations

from datetime import date

import streamlit as st

from alliance_monitor.therapy import CaseloadRow
from pages.parts.shared import visitor

WEEK, AROUND = 7, 1
"""Most therapies are weekly or fortnightly; a day's shift is common. Default, not validated."""

MOST = 6
LONGEST_WEEKS = 4
"""After four weeks without a session a rhythm says nothing any more."""


def expected_now(today: date) -> None:
    """Offer the clients last seen a whole number of weeks ago."""
    rows = [row for row in visitor.store().caseload(today) if row.client.ended_on is None]
    likely = [row for row in rows if _in_rhythm(row, today)][:MOST]
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
    weeks = round(days / WEEK)
    return 1 <= weeks <= LONGEST_WEEKS and abs(days - weeks * WEEK) <= AROUND
