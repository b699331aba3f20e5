"""The client's own ratings on their page: how many were asked for and given, answers held back, and asking again."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.therapy import History, SessionRecord, completeness
from db.store.therapy.links import MAX_SESSION_AGE
from pages.parts.client_answers.ask_client import ask_client
from pages.parts.shared import escaped, lazy_expander, visitor, widget_key


def waiting_answers(history: History) -> None:
    """Say that the client has rated, and offer both ways to see the answers."""
    for session in completeness(history).waiting:
        with st.container(border=True):
            st.write(f":material/mark_chat_unread: The client has rated {_session_name(session)}. You have not yet.")
            st.caption("Their answers are kept back so that yours stay your own. They count once you have rated.")
            with st.container(horizontal=True):
                if st.button("Rate it now", key=f"rate-{session.id}", type="primary"):
                    st.session_state[f"entry:{history.client.id}:held_on"] = session.held_on
                    st.switch_page("session.py", query_params={"client": history.client.id})
                if st.button("Show their answers without mine", key=f"show-{session.id}"):
                    visitor.store().show_client_rating(session.id)
                    st.rerun()


def client_voice(history: History) -> None:
    """How often the client rated, the lines they wrote, and a way to ask about the newest unrated session."""
    answered = completeness(history)
    st.caption(answered.sentence())
    for session in history.attended:
        if session.line:
            st.markdown(f"> {escaped(session.line)}\n>\n> :small[the client, on {_session_name(session)}]")
    newest = answered.unrated
    recent = newest is not None and newest.held_on is not None and visitor.today() - newest.held_on <= MAX_SESSION_AGE
    if newest is not None and newest.held_on is not None and recent and history.client.ended_on is None:
        lazy_expander(
            f"Ask the client about {_session_name(newest)}",
            partial(ask_client, history.client.id, newest.held_on),
            key=widget_key(history.client.id, "expander-voice"),
            icon=":material/chat:",
        )


def _session_name(session: SessionRecord) -> str:
    return f"the session of {session.held_on:%d %b %Y}" if session.held_on else f"session {session.number}"
