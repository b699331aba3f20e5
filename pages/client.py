"""One client: how the alliance goes, what is up, what could help, and what was recorded."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from alliance_monitor.attachment import Pattern, do_not_assume, expected_course, listen_for
from alliance_monitor.course import course
from alliance_monitor.entry import Ending
from alliance_monitor.figures.attachment_map import attachment_map
from alliance_monitor.figures.parts_course import in_words as parts_in_words
from alliance_monitor.figures.parts_course import parts_course
from alliance_monitor.history import Decision
from alliance_monitor.ratings import Rater, Rating
from pages.parts import visitor
from pages.parts.bond_and_talk import bond_and_talk
from pages.parts.choose_client import choose_client
from pages.parts.client_file import client_file
from pages.parts.client_voice import client_voice, waiting_answers
from pages.parts.earlier_profiles import earlier_profiles
from pages.parts.erasing import erase_one
from pages.parts.field import field
from pages.parts.follow import earlier_episodes, follow_by_hand
from pages.parts.other_rules import other_rules
from pages.parts.outcome import outcome
from pages.parts.risk import risk
from pages.parts.signs import add_a_sign, in_words
from pages.parts.standing import standing
from pages.parts.supervision_of import supervision_of

ENDINGS = {
    Ending.PLANNED: "Planned",
    Ending.UNILATERAL: "The client left without agreement",
    Ending.TRANSFERRED: "Transferred",
    Ending.OTHER: "Other",
}
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
standing(judged)
if history.attended:
    with st.expander("Goals, tasks and bond one by one", icon=":material/stacked_line_chart:"):
        st.plotly_chart(parts_course(judged), key="parts", alt=parts_in_words(judged), config={"displayModeBar": False})
follow_by_hand(judged)
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
            attachment_map(history.profiles), key="attachment", alt=profile.sentence(), config={"displayModeBar": False}
        )
    with right:
        st.write(profile.sentence())
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

    earlier_profiles(history.profiles)

bond_and_talk(judged)
outcome(judged)
supervision_of(client)

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
            "Seen": ", ".join(in_words(one) for one in session.observations),
            "Corrected": f"{len(session.corrected)}×" if session.corrected else "",
            "Note": session.note,
        }
    )
if table:
    st.dataframe(pa.Table.from_pylist(table), hide_index=True, alt="All sessions of this client, newest first.")
    add_a_sign(judged)
    with st.expander("Correct a rating"):
        numbered = {session.number: session for session in history.attended if session.number is not None}
        number = st.selectbox("Session", sorted(numbered, reverse=True), key=field(client.id, "correct-number"))
        rater = st.radio(
            "Whose rating",
            [Rater.THERAPIST, Rater.CLIENT],
            format_func=lambda one: one.value.capitalize(),
            horizontal=True,
            key=field(client.id, "correct-rater"),
        )
        old = numbered[number].rating_by(rater)
        if old is not None and old.instrument != "brief-session":
            st.write("This rating came from another instrument. Correct it in that file and import the session again.")
        else:
            values = {}
            for name, label, top in (
                ("goal", "Goals", 7),
                ("task", "Tasks", 7),
                ("bond", "Bond", 7),
                ("tension", "Tension", 5),
            ):
                present = getattr(old, name) if old else None
                values[name] = st.segmented_control(
                    f"{label} (1–{top})",
                    list(range(1, top + 1)),
                    default=round(present) if present else None,
                    key=field(client.id, f"correct-{number}-{rater}-{name}"),
                )
            if st.button("Save the correction", key="correct-save"):
                if all(value is None for value in values.values()):
                    st.error("Nothing is rated. Rate at least one part.")
                    st.stop()
                changed = Rating(
                    rater=rater,
                    **values,
                    answers={name: float(value) for name, value in values.items() if value is not None},
                    strained=old.strained if old else frozenset(),
                    resolution=old.resolution if old else None,
                )
                store.correct_rating(numbered[number].id, changed, key=visitor.write_key("correct"))
                visitor.written("correct")
                st.session_state["decided"] = "The correction is saved; the earlier rating is kept beside it."
                st.rerun()

with st.expander("End or resume the therapy"):
    if client.ended_on is None:
        ended_on = st.date_input(
            "Last day",
            visitor.today(),
            max_value=visitor.today(),
            key=field(client.id, "ended-on"),
            format="DD/MM/YYYY",
        )
        ending = st.radio(
            "How did it end?",
            list(ENDINGS),
            format_func=ENDINGS.__getitem__,
            index=None,
            key=field(client.id, "ending"),
        )
        if st.button("End the therapy", key="end-therapy", disabled=ending is None):
            assert ending is not None  # noqa: S101 - the button is disabled without one
            store.end_therapy(client.id, ended_on, ending, key=visitor.write_key("end"))
            visitor.written("end")
            st.session_state["decided"] = "The therapy is ended. It can be resumed here."
            st.rerun()
    elif st.button("Resume the therapy", key="resume"):
        store.resume_therapy(client.id, key=visitor.write_key("resume"))
        visitor.written("resume")
        st.session_state["decided"] = "The therapy goes on."
        st.rerun()

with st.expander("Everything recorded about this client, as a file", icon=":material/folder_shared:"):
    client_file(history)
with st.expander("Erase this client", icon=":material/delete_forever:"):
    erase_one(store, client.code)
