"""Who works here: a line for each person, adding a person, and what an administrator may change."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.access import Role
from db.connection import now
from db.store import Colleague, Store
from pages.parts.account import proved
from pages.parts.admin.role_labels import MAY_SEE, ROLES, role_labels
from pages.parts.shared import escaped, local_date, local_time, visitor


def people(store: Store, colleagues: Sequence[Colleague]) -> None:
    """Draw the section. A one-time code is shown only once, right after it was made."""
    _code()
    for person in colleagues:
        who = f"**{escaped(person.display_name)}** ({escaped(person.sign_in_name)}) · {role_labels(person.roles)}"
        st.markdown(f"{who}  \n:small[{_account_status(person)}]")
    with st.expander("Add a person", icon=":material/person_add:"):
        if proved(store, "add a person"):
            _add(store)
    with st.expander("Change a person", icon=":material/manage_accounts:"):
        if proved(store, "change a person"):
            _change(store, colleagues)


def _account_status(person: Colleague) -> str:
    if person.disabled_at is not None:
        return f"Disabled since {local_date(person.disabled_at)}"
    if person.invited_until is not None:
        validity = "valid until" if person.invited_until > now() else "ran out on"
        return f"One-time code {validity} {local_time(person.invited_until)}"
    seen = local_time(person.last_seen) if person.last_seen else "never"
    step = "two steps" if person.second_factor else "passphrase only"
    return f"Last here: {seen}{' (you)' if person.is_this else ''} · signs in with {step}"


def _code() -> None:
    shown = st.session_state.get("one-time-code")
    if shown is None:
        return
    name, code = shown
    st.success(
        f"The one-time code for {escaped(name)} is **{code}**. It is shown only here and now and can be used for seven "
        "days, once: on the sign-in page under “I was given a one-time code”. Tell them in person or by phone.",
        icon=":material/key:",
    )
    if st.button("I have passed it on", key="code-passed-on"):
        del st.session_state["one-time-code"]
        st.rerun()


def _roles(label: str, key: str, current: Sequence[Role] = ()) -> list[Role]:
    chosen = st.pills(
        label, list(ROLES), selection_mode="multi", format_func=ROLES.__getitem__, default=list(current), key=key
    )
    st.caption("They see – " + "; ".join(f"{ROLES[role]}: {MAY_SEE[role]}" for role in ROLES) + ".")
    return list(chosen)


def _add(store: Store) -> None:
    with st.form("add-person", border=False):
        display_name = st.text_input("Name", max_chars=80, key="person-name")
        sign_in_name = st.text_input("Sign-in name", max_chars=80, key="person-sign-in")
        roles = _roles("Roles", "person-roles", (Role.THERAPIST,))
        if st.form_submit_button("Add the person", type="primary"):
            with visitor.one_write("add-person") as write:
                code = store.add_colleague(sign_in_name, display_name, roles, key=write)
            st.session_state["one-time-code"] = (display_name, code)
            for field in ("person-name", "person-sign-in", "person-roles"):
                st.session_state.pop(field, None)
            st.rerun()


def _change(store: Store, colleagues: Sequence[Colleague]) -> None:
    by_id = {person.id: person for person in colleagues}
    chosen = st.selectbox(
        "Person",
        list(by_id),
        format_func=lambda account_id: f"{by_id[account_id].display_name} ({by_id[account_id].sign_in_name})",
        index=None,
        placeholder="Choose a person",
        key="chosen-person",
    )
    if chosen is None:
        return
    person = by_id[chosen]
    roles = _roles("Roles", f"roles:{chosen}", person.roles)
    st.caption("Saving other roles signs the person out everywhere.")
    if st.button("Save the roles", disabled=set(roles) == set(person.roles), key="save-roles"):
        store.change_roles(chosen, roles)
        st.rerun()
    if person.is_this:
        return
    with st.container(horizontal=True):
        if person.active and st.button("New one-time code", icon=":material/key:", key="new-code"):
            st.session_state["one-time-code"] = (person.display_name, store.give_code(chosen))
            st.rerun()
        if person.second_factor and st.button("Reset the second step", icon=":material/phonelink_erase:", key="reset"):
            store.reset_second_factor(chosen)
            st.rerun()
        if person.active and st.button("Disable the account", icon=":material/person_off:", key="disable"):
            store.disable_account(chosen)
            st.rerun()
        if not person.active and st.button("Enable the account", icon=":material/person_check:", key="enable"):
            store.enable_account(chosen)
            st.rerun()
    if person.active:
        st.caption(
            "A new code makes the present passphrase worthless; a reset second step is set up anew at the next "
            "sign-in. Every one of these signs the person out everywhere."
        )
