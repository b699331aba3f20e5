"""A therapist's own measures, and a supervisor's supervisees', in the funnel plot of the practice."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.figures import funnel_plot
from alliance_monitor.practice import BY_ID, FUNNEL_SOURCE
from db.store import Store
from pages.parts.shared import chart, escaped, visitor


def own_work(store: Store) -> None:
    """Draw the section."""
    st.subheader("Your own work, and that of your supervisees", anchor=False)
    st.caption(
        "Only you see yours, and your supervisor. A funnel, not a ranking: a share that rests on little may lie far "
        "from the practice's by chance alone. Outside the funnel is a reason to look together, not a verdict."
    )
    funnels = store.own_funnels(visitor.today())
    offered = [measure_id for measure_id, funnel in funnels.items() if funnel.points]
    if not offered:
        st.write("Nothing to show yet. It begins with the first full month of sessions.")
        return
    chosen = st.selectbox("Measure", offered, format_func=lambda measure_id: BY_ID[measure_id].title, key="own-measure")
    funnel = funnels[chosen]
    chart(funnel_plot(funnel), key="funnel", alt="A funnel plot; the table below says the same.")
    if funnel.centre is None:
        st.write("The practice's share is not shown: too few clients, or too few other therapists stand behind it.")
    st.table(
        [
            {
                "": escaped(point.name),
                "Share": str(point.share),
                "Against the practice": point.where,
            }
            for point in funnel.points
        ],
        hide_index=True,
    )
    st.caption(f"Limits at 95 % and 99.8 %: {FUNNEL_SOURCE}.")
