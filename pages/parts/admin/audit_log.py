"""The audit log with its filters: who, what, when, which client's code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from db.store import AuditFilter, AuditRow, Colleague, Store
from pages.parts.admin.audit_labels import KINDS, action_label
from pages.parts.shared import start_of_day, visitor

ANYONE = "Anyone"
WEEKS = 4
"""How far back the log goes unless another span is chosen."""


def audit_log(store: Store, colleagues: Sequence[Colleague]) -> None:
    """Draw the section."""
    st.write(
        "Every look at a client, every change, every sign-in and every refusal, by whom and when – never what was "
        "written. Nobody can change the log, not even you."
    )
    chosen = _filter(colleagues)
    pages: list[int | None] = st.session_state.setdefault("audit-pages", [None])
    if st.session_state.get("audit-filter") != chosen:
        st.session_state["audit-filter"] = chosen
        pages[:] = [None]
    page = store.audit_log(chosen, pages[-1])
    if page.rows:
        _table(page.rows)
    else:
        st.info("Nothing in the log fits. Choose a longer time or fewer filters.", icon=":material/search_off:")
    with st.container(horizontal=True):
        if len(pages) > 1 and st.button("Newer", icon=":material/arrow_back:", key="audit-newer"):
            pages.pop()
            st.rerun()
        if page.older is not None and st.button("Older", icon=":material/arrow_forward:", key="audit-older"):
            pages.append(page.older)
            st.rerun()
    _verify(store)


def _filter(colleagues: Sequence[Colleague]) -> AuditFilter:
    names = {person.id: f"{person.display_name} ({person.sign_in_name})" for person in colleagues}
    today = visitor.today()
    with st.container(horizontal=True):
        who = st.selectbox(
            "Who",
            [None, *names],
            format_func=lambda account_id: ANYONE if account_id is None else names[account_id],
            key="audit-who",
        )
        what = st.selectbox("What", ["Everything", *KINDS], key="audit-what")
        span = st.date_input(
            "When", (today - timedelta(weeks=WEEKS), today), max_value=today, format="DD/MM/YYYY", key="audit-when"
        )
        code = st.text_input("Client code", max_chars=40, key="audit-code", placeholder="Any").strip()
    days = tuple(span) if isinstance(span, tuple) else (span,)
    return AuditFilter(
        account_id=who,
        actions=KINDS.get(what, ()),
        since=start_of_day(days[0]) if days else None,
        until=start_of_day(days[1] + timedelta(days=1)) if len(days) > 1 else None,
        client_code=code or None,
    )


def _table(rows: Sequence[AuditRow]) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                "When": [f"{row.at.astimezone():%d %b %Y, %H:%M:%S}" for row in rows],
                "Who": [row.who or "Somebody not signed in" for row in rows],
                "What": [action_label(row.action) for row in rows],
                "Client": [row.client_code or ("no longer here" if row.client_id else "") for row in rows],
                "Entry": [row.id for row in rows],
            }
        ),
        hide_index=True,
        key="audit-rows",
        column_config={"What": st.column_config.TextColumn(width="large")},
        alt="Entries of the audit log, newest first: when, who, what, and the client's code.",
    )


def _verify(store: Store) -> None:
    st.caption("Each entry is chained to the one before. The check goes through the whole log.")
    if not st.button("Check that the log is whole", icon=":material/verified_user:", key="audit-check"):
        return
    verdict = store.verify_audit()
    if verdict.sound:
        st.success(f"All {verdict.entries:,} entries are in place.", icon=":material/verified:")
        return
    st.error(
        "The log is not what was written. Keep a copy of the database as it is and ask whoever runs this app.",
        icon=":material/gpp_bad:",
    )
    for finding in verdict.findings:
        st.write(f"- {finding}")
