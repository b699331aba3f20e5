"""One client: how the alliance is going, what needs attention, what could help, and what was recorded."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.therapy import course
from pages.parts.attachment import profile_section
from pages.parts.client import (
    ENDINGS,
    bond_and_talk,
    choose_client,
    client_file,
    correct_rating,
    end_or_resume,
    erase_client_form,
    overview,
    part_by_part,
    risk,
)
from pages.parts.client_answers import client_voice, outcome, waiting_answers
from pages.parts.rupture import earlier_episodes, open_episode_form, other_rules
from pages.parts.session import add_a_sign, session_table
from pages.parts.shared import lazy_expander, visitor, widget_key
from pages.parts.supervision import supervision_section

store = visitor.store()
st.title("Client", anchor=False)
client = choose_client(store.clients())
if client is None:
    st.stop()
history = store.history(client.id)
assessed = course(history)
if client.ended_on is not None and client.ending is not None:
    st.info(f"This therapy ended on {client.ended_on:%d %B %Y}: {ENDINGS[client.ending].lower()}.")
elif st.button("Log a session", type="primary", icon=":material/edit_note:"):
    st.switch_page("session.py", query_params={"client": client.id})

risk(assessed)
waiting_answers(history)
overview(assessed)
if history.attended:
    lazy_expander(
        "Goals, tasks and bond one by one",
        partial(part_by_part, assessed),
        key=widget_key(client.id, "expander-parts"),
        icon=":material/stacked_line_chart:",
    )
open_episode_form(assessed)
earlier_episodes(assessed)
if assessed.rows:
    other_rules(assessed)

profile_section(history)
bond_and_talk(assessed)
outcome(assessed)
supervision_section(client)

st.subheader("Sessions", anchor=False)
client_voice(history)
if history.sessions:
    session_table(assessed)
    add_a_sign(assessed)
    lazy_expander("Correct a rating", partial(correct_rating, history), key=widget_key(client.id, "expander-correct"))

lazy_expander("End or resume the therapy", partial(end_or_resume, client), key=widget_key(client.id, "expander-end"))
lazy_expander(
    "Everything recorded about this client, as a file",
    partial(client_file, history),
    key=widget_key(client.id, "expander-file"),
    icon=":material/folder_shared:",
)
lazy_expander(
    "Erase this client",
    partial(erase_client_form, store, client.code),
    key=widget_key(client.id, "expander-erase"),
    icon=":material/delete_forever:",
)
