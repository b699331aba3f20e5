"""One case under review, without identity: its course, what was tried, earlier decisions, and today's decision."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.attachment import describe
from alliance_monitor.detection import explain
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.supervision import Case, Discussion, PastDiscussion
from alliance_monitor.therapy import Course, Decision, course, signals
from db.store import Store
from pages.parts.client import trajectory_chart
from pages.parts.rupture import VERDICTS, kind_label, practice_library, repair_path
from pages.parts.shared import escaped, first_problem, visitor

DECISION_LABELS = {
    Decision.CONFIRMED: "agreed",
    Decision.DISMISSED: "found to be no rupture",
    Decision.RECLASSIFIED: "kind named",
    Decision.SNOOZED: "put off",
}
FOLLOW_UP_DAYS = 14
"""When a case comes back unless another date is chosen."""

NOTE_LENGTH = 2000


def case_review(store: Store, case_id: str) -> None:
    """Draw the case with this opaque id."""
    if st.button("Back to the agenda", icon=":material/arrow_back:"):
        del st.query_params["case"]
        st.rerun()
    case = store.supervised_case(case_id)
    assessed = course(case.history)
    st.subheader(f"{case.history.client.code} · {escaped(case.therapist)}", anchor=False)
    if case.request is not None and case.request.open:
        question = escaped(case.request.question) or "Asked for, without a question."
        st.info(f"**{escaped(case.therapist)} asks:** {question}", icon=":material/front_hand:")
    _course(assessed)
    _attachment(case)
    _flags(assessed)
    _episodes(case)
    _prompts_tried(case)
    if case.notes_shared:
        _notes(case)
    _decide(store, case)
    if case.discussions:
        st.subheader("Discussed before", anchor=False)
        past_discussions(case.discussions)
    st.link_button("Print this case (PDF)", f"/sheets/case/{case_id}", icon=":material/print:")


def _course(assessed: Course) -> None:
    if not assessed.history.attended:
        st.write("No sessions yet.")
        return
    trajectory_chart(assessed)
    if assessed.newest is not None:
        st.write(explain(assessed.newest))
    notes = [signal.sentence for signal in signals(assessed) if signal.rule != "decline"]
    if notes:
        st.markdown("\n".join(f"- {note}" for note in notes))


def _attachment(case: Case) -> None:
    profile = case.history.profile
    st.caption(describe(profile) if profile else "No attachment profile was taken.")


def _flags(assessed: Course) -> None:
    if not assessed.flags:
        return
    with st.expander(f"Possible ruptures so far ({len(assessed.flags)})", icon=":material/flag:"):
        for flag in assessed.flags:
            decision = assessed.history.decision_on(flag.session.id)
            answer = DECISION_LABELS[decision.decision] if decision else "not answered yet"
            why = f" – {escaped(decision.reason)}" if decision and decision.reason else ""
            st.markdown(f"**Session {flag.session.number}**, {flag.status}, {answer}{why}  \n{flag.reason}")


def _episodes(case: Case) -> None:
    for episode in case.history.episodes:
        kind = kind_label(episode.rupture_type)
        st.markdown(f"**Rupture of session {episode.opened_in}**{kind} – {episode.status.value.replace('_', ' ')}")
        repair_path(episode, "the therapist")
    if case.history.episodes and not case.notes_shared:
        st.caption("What was tried is not shared in the therapist's own words. Ask them to tell it.")


def _prompts_tried(case: Case) -> None:
    texts = {prompt.id: prompt.text for prompt in practice_library()}
    newest = {given.prompt_id: given.verdict for given in case.history.verdicts}
    tried = {texts[name]: VERDICTS[verdict] for name, verdict in newest.items() if name in texts}
    if tried:
        with st.expander(f"Prompts tried ({len(tried)})", icon=":material/lightbulb:"):
            st.table([{"Prompt": text, "With this client": label} for text, label in tried.items()], hide_index=True)


def _notes(case: Case) -> None:
    with_notes = [session for session in case.history.attended if session.note]
    if with_notes:
        with st.expander("Session notes, shared by the therapist", icon=":material/notes:"):
            for session in reversed(with_notes):
                st.markdown(f"**Session {session.number}**  \n{escaped(session.note)}")


def _decide(store: Store, case: Case) -> None:
    st.subheader("What do we take from this?", anchor=False)
    with st.form("discussion", border=True):
        note = st.text_area(
            "What was discussed (may stay empty)", key="discussed-note", max_chars=NOTE_LENGTH, height=100
        )
        decision = st.text_area("What was decided", key="discussed-decision", max_chars=NOTE_LENGTH, height=80)
        until = st.date_input(
            "Come back to it on (may stay empty)",
            visitor.today() + timedelta(days=FOLLOW_UP_DAYS),
            min_value=visitor.today() + timedelta(days=1),
            format="DD/MM/YYYY",
            key="discussed-until",
        )
        if not st.form_submit_button("Save the decision", type="primary"):
            return
    if not decision.strip():
        st.error("The decision is missing. Say what was decided, if only to leave things as they are.")
        return
    try:
        discussion = Discussion(discussed_on=visitor.today(), note=note, decision=decision, follow_up_on=until)
    except ValidationError as error:
        raise InvalidEntryError("This cannot be kept.", first_problem(error)) from None
    client_id = case.history.client.id
    with visitor.one_write(f"discuss-{client_id}") as write:
        store.record_discussion(client_id, discussion, key=write)
    back = f" It comes back on {until:%d %b %Y}." if until else ""
    st.session_state["discussed"] = f"{case.history.client.code}: the decision is saved; the therapist sees it.{back}"
    del st.query_params["case"]
    st.rerun()


def past_discussions(discussions: tuple[PastDiscussion, ...]) -> None:
    """What was discussed and decided, newest first."""
    for past in discussions:
        discussion = past.discussion
        back = f" · to come back on {discussion.follow_up_on:%d %b %Y}" if discussion.follow_up_on else ""
        with st.container(border=True):
            st.caption(f"{discussion.discussed_on:%d %b %Y}{back}")
            st.markdown(f"**Decided:** {escaped(discussion.decision)}")
            if discussion.note:
                st.markdown(escaped(discussion.note))
