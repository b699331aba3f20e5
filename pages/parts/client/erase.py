"""Erasing one client, and therapies whose retention has expired."""

from __future__ import annotations

import streamlit as st

from db.maintenance import Reason
from db.store import Store
from pages.parts.account import proved
from pages.parts.shared import visitor

REASONS = {
    Reason.REQUEST: "The client asked for it",
    Reason.RETENTION: "The time of keeping is over",
    Reason.MISTAKE: "Entered by mistake",
}
GONE = (
    "Everything recorded about the client is erased for good: sessions, ratings, notes, profiles, links. The audit log "
    "keeps that it was done. Backups made before hold it until they are thrown away."
)


def erase_client_form(store: Store, code: str | None = None) -> None:
    """A form that erases a client; their code must be typed, so that nobody is erased by accident."""
    name = f"erase:{code or 'any'}"
    st.write(GONE)
    if not proved(store, "erase a client"):
        return
    with st.form(name, border=False):
        typed = st.text_input("Type the client's code", max_chars=40, key=f"{name}:code")
        reason = st.radio("Why", list(REASONS), format_func=REASONS.__getitem__, index=None, key=f"{name}:reason")
        if st.form_submit_button("Erase for good", icon=":material/delete_forever:"):
            if reason is None or not typed.strip() or (code is not None and typed.strip() != code):
                st.error("Nothing was erased. Type the code exactly, and choose why.")
                return
            with visitor.one_write(name) as write:
                store.erase_client(typed, reason, key=write)
            st.session_state["erased"] = "The client is erased."
            if code is not None:
                st.switch_page("caseload.py")
            st.rerun()


def retention(store: Store) -> None:
    """Therapies whose retention has expired, to choose from."""
    if (message := st.session_state.pop("erased", None)) is not None:
        st.success(message, icon=":material/check_circle:")
    today = visitor.today()
    expired = store.expired(today)
    st.subheader("Therapies over their time", anchor=False)
    if not expired:
        st.write(
            "None. How long ended therapies are kept is set by whoever runs this app (`ALLIANCE_RETENTION_MONTHS`); "
            "nothing is ever erased by itself."
        )
    else:
        rows = [
            {
                "Client": therapy.code,
                "Ended": therapy.ended_on,
                "Kept until": therapy.kept_until,
                "Sessions": therapy.sessions,
            }
            for therapy in expired
        ]
        day = st.column_config.DateColumn(format="D MMM YYYY")
        st.dataframe(
            rows,
            hide_index=True,
            column_config={"Ended": day, "Kept until": day},
            alt="Ended therapies whose time of keeping is over, oldest first.",
        )
        _erase_expired(store, [therapy.code for therapy in expired])
    with st.expander("Erase one client", icon=":material/delete_forever:"):
        erase_client_form(store)


def _erase_expired(store: Store, codes: list[str]) -> None:
    st.write(GONE)
    if not proved(store, "erase these therapies"):
        return
    with st.form("erase-expired", border=False):
        chosen = st.multiselect("Erase", codes, default=codes, key="expired-codes")
        sure = st.checkbox("I have looked at the list; these can go.", key="expired-sure")
        if st.form_submit_button("Erase for good", icon=":material/delete_forever:"):
            if not sure or not chosen:
                st.error("Nothing was erased. Choose therapies and confirm that you looked at them.")
                return
            with visitor.one_write("erase-expired") as write:
                count = store.erase_expired(chosen, visitor.today(), key=write)
            st.session_state["erased"] = f"{count} {'therapy is' if count == 1 else 'therapies are'} erased."
            st.rerun()
