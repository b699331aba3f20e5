"""An attachment questionnaire, answered by the client or entered here, and scored as it is filled in."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from alliance_monitor.attachment import Profile
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.instruments import Instrument, InstrumentError
from alliance_monitor.records import Rater
from pages.parts.client_answers import ask_client, item_entry
from pages.parts.shared import visitor

WHO = {Rater.CLIENT: "The client", Rater.THERAPIST: "I, about the client"}


def questionnaire(client_id: str, offered: Mapping[str, Instrument], saved: int) -> Profile | None:
    """Choose and fill in; returns the profile so far, or None while there are too few answers.

    `saved` counts the profiles saved for this client before (`widget_key`).
    """
    by_items = [key for key, instrument in offered.items() if "items" in instrument.entry]
    # The recommended questionnaire first, then our own, which has wording and can be answered by link.
    by_items.sort(key=lambda key: (not offered[key].recommended, not offered[key].wordings, key))
    chosen = st.selectbox(
        "Questionnaire",
        by_items,
        format_func=lambda key: offered[key].name + (" – recommended" if offered[key].recommended else ""),
        key="items-instrument",
    )
    form = offered[chosen]
    if form.remark:
        st.caption(form.remark)
    raters = [rater for rater in WHO if rater.value in form.raters]
    rater = raters[0]
    if len(raters) > 1:
        rater = st.segmented_control(
            "Who answers", raters, format_func=WHO.__getitem__, default=raters[0], required=True, key=f"who-{chosen}"
        )
    if rater is Rater.CLIENT and form.wording("client") is not None:
        ask_client(client_id, visitor.today(), chosen)
        st.caption("Or read out and tapped here:")
    answers = item_entry(form, rater, f"items-{chosen}-{rater}", client_id, saved)
    if not answers:
        return None
    st.caption(f"{len(answers)} of {form.items} answered.")
    try:
        return Profile.from_answers(chosen, answers, rater=rater, assessed_on=visitor.today())
    except (InstrumentError, InvalidEntryError):
        st.caption("A few more answers are needed before this can be scored.")
        return None
