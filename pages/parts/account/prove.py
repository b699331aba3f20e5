"""Asking for the passphrase again before anything that an unattended open browser must not allow."""

from __future__ import annotations

import streamlit as st

from db.store import Store
from pages.parts.shared import escaped


def proved(store: Store, what: str) -> bool:
    """Whether the passphrase was given recently enough to do `what`; if not, draws the form that asks for it."""
    if store.proved():
        return True
    with st.form(f"prove:{what}", border=False, clear_on_submit=True):
        st.write(f"To {escaped(what)}, confirm that it is you.")
        passphrase = st.text_input("Passphrase", type="password", key=f"prove-passphrase:{what}")
        code = ""
        if store.second_factor().since is not None:
            code = st.text_input("Code from your authenticator app", max_chars=40, key=f"prove-code:{what}")
        if st.form_submit_button("Confirm"):
            store.prove(passphrase, code)
            st.rerun()
    return False
