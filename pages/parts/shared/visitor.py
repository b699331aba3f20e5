"""Who is using the page, their store, and the keys of what they write.

The only place where a script reads the visit's cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Who is here, looked up in every run; without a live visit the run stops here."""
    try:
        return store().person()
    except NotSignedInError:
        _signed_out()


def actor() -> Actor:
    """The person this run acts for.

    A token belongs to one visit for good, so it is looked up once. Every call of the store checks whether the visit is
    still valid.
    """
    current = token()
    known, found = st.session_state.get("visit", (None, None))
    if isinstance(found, LiveVisit) and known == current:
        return found.actor
    visit = live_visit(current)
    if visit is None:
        _signed_out()
    if isinstance(found, LiveVisit) and found.actor.visit_id != visit.actor.visit_id:
        # Another visit's leftovers must never be shown, not even for one run.
        st.session_state.clear()
    st.session_state["visit"] = (current, visit)
    return visit.actor


def _signed_out() -> NoReturn:
    st.session_state.clear()
    redirect_to_sign_in()
    st.info("You are signed out. Sign in again; nothing that was saved is lost.")
    st.stop()


def store() -> Store:
    """The store as this person may use it."""
    return open_store(actor())


def today() -> date:
    """The calendar day on this server."""
    return now().astimezone().date()


@contextmanager
def one_write(name: str) -> Iterator[str]:
    """The idempotency key of one write: the same again after a double click or an error, a new one after success."""
    slot = f"key:{name}"
    yield str(st.session_state.setdefault(slot, secrets.token_urlsafe(18)))
    st.session_state.pop(slot, None)
