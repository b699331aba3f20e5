"""Practice: how all therapies are going, without exposing anyone; for a therapist, their own work beside it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from alliance_monitor.practice import BY_ID
from db.access import Role
from db.configuration import configuration
from db.store import Store
from pages.parts.practice import measure_details, measures_table, own_work
from pages.parts.shared import visitor

DIMENSIONS = {
    "": "Nothing",
    "team": "Team",
    "pattern": "Attachment",
    "phase": "Phase of therapy",
    "instrument": "Instrument",
}


def practice_measures(store: Store) -> None:
    """The practice lead's part."""
    dimension = (
        st.segmented_control(
            "Compare by", list(DIMENSIONS), format_func=DIMENSIONS.__getitem__, default="", key="compare-by"
        )
        or ""
    )
    release = store.practice_release(visitor.today(), dimension)
    if not release.months:
        st.write("Nothing to add up yet. Figures appear from the first full month with sessions on.")
        return
    since, until = chosen_range(release.months)
    least = configuration().smallest_group
    st.caption(
        f"Full months only. A figure that fewer than {least} clients stand behind is not shown, nor one it could be "
        "subtracted from. A range too short for this is widened; the table names the months it counts."
    )
    measures_table(release, since, until)
    chosen = st.selectbox("Look closer at", list(BY_ID), format_func=lambda key: BY_ID[key].title, key="measure")
    measure_details(release, BY_ID[chosen], since, until, dimension)
    query = urlencode({"by": dimension, "since": f"{since:%Y-%m}", "until": f"{until:%Y-%m}"})
    st.link_button("These figures as a file (CSV)", f"/practice-file?{query}", icon=":material/download:")


def chosen_range(months: tuple[date, ...]) -> tuple[date, date]:
    """The months to look at; all of them unless chosen otherwise."""
    if len(months) < 2:
        return months[0], months[-1]
    since, until = st.select_slider(
        "Months", months, (months[0], months[-1]), format_func=lambda month: f"{month:%b %Y}", key="practice-months"
    )
    return since, until


st.title("Practice", anchor=False)
store = visitor.store()
roles = set(store.person().roles)
if Role.PRACTICE_LEAD in roles:
    practice_measures(store)
if roles & {Role.THERAPIST, Role.SUPERVISOR}:
    own_work(store)
