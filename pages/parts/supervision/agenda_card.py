"""One case on the agenda: why it is there, what changed since last time, and the way into it."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.supervision import AgendaItem, Reason
from pages.parts.shared import escaped, plural

BADGES = {
    Reason.ASKED: ("Asked for", ":material/front_hand:", "blue"),
    Reason.FOLLOW_UP: ("Follow-up", ":material/event_repeat:", "blue"),
    Reason.LIKELY: ("Likely rupture", ":material/flag:", "red"),
    Reason.STUCK: ("Repair takes long", ":material/hourglass_top:", "orange"),
    Reason.POSSIBLE: ("Possible rupture", ":material/flag:", "orange"),
    Reason.DECLINE: ("Slow decline", ":material/trending_down:", "orange"),
    Reason.GAP: ("Two views", ":material/compare_arrows:", "orange"),
    Reason.UNHEARD: ("Client not heard", ":material/voice_over_off:", "gray"),
}


def agenda_card(item: AgendaItem) -> None:
    """Draw one card."""
    with st.container(border=True, key=f"case-{item.case_id}"):
        label, icon, colour = BADGES[item.reason]
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{item.label}** · {escaped(item.therapist)}", width="content")
            st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
        st.write(escaped(item.explanation))
        st.caption(changed_since(item))
        if st.button("Discuss this case", key=f"discuss-{item.case_id}"):
            open_case(item.case_id)


def changed_since(item: AgendaItem) -> str:
    """What changed since the case was last discussed."""
    if item.last is None or item.changed is None:
        return f"Not discussed yet · {plural(item.summary.sessions, 'session')}"
    changes = "; ".join(item.changed) or "nothing has changed"
    return f"Since {item.last.discussion.discussed_on:%d %b %Y}: {changes}"


def open_case(case_id: str) -> None:
    """Show a case; the address carries only its opaque id."""
    st.query_params["case"] = case_id
    st.rerun()
