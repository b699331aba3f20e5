"""Entering an attachment profile: by questionnaire, own estimate, scores or a class from elsewhere."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.attachment import Profile
from alliance_monitor.instruments import instruments
from pages.parts.attachment.estimate import estimate, forget_estimate
from pages.parts.attachment.from_elsewhere import classification, scores
from pages.parts.attachment.questionnaire import questionnaire
from pages.parts.shared import widget_key

WAYS = {
    "items": "A questionnaire",
    "estimate": "My own estimate",
    "scores": "Scores from elsewhere",
    "class": "A class from an interview",
}


def profile_entry(client_id: str, saved: int) -> Profile | None:
    """Draw the fields of the chosen way; returns the profile entered so far, or None.

    `saved` counts the profiles saved for this client before (`widget_key`).
    """
    way = st.segmented_control(
        "How", list(WAYS), format_func=WAYS.__getitem__, default="estimate", required=True, key="way"
    )
    key = partial(widget_key, client_id, saved=saved)
    offered = {instrument.id: instrument for instrument in instruments() if instrument.use == "attachment"}
    if way != "estimate":
        forget_estimate(key)
    match way:
        case "items":
            return questionnaire(client_id, offered, saved)
        case "estimate":
            return estimate(key)
        case "scores":
            return scores(offered, key)
        case _:
            return classification(offered, key)
