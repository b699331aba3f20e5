"""Account: who you are, your passphrase, where you are signed in."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.errors import InvalidEntryError
from db.database import Place
from pages.parts import visitor
from pages.parts.literal import literal
from pages.parts.role_words import in_words

st.title("Account", anchor=False)
store = visitor.store()
person = store.person()
st.write(f"**{literal(person.display_name)}** ({literal(person.sign_in_name)}), {literal(person.practice)}")
st.caption(in_words(person.roles))

st.subheader("Where you are signed in", anchor=False)
visits = store.visits()
for one in visits:
    here = "this browser" if one.is_this else "another browser"
    st.write(f"- {here}, since {one.begun_at.astimezone():%d %b %Y %H:%M}, last used {one.seen_at.astimezone():%H:%M}")
if len(visits) > 1 and st.button("Sign out everywhere else", key="end-others"):
    store.end_other_visits()
    st.rerun()

if visitor.actor().place is Place.PRACTICE:
    st.subheader("Passphrase", anchor=False)
    with st.form("passphrase", clear_on_submit=True):
        present = st.text_input("Present passphrase", type="password", key="present")
        fresh = st.text_input(
            "New passphrase",
            type="password",
            key="fresh",
            help="At least 12 characters; a few unrelated words work well.",
        )
        again = st.text_input("New passphrase again", type="password", key="again")
        if st.form_submit_button("Change the passphrase"):
            if fresh != again:
                raise InvalidEntryError("The two new passphrases differ.", "Type them again.")
            store.change_passphrase(present, fresh)
            st.success("The passphrase is changed. You are signed out everywhere else.")
