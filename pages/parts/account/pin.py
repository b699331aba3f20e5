"""A PIN that unlocks a device after a client had it, instead of typing the passphrase in front of them."""

from __future__ import annotations

import streamlit as st

from db.access import Role
from db.place import Place
from pages.parts.shared import visitor


def pin() -> None:
    """Set, change or remove the PIN; only therapists hand devices over."""
    store = visitor.store()
    if visitor.actor().place is Place.DEMO or Role.THERAPIST not in store.person().roles:
        return
    st.subheader("PIN", anchor=False)
    exists = store.has_pin()
    st.write(
        "You have a PIN. It unlocks this app after a client had your device, and nothing else."
        if exists
        else "After a client had your device, your passphrase unlocks it. A PIN is quicker, and opens nothing else."
    )
    with st.form("pin", clear_on_submit=True):
        passphrase = st.text_input("Passphrase", type="password", key="pin-passphrase")
        digits = st.text_input("New PIN", type="password", key="pin-digits", help="6 to 12 digits.")
        if st.form_submit_button("Change the PIN" if exists else "Set a PIN"):
            store.set_pin(passphrase, digits)
            st.success("The PIN is set.")
    if exists and st.button("Remove the PIN", key="pin-remove"):
        store.remove_pin()
        st.rerun()
