"""Caseload: one row per client, those most in need of attention first, each with one reason."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from alliance_monitor.therapy import CaseloadRow
from pages.parts.shared import clickable_table, escaped, visitor

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
"""A symbol for each state, so that nothing depends on colour."""

MOST_CARDS = 3
"""Flagged clients shown as cards; the list has all of them."""

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


def client_table(rows: list[CaseloadRow], key: str) -> None:
    """A table whose rows open the client."""
    tapped = clickable_table(
        pa.table(
            {
                "State": [f"{MARKS.get(row.state, '✓')} {row.state}" for row in rows],
                "Client": [row.client.code for row in rows],
                "Why": [row.reason for row in rows],
                "Client's ratings": pa.array(
                    [[value for value in row.summary.client_line if value is not None] for row in rows],
                    pa.list_(pa.float64()),
                ),
                "Client heard": [
                    f"{row.summary.heard} of {row.summary.heard_of}" if row.summary.heard_of else "" for row in rows
                ],
                "Sessions": [row.summary.sessions for row in rows],
                "Last session": pa.array([row.summary.last_held_on for row in rows], pa.date32()),
            }
        ),
        key=key,
        columns={
            "Why": st.column_config.TextColumn(width="large"),
            "Client's ratings": st.column_config.LineChartColumn(y_min=1, y_max=7, width="small"),
            "Client heard": st.column_config.TextColumn(help="Sessions the client rated, of the newest 20."),
            "Last session": st.column_config.DateColumn(format="D MMM YYYY"),
        },
        alt="Your clients, most in need first, with the reason in words.",
    )
    if tapped is not None:
        st.switch_page("client.py", query_params={"client": rows[tapped].client.id})


for row in urgent[:MOST_CARDS]:
    with st.container(border=True):
        colour = "red" if row.urgency == 0 else "orange"
        st.markdown(f"**{escaped(row.client.code)}** :{colour}-badge[:material/flag: {row.state}]")
        st.write(row.reason)
        # After an answer about harm no prompts are shown, so the button must not promise any.
        label = "Open the client" if row.state == "Answer about harm" else "See why, and what could help"
        if st.button(label, key=f"open-{row.client.id}"):
            st.switch_page("client.py", query_params={"client": row.client.id})
if len(urgent) > MOST_CARDS:
    st.caption(f"{len(urgent) - MOST_CARDS} more in the list below.")

st.subheader("All running therapies", anchor=False)
st.caption("Tap a row to open the client.")
client_table(running, "running")
ended = [row for row in rows if row.client.ended_on is not None]
if ended:
    with st.expander(f"Ended therapies ({len(ended)})"):
        client_table(ended, "ended")
with st.container(horizontal=True):
    if st.button("Log a session", type="primary", icon=":material/edit_note:"):
        st.switch_page("session.py")
    if st.button("Add a client", icon=":material/person_add:"):
        st.switch_page("intake.py")
