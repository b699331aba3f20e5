"""Supervision: the cases that need the meeting, one of them under review, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import streamlit as st

from alliance_monitor.supervision import Agenda, AgendaItem
from pages.parts.shared import clickable_table, escaped, plural, visitor
from pages.parts.supervision import agenda_card, case_review, open_case

MOST_CARDS = 6
"""Cases shown as cards; the list below has the others."""


def agenda_cards(agenda: Agenda) -> None:
    """The cases that need the meeting."""
    therapists = agenda.therapists
    if len(therapists) > 1:
        chosen = st.pills("Supervisees", therapists, selection_mode="multi", key="supervisees", help="None means all.")
    else:
        chosen = []
    items = [item for item in agenda.items if not chosen or item.therapist in chosen]
    if not items:
        st.write("No case needs the meeting now. A good time for what went well.")
    for item in items[:MOST_CARDS]:
        agenda_card(item)
    if len(items) > MOST_CARDS:
        st.subheader("Further cases", anchor=False)
        case_list(items[MOST_CARDS:], lambda item: item.explanation, "further", "Why")


def case_list(items: Sequence[AgendaItem], text: Callable[[AgendaItem], str], key: str, heading: str) -> None:
    """A table whose rows open the case; `text` gives the column under `heading`."""
    tapped = clickable_table(
        pa.table(
            {
                "Case": [item.label for item in items],
                "Supervisee": [item.therapist for item in items],
                heading: [text(item) for item in items],
                "Comes back": pa.array(
                    [item.last.discussion.follow_up_on if item.last else None for item in items], pa.date32()
                ),
            }
        ),
        key=key,
        columns={
            heading: st.column_config.TextColumn(width="large"),
            "Comes back": st.column_config.DateColumn(format="D MMM YYYY"),
        },
        alt="Cases, in the order of the agenda.",
    )
    if tapped is not None:
        open_case(items[tapped].case_id)


def last_decision(item: AgendaItem) -> str:
    """What was decided when the case was last discussed."""
    return item.last.discussion.decision if item.last else ""


st.title("Supervision", anchor=False)
store = visitor.store()
if case_id := st.query_params.get("case"):
    case_review(store, case_id)
    st.stop()

agenda = store.agenda(visitor.today())
if message := st.session_state.pop("discussed", None):
    st.success(message, icon=":material/check:")
if not agenda.therapists:
    st.write("No cases yet. They come from the therapists an administrator assigns to you under Administration.")
    st.stop()
st.write(
    f"**{plural(len(agenda.items), 'case')}** for this meeting · {len(agenda.later)} to come back later · "
    f"{agenda.resting} without need"
)
st.caption(
    "A flag is about a relationship at one moment, never about how good somebody is. Ruptures are ordinary; working on "
    "them together is what helps. Cases come without code, dates and notes."
)
st.link_button("Print the agenda (PDF)", "/sheets/agenda", icon=":material/print:")
if agenda.repaired:
    cases = ", ".join(f"{item.label} ({escaped(item.therapist)})" for item in agenda.repaired)
    st.success(f"**Worth hearing how it went:** a rupture was repaired in {cases}.", icon=":material/handshake:")
agenda_cards(agenda)
if agenda.later:
    with st.expander(f"Come back later ({len(agenda.later)})", icon=":material/event_upcoming:"):
        case_list(agenda.later, last_decision, "later", "Decided")
