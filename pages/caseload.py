"""Caseload: one row per client, most in need first, with one reason each."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from alliance_monitor.therapy import CaseloadRow
from pages.parts.shared import escaped, visitor

MARKS = {
    "Answer about harm": "✚",
    "Likely rupture": "◆",
    "Possible rupture": "◇",
    "Unrepaired": "▲",
    "Slow decline": "↘",
    "In repair": "◐",
    "Client not heard": "…",
    "No recent session": "○",
    "Put off": "‖",
    "Too early": "·",
    "Ended": "—",
}
"""A shape per state, so that nothing hangs on colour."""

MOST_CARDS = 3
"""Flagged clients shown at large; the list has all of them."""

st.title("Caseload", anchor=False)
if (erased := st.session_state.pop("erased", None)) is not None:
    st.success(erased, icon=":material/check_circle:")
rows = visitor.store().caseload(visitor.today())
running = [row for row in rows if row.client.ended_on is None]
urgent = [row for row in running if row.urgency <= 1]

if not rows:
    st.write("No clients yet. Start with one: give them a code of your own, never a name.")
    with st.container(horizontal=True):
        if st.button("Add your first client", type="primary", icon=":material/person_add:"):
            st.switch_page("intake.py")
        if st.button("Import ratings", icon=":material/upload_file:"):
            st.switch_page("importing.py")
    st.stop()

st.write(
    f"**{len(running)}** running {'therapy' if len(running) == 1 else 'therapies'}, **{len(urgent)}** to look at first."
)


def show(some: list[CaseloadRow], key: str) -> None:
    """A table whose rows open the client."""
    picked = st.dataframe(
        pa.table(  # what the browser gets anyway: a frame in between would take longer than all else here
            {
                "State": [f"{MARKS.get(row.state, '✓')} {row.state}" for row in some],
                "Client": [row.client.code for row in some],
                "Why": [row.reason for row in some],
                "Client's ratings": pa.array(
                    [[value for value in row.summary.client_line if value is not None] for row in some],
                    pa.list_(pa.float64()),
                ),
                "Client heard": [
                    f"{row.summary.heard} of {row.summary.heard_of}" if row.summary.heard_of else "" for row in some
                ],
                "Sessions": [row.summary.sessions for row in some],
                "Last session": pa.array([row.summary.last_held_on for row in some], pa.date32()),
            }
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode=("single-row", "single-cell"),  # a tap anywhere in a row, or on its box
        key=key,
        column_config={
            "Why": st.column_config.TextColumn(width="large"),
            "Client's ratings": st.column_config.LineChartColumn(y_min=1, y_max=7, width="small"),
            "Client heard": st.column_config.TextColumn(help="Sessions the client rated, of the newest 20."),
            "Last session": st.column_config.DateColumn(format="D MMM YYYY"),
        },
        alt="Your clients, most in need first, with the reason in words.",
    )
    chosen = [*picked["selection"]["rows"], *(row for row, _ in picked["selection"]["cells"])]
    if chosen:
        st.switch_page("client.py", query_params={"client": some[chosen[0]].client.id})


for row in urgent[:MOST_CARDS]:
    with st.container(border=True):
        colour = "red" if row.urgency == 0 else "orange"
        st.markdown(f"**{escaped(row.client.code)}** :{colour}-badge[:material/flag: {row.state}]")
        st.write(row.reason)
        # After an answer about harm no prompts are shown: the button must not promise any.
        label = "Open the client" if row.state == "Answer about harm" else "See why, and what could help"
        if st.button(label, key=f"open-{row.client.id}"):
            st.switch_page("client.py", query_params={"client": row.client.id})
if len(urgent) > MOST_CARDS:
    st.caption(f"{len(urgent) - MOST_CARDS} more in the list below.")

st.subheader("All running therapies", anchor=False)
st.caption("Tap a row to open the client.")
show(running, "running")
ended = [row for row in rows if row.client.ended_on is not None]
if ended:
    with st.expander(f"Ended therapies ({len(ended)})"):
        show(ended, "ended")
with st.container(horizontal=True):
    if st.button("Log a session", type="primary", icon=":material/edit_note:"):
        st.switch_page("session.py")
    if st.button("Add a client", icon=":material/person_add:"):
        st.switch_page("intake.py")
