"""One client: how the alliance goes, what is up, what could help, and what was recorded."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import streamlit as st

from alliance_monitor.attachment import Pattern, describe, do_not_assume, expected_course, listen_for
from alliance_monitor.figures import attachment_map
from alliance_monitor.records import Rater, Rating
from alliance_monitor.therapy import Decision, course
from pages.parts.client import (
    ENDINGS,
    bond_and_talk,
    choose_client,
    client_file,
    correct_rating,
    earlier_profiles,
    end_or_resume,
    erase_client_form,
    overview,
    part_by_part,
    risk,
)
from pages.parts.client_answers import client_voice, outcome, waiting_answers
from pages.parts.rupture import earlier_episodes, open_episode_form, other_rules
from pages.parts.session import add_a_sign, sign_label
from pages.parts.shared import lazy_expander, visitor, widget_key
from pages.parts.supervision import supervision_section

DECISIONS = {
    Decision.CONFIRMED: "agreed",
    Decision.DISMISSED: "dismissed",
    Decision.RECLASSIFIED: "kind named",
    Decision.SNOOZED: "put off",
}

store = visitor.store()
st.title("Client", anchor=False)
client = choose_client(store.clients())
if client is None:
    st.stop()
history = store.history(client.id)
judged = course(history)
if client.ended_on is not None and client.ending is not None:
    st.info(f"This therapy ended on {client.ended_on:%d %B %Y}: {ENDINGS[client.ending].lower()}.")
elif st.button("Log a session", type="primary", icon=":material/edit_note:"):
    st.switch_page("session.py", query_params={"client": client.id})

risk(judged)
waiting_answers(history)
overview(judged)
if history.attended:
    lazy_expander(
        "Goals, tasks and bond one by one",
        partial(part_by_part, judged),
        key=widget_key(client.id, "expander-parts"),
        icon=":material/stacked_line_chart:",
    )
open_episode_form(judged)
earlier_episodes(judged)
if judged.rows:
    other_rules(judged)

st.subheader("Attachment", anchor=False)
profile = history.profile
if profile is None:
    st.write("No attachment profile yet; prompts use the secure wording with the cautions of both sides.")
    if st.button("Take an attachment profile", icon=":material/person_search:"):
        st.switch_page("intake.py", query_params={"client": client.id})
else:
    left, right = st.columns(2)
    with left:
        st.plotly_chart(
            attachment_map(history.profiles), key="attachment", alt=describe(profile), config={"displayModeBar": False}
        )
    with right:
        st.write(describe(profile))
        for remark in profile.notes:
            st.caption(remark)
        pattern = Pattern(profile.pattern)
        for title, notes in (
            ("Listen for", listen_for(pattern)),
            ("Do not assume", do_not_assume(pattern)),
            ("What studies saw over time", expected_course(pattern)),
        ):
            with st.expander(title):
                for note in notes:
                    st.markdown(f"- {note.text}  \n  :small[{note.source} – {note.strength}]")

    earlier_profiles(client.id, history.profiles)

bond_and_talk(judged)
outcome(judged)
supervision_section(client)

st.subheader("Sessions", anchor=False)
client_voice(history)


def words(rating: Rating | None) -> str:
    """One rating in a table cell."""
    if rating is None:
        return "not rated"
    parts = " / ".join("–" if part is None else f"{part:g}" for part in rating.parts)
    return parts if rating.tension is None else f"{parts}, tension {rating.tension}"


statuses = {row.session_number: row.status.replace("_", " ") for row in judged.rows}
table = []
for session in reversed(history.sessions):
    decision = history.decision_on(session.id)
    table.append(
        {
            "Session": "–" if session.number is None else str(session.number),
            "Date": f"{session.held_on:%d %b %Y}" if session.held_on else "no date",
            "Client (goals / tasks / bond)": (
                "waits for yours" if session.client_waits else words(session.rating_by(Rater.CLIENT))
            )
            if session.number
            else session.attendance.replace("_", " "),
            "Therapist": words(session.rating_by(Rater.THERAPIST)) if session.number else "",
            "State": statuses.get(session.number or 0, "") + (f", {DECISIONS[decision.decision]}" if decision else ""),
            "Seen": ", ".join(sign_label(one) for one in session.observations),
            "Corrected": f"{len(session.corrected)}×" if session.corrected else "",
            "Note": session.note,
        }
    )
if table:
    st.dataframe(pa.Table.from_pylist(table), hide_index=True, alt="All sessions of this client, newest first.")
    add_a_sign(judged)
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
