"""Supervision: the cases that need the meeting, one of them on the table, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from alliance_monitor.supervision import Agenda, AgendaItem
from pages.parts.shared import escaped, visitor
from pages.parts.supervision import agenda_card, case_review, open_case

MOST_CARDS = 6
"""Cases shown at large; the list beneath has the others."""


def needing(found: Agenda) -> None:
    """The cases that need the meeting."""
    therapists = found.therapists
    if len(therapists) > 1:
        chosen = st.pills("Supervisees", therapists, selection_mode="multi", key="supervisees", help="None means all.")
    else:
        chosen = []
    items = [item for item in found.items if not chosen or item.therapist in chosen]
    if not items:
        st.write("No case needs the meeting now. A good time for what went well.")
    for item in items[:MOST_CARDS]:
        agenda_card(item)
    if len(items) > MOST_CARDS:
        st.subheader("Further cases", anchor=False)
        listed(items[MOST_CARDS:], lambda item: item.explanation, "further", "Why")


def listed(items: Sequence[AgendaItem], told: Callable[[AgendaItem], str], key: str, heading: str) -> None:
    """A table whose rows open the case; `told` says what stands under the heading."""
    picked = st.dataframe(
        pd.DataFrame(
            {
                "Case": [item.label for item in items],
                "Supervisee": [item.therapist for item in items],
                heading: [told(item) for item in items],
                "Comes back": [item.last.discussion.follow_up_on if item.last else None for item in items],
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode=("single-row", "single-cell"),
        key=key,
        column_config={
            heading: st.column_config.TextColumn(width="large"),
            "Comes back": st.column_config.DateColumn(format="D MMM YYYY"),
        },
        alt="Cases, in the order of the agenda.",
    )
    rows = [*picked["selection"]["rows"], *(row for row, _ in picked["selection"]["cells"])]
    if rows:
        open_case(items[rows[0]].case_id)


def decided(item: AgendaItem) -> str:
    """What was decided when the case was last discussed."""
    return item.last.discussion.decision if item.last else ""


st.title("Supervision", anchor=False)
store = visitor.store()
if case_id := st.query_params.get("case"):
    case_review(store, case_id)
    st.stop()

found = store.agenda(visitor.today())
if said := st.session_state.pop("discussed", None):
    st.success(said, icon=":material/check:")
if not found.therapists:
    st.write("No cases yet. They come from the therapists an administrator assigns to you under Administration.")
    st.stop()
cases = f"{len(found.items)} case{'s' if len(found.items) != 1 else ''}"
st.write(f"**{cases}** for this meeting · {len(found.later)} to come back later · {found.resting} without need")
st.caption(
    "A flag is about a relationship at one moment, never about how good somebody is. Ruptures are ordinary; working on "
    "them together is what helps. Cases come without code, dates and notes."
)
st.link_button("Print the agenda (PDF)", "/sheets/agenda", icon=":material/print:")
if found.repaired:
    told = ", ".join(f"{item.label} ({escaped(item.therapist)})" for item in found.repaired)
    st.success(f"**Worth hearing how it went:** a rupture was repaired in {told}.", icon=":material/handshake:")
needing(found)
if found.later:
    with st.expander(f"Come back later ({len(found.later)})", icon=":material/event_upcoming:"):
        listed(found.later, decided, "later", "Decided")
