"""The second step of the person's own sign-in: its status, setting it up, recovery codes."""

from __future__ import annotations

import segno
import streamlit as st

from db.sign_in import Enrolment
from db.store import Store
from pages.parts.account.prove import proved
from pages.parts.shared import local_date

ENROLMENT, CODES = "second-step-enrolment", "recovery-codes"


def second_factor(store: Store) -> None:
    """Draw the section."""
    status = store.second_factor()
    if CODES in st.session_state:
        _codes(st.session_state[CODES])
    if status.since is not None:
        st.write(
            f"Signing in takes a code from your authenticator app, since {local_date(status.since)}. "
            f"You have {status.recovery_codes_left} recovery codes left."
        )
    elif status.required:
        st.write("Your practice is more than one person, so you will set up a second step at your next sign-in.")
    else:
        st.write("A second step keeps others out even if they learn your passphrase: a code from an app on your phone.")
    label = "Change the second step" if status.since is not None else "Set up a second step"
    with st.expander(label, icon=":material/phonelink_lock:", expanded=ENROLMENT in st.session_state):
        if ENROLMENT in st.session_state:
            _enrol(store, st.session_state[ENROLMENT])
        elif proved(store, "change your second step"):
            _change(store, enrolled=status.since is not None, required=status.required)


def _change(store: Store, *, enrolled: bool, required: bool) -> None:
    with st.container(horizontal=True):
        if st.button("Set up another phone" if enrolled else "Begin", key="second-step-begin"):
            st.session_state[ENROLMENT] = store.begin_second_factor()
            st.rerun()
        if enrolled and st.button("New recovery codes", key="recovery-codes-new"):
            st.session_state[CODES] = store.new_recovery_codes()
            st.rerun()
        if enrolled and not required and st.button("Remove the second step", key="second-step-remove"):
            store.remove_second_factor()
            st.rerun()


def _enrol(store: Store, enrolment: Enrolment) -> None:
    st.write("Scan the picture with the authenticator app on your phone, or type the key into it.")
    svg = segno.make(enrolment.address, error="m").svg_inline(scale=5, light="white", border=3)
    st.image(svg, width=240, caption="QR code for your authenticator app; the key is the same as text.")
    st.code(enrolment.secret, language=None)
    with st.form("second-step", border=False):
        code = st.text_input("Code the app shows now", max_chars=40, key="second-step-code")
        if st.form_submit_button("Use it from now on", type="primary"):
            st.session_state[CODES] = store.confirm_second_factor(code)
            del st.session_state[ENROLMENT]
            st.rerun()
    if st.button("Leave it", key="second-step-leave"):
        del st.session_state[ENROLMENT]
        st.rerun()


def _codes(codes: tuple[str, ...]) -> None:
    st.success(
        "Keep these recovery codes where you keep other important papers. If your phone is lost, each replaces one "
        "code, once. They are shown only now.",
        icon=":material/key:",
    )
    st.code("\n".join(codes), language=None)
    if st.button("I have kept them", key="recovery-codes-kept"):
        del st.session_state[CODES]
        st.rerun()
