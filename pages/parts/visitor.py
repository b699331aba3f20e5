"""Who is looking: the one place where a script reads the visit's cookie."""

from __future__ import annotations

import secrets
from datetime import date

import streamlit as st

from db.access import Actor
from db.store import Store, open_store
from db.utc import now
from db.visits import LiveVisit, live_visit
from web.cookie import token_from
from web.leave import redirect_to_sign_in


def token() -> str | None:
    """The visit token of this browser."""
    return token_from(st.context.cookies)


def visit() -> LiveVisit:
    """The live visit behind this run, looked up anew; without one, nothing more of the page runs."""
    found = live_visit(token())
    bound = st.session_state.get("visit_id")
    if found is None or (bound is not None and bound != found.actor.visit_id):
        # Another visit's leftovers must never be shown, not even for one run.
        st.session_state.clear()
    if found is None:
        redirect_to_sign_in()
        st.info("You are signed out. Sign in again; nothing that was saved is lost.")
        st.stop()
    st.session_state["visit_id"] = found.actor.visit_id
    st.session_state["visit"] = (token(), found)
    return found


def actor() -> Actor:
    """The person this run acts for.

    Known since the frame asked for this run's visit. Whether the visit still counts, the store asks in every call.
    """
    asked, found = st.session_state.get("visit", (None, None))
    if isinstance(found, LiveVisit) and asked == token():
        return found.actor
    return visit().actor


def store() -> Store:
    """The store with this person's reach."""
    return open_store(actor())


def today() -> date:
    """The calendar day on this server."""
    return now().astimezone().date()


def write_key(name: str) -> str:
    """The idempotency key of the write a form is about to make; a double click uses the same one."""
    return str(st.session_state.setdefault(f"key:{name}", secrets.token_urlsafe(18)))


def written(name: str) -> None:
    """The write was made: the next one gets a new key."""
    st.session_state.pop(f"key:{name}", None)
