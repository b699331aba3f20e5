"""Ending a therapy, and resuming it."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.records import Ending
from alliance_monitor.therapy import Client
from pages.parts.shared import confirm, visitor, widget_key

ENDINGS = {
    Ending.PLANNED: "Planned",
    Ending.UNILATERAL: "The client left without agreement",
    Ending.TRANSFERRED: "Transferred",
    Ending.OTHER: "Other",
}


def end_or_resume(client: Client) -> None:
    """A form that ends a running therapy, or a button that resumes an ended one."""
    store = visitor.store()
    if client.ended_on is None:
        ended_on = st.date_input(
            "Last day",
            visitor.today(),
            max_value=visitor.today(),
            key=widget_key(client.id, "ended-on"),
            format="DD/MM/YYYY",
        )
        ending = st.radio(
            "How did it end?",
            list(ENDINGS),
            format_func=ENDINGS.__getitem__,
            index=None,
            key=widget_key(client.id, "ending"),
        )
        if st.button("End the therapy", key="end-therapy", disabled=ending is None):
            assert ending is not None  # noqa: S101 - the button is disabled without one
            with visitor.one_write("end") as write:
                store.end_therapy(client.id, ended_on, ending, key=write)
            confirm("The therapy is ended. It can be resumed here.")
    elif st.button("Resume the therapy", key="resume"):
        with visitor.one_write("resume") as write:
            store.resume_therapy(client.id, key=write)
        confirm("The therapy goes on.")
