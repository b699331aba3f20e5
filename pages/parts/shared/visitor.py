"""Who is looking: the one place where a script reads the visit's cookie."""

from __future__ import annotations

import secrets
from datetime import date
from typing import NoReturn

import streamlit as st

from db.access import Actor, NotSignedInError
from db.connection import now
from db.sign_in import LiveVisit, live_visit
from db.store import Person, Store, open_store
from web.request import token_from
from web.sign_in import redirect_to_sign_in


def token() -> str | None:
    """The visit token of this browser."""
    return token_from(st.context.cookies)


def person() -> Person:
    """Who is here, asked anew in every run; without a live visit, nothing more of the page runs."""
    try:
        return store().person()
    except NotSignedInError:
        _leave()


def actor() -> Actor:
    """The person this run acts for.

    A token belongs to one visit for good, so it is looked up once. Whether the visit still counts, the store asks in
    every call.
    """
    given = token()
    asked, found = st.session_state.get("visit", (None, None))
    if isinstance(found, LiveVisit) and asked == given:
        return found.actor
    visit = live_visit(given)
    if visit is None:
        _leave()
    if isinstance(found, LiveVisit) and found.actor.visit_id != visit.actor.visit_id:
        # Another visit's leftovers must never be shown, not even for one run.
        st.session_state.clear()
    st.session_state["visit"] = (given, visit)
    return visit.actor


def _leave() -> NoReturn:
    st.session_state.clear()
    redirect_to_sign_in()
    st.info("You are signed out. Sign in again; nothing that was saved is lost.")
    st.stop()


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
