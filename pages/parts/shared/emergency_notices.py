"""Telling people that a client was opened in an emergency, on whatever page they are, until they have read it."""

from __future__ import annotations

import streamlit as st

from db.store import Store
from pages.parts.shared.escaped import escaped


def emergency_notices(store: Store) -> None:
    """Draw what has not been read yet."""
    for one in store.emergency_notices():
        when = f"{one.opened_at.astimezone():%d %b %Y, %H:%M}"
        if one.code:
            st.warning(
                f"**{escaped(one.by)}** opened your client **{escaped(one.code)}** in an emergency, {when}. "
                f"Reason: {escaped(one.reason)}",
                icon=":material/emergency:",
            )
        else:
            st.warning(
                f"**{escaped(one.by)}** opened a client of **{escaped(one.therapist)}** in an emergency, {when}.",
                icon=":material/emergency:",
            )
        if st.button("I have read it", key=f"notice:{one.id}"):
            store.read_notice(one.id)
            st.rerun()
