"""Training: telling disagreement, withdrawal and confrontation apart in short invented moments."""

from __future__ import annotations

from math import isnan

import streamlit as st

from alliance_monitor.coding import ANSWERS, BLOCK, agreement, next_vignette, vignette
from alliance_monitor.figures import coding_course
from alliance_monitor.records import MARKERS, NOT_A_RUPTURE, RuptureType
from pages.parts.shared import chart, escaped, visitor

LABELS = {
    "disagreement": "Disagreement, no rupture",
    "withdrawal": "Withdrawal",
    "confrontation": "Confrontation",
}

st.title("Practise", anchor=False)
st.write("A moment from a session. What is it? " + NOT_A_RUPTURE)
store = visitor.store()
attempts = store.attempts()

if answered := st.session_state.get("answered"):
    shown, given = vignette(answered[0]), answered[1]
    with st.container(border=True):
        st.markdown(escaped(shown.text))
        if given == shown.answer:
            st.success(f"{LABELS[given]} – so the key says, too. {shown.why}", icon=":material/check:")
        else:
            st.info(
                f"You said: {LABELS[given].lower()}. The key says: **{LABELS[shown.answer].lower()}**. {shown.why}",
                icon=":material/lightbulb:",
            )
        st.caption("The key is one reading by the authors of this app; a supervisor may see it differently.")
        if st.button("Next moment", type="primary", key="next-moment"):
            del st.session_state["answered"]
            st.rerun()
else:
    shown = next_vignette(attempts)
    with st.container(border=True):
        st.markdown(escaped(shown.text))
        with st.container(horizontal=True):
            for answer in ANSWERS:
                if st.button(LABELS[answer], key=f"answer-{answer}"):
                    with visitor.one_write(f"attempt-{shown.id}") as write:
                        store.record_attempt(shown.id, answer, key=write)
                    st.session_state["answered"] = (shown.id, answer)
                    st.rerun()

if attempts:
    st.subheader("Your agreement with the key", anchor=False)
    blocks = agreement(attempts)
    newest = blocks[-1]
    sentence = f"{newest.right} of the last {newest.answers} as in the key"
    if newest.answers < BLOCK:
        sentence += f"; after {BLOCK} answers κ is shown, too"
    elif not isnan(newest.kappa):
        sentence += f"; κ = {newest.kappa:.2f} [{newest.low:.2f} to {newest.high:.2f}]"
    st.write(f"{sentence}. κ is agreement beyond chance: 0 is chance, 1 is full agreement (Cohen 1960).")
    if len(blocks) > 1:
        chart(
            coding_course(blocks),
            key="coding-course",
            alt="Agreement by block: " + ", ".join(f"{block.kappa:.2f}" for block in blocks),
        )
    st.caption("Only you see this. It says how you read these invented moments, nothing about your work.")

st.subheader("The signs, with examples", anchor=False)
for kind, title in (
    (RuptureType.WITHDRAWAL_AWAY, "Withdrawal: away from you"),
    (RuptureType.WITHDRAWAL_TOWARD, "Withdrawal: toward you, at the client's own cost"),
    (RuptureType.CONFRONTATION, "Confrontation: against you"),
):
    with st.expander(title):
        for sign in (marker for marker in MARKERS if marker.type is kind):
            st.markdown(f"**{sign.label}** – {sign.description}  \n:small[For example: {sign.example}]")
st.caption("Groups after Eubanks, Muran & Safran 2015; descriptions and examples are our own.")
