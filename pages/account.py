"""Account: who you are, where you are signed in, your passphrase and second step."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.errors import InvalidEntryError
from db.place import Place
from pages.parts.account import identities, pin, second_factor
from pages.parts.admin import role_labels
from pages.parts.shared import escaped, local_time, visitor

st.title("Account", anchor=False)
store = visitor.store()
person = store.person()
st.write(f"**{escaped(person.display_name)}** ({escaped(person.sign_in_name)}), {escaped(person.practice)}")
st.caption(role_labels(person.roles))

st.subheader("Where you are signed in", anchor=False)
visits = store.visits()
for visit in visits:
    text, end = st.columns([4, 1], vertical_alignment="center")
    browser = f"{visit.browser or 'A browser'}{' (this one)' if visit.is_this else ''}"
    since = f"since {local_time(visit.begun_at)}, last used {visit.seen_at.astimezone():%H:%M}"
    text.markdown(f"**{escaped(browser)}**  \n:small[{since}]")
    if not visit.is_this and end.button("Sign out there", key=f"end:{visit.id}"):
        store.end_visit(visit.id)
        st.rerun()
if len(visits) > 2 and st.button("Sign out everywhere else", key="end-others"):
    store.end_other_visits()
    st.rerun()

if visitor.actor().place is Place.PRACTICE:
    st.subheader("Passphrase", anchor=False)
    with st.form("passphrase", clear_on_submit=True):
        current = st.text_input("Present passphrase", type="password", key="present")
        new = st.text_input(
            "New passphrase",
            type="password",
            key="fresh",
            help="At least 12 characters; a few unrelated words work well.",
        )
        repeated = st.text_input("New passphrase again", type="password", key="again")
        if st.form_submit_button("Change the passphrase"):
            if new != repeated:
                raise InvalidEntryError("The two new passphrases differ.", "Type them again.")
            store.change_passphrase(current, new)
            st.success("The passphrase is changed. You are signed out everywhere else.")

    st.subheader("Second step", anchor=False)
    second_factor(store)

    identities(store)

pin()
