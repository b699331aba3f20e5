"""Who supervises whom: the assignments, ending one, adding one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from alliance_monitor.errors import InvalidEntryError
from db.access import Role
from db.store import Colleague, Store
from pages.parts.account import proved
from pages.parts.shared import escaped, local_date, start_of_day, visitor


def supervisors(store: Store, colleagues: Sequence[Colleague]) -> None:
    """Draw the section."""
    st.write("A supervisor sees the work of the therapists assigned here, without client codes and notes.")
    rows = store.supervisions()
    if not rows:
        st.write("Nobody is supervised yet.")
    for row in rows:
        text, end = st.columns([4, 1], vertical_alignment="center")
        begins = "since" if row.in_force else "from"
        until = f" until {local_date(row.until)}" if row.until else ""
        text.markdown(
            f"**{escaped(row.supervisor)}** supervises **{escaped(row.therapist)}**, "
            f"{begins} {local_date(row.since)}{until}"
        )
        if end.button("End now", key=f"end:{row.id}"):
            store.end_supervision(row.id)
            st.rerun()
    with st.expander("Assign a supervisor", icon=":material/supervisor_account:", expanded=not rows):
        if proved(store, "assign a supervisor"):
            _assign(store, [person for person in colleagues if person.active])


def _assign(store: Store, colleagues: Sequence[Colleague]) -> None:
    names = {person.id: person.display_name for person in colleagues}
    able = [person.id for person in colleagues if Role.SUPERVISOR in person.roles]
    therapists = [person.id for person in colleagues if Role.THERAPIST in person.roles]
    if not able:
        st.write("Nobody is a supervisor yet. Give somebody that role under People.")
        return
    with st.form("assign", border=False):
        supervisor = st.selectbox("Supervisor", able, format_func=names.__getitem__, index=None, key="supervisor")
        therapist = st.selectbox("Therapist", therapists, format_func=names.__getitem__, index=None, key="supervisee")
        since = st.date_input("From", visitor.today(), format="DD/MM/YYYY", key="supervision-since")
        until = st.date_input("Until (may stay empty)", None, format="DD/MM/YYYY", key="supervision-until")
        if st.form_submit_button("Assign", type="primary"):
            if supervisor is None or therapist is None:
                raise InvalidEntryError("A supervisor and a therapist are needed.", "Choose both.")
            with visitor.one_write("assign") as write:
                store.assign_supervisor(
                    supervisor,
                    therapist,
                    since=None if since <= visitor.today() else start_of_day(since),
                    until=start_of_day(until + timedelta(days=1)) if until else None,
                    key=write,
                )
            st.rerun()
