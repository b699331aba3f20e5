"""Supervision of the therapist's own client: asking for it, and what was decided there."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.supervision import QUESTION_LENGTH, OwnCase, RequestEntry
from alliance_monitor.therapy import Client
from pages.parts.shared import confirm, escaped, lazy_expander, visitor, widget_key
from pages.parts.supervision.case_review import past_discussions


def supervision_section(client: Client) -> None:
    """Draw the section of the client's page."""
    own = visitor.store().supervision_of(client.id)
    st.subheader("Supervision", anchor=False)
    if own.supervised or own.discussions:
        st.caption(
            f"There this therapy is {own.label}: no code, no dates, and no notes unless you share them while you ask."
        )
    if own.request is not None and own.request.open:
        _request(client, own)
    elif own.supervised:
        lazy_expander(
            "Ask for this case in supervision",
            partial(_ask_form, client),
            key=widget_key(client.id, "expander-ask"),
            icon=":material/front_hand:",
        )
    else:
        st.write("You have no supervisor here. An administrator can assign one.")
    if own.request is not None and own.request.shares_notes and not own.request.open:
        st.write("Notes are still shared with supervision.")
        _withdraw_button(client, "Stop sharing")
    past_discussions(own.discussions)
    st.link_button("Summary for your own file (PDF)", f"/sheets/own/{client.id}", icon=":material/print:")


def _request(client: Client, own: OwnCase) -> None:
    assert own.request is not None  # noqa: S101 - checked by the caller
    shared = " Notes are shared." if own.request.shares_notes else ""
    st.info(
        f"Asked for on {own.request.asked_at:%d %b %Y}. {escaped(own.request.question)}{shared}",
        icon=":material/front_hand:",
    )
    _withdraw_button(client, "Take it back")


def _withdraw_button(client: Client, label: str) -> None:
    if st.button(label, key="take-back"):
        with visitor.one_write("take-back") as write:
            visitor.store().withdraw_request(client.id, key=write)
        st.rerun()


def _ask_form(client: Client) -> None:
    question = st.text_area(
        "Your question (may stay empty)", key=f"ask-{client.id}", max_chars=QUESTION_LENGTH, height=80
    )
    st.caption("Your supervisor reads it. Leave out names and places.")
    share = st.checkbox("Share session notes and what was tried, in your words", key=f"share-{client.id}")
    if st.button("Put it on the agenda", key="ask", type="primary"):
        entry = RequestEntry(question=question, share_notes=share)
        with visitor.one_write("ask") as write:
            visitor.store().ask_for_supervision(client.id, entry, key=write)
        confirm("The case is on the agenda of your supervision.")
