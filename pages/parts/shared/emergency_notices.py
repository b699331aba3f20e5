"""Telling people, on whatever page they are, that a client was opened in an emergency, until they have read it."""

from __future__ import annotations

import streamlit as st

from db.store import Store
from pages.parts.shared.escaped import escaped
from pages.parts.shared.local_time import local_time


def emergency_notices(store: Store) -> None:
    """Draw the notices that have not been read yet."""
    for notice in store.emergency_notices():
        when = local_time(notice.opened_at)
        if notice.code:
            st.warning(
                f"**{escaped(notice.by)}** opened your client **{escaped(notice.code)}** in an emergency, {when}. "
                f"Reason: {escaped(notice.reason)}",
                icon=":material/emergency:",
            )
        else:
            st.warning(
                f"**{escaped(notice.by)}** opened a client of **{escaped(notice.therapist)}** in an emergency, {when}.",
                icon=":material/emergency:",
            )
        if st.button("I have read it", key=f"notice:{notice.id}"):
            store.read_notice(notice.id)
            st.rerun()
