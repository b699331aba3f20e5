"""The limits a score is compared with, and the norms used until a client's own ratings say more."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection.operating_point import PracticeDetection
from alliance_monitor.figures import CHANNEL_LABELS


def limits_and_norms(detection: PracticeDetection) -> None:
    """Draw the limits in log-odds, and a table of norms by channel."""
    settings = detection.settings
    source = "the practice's own" if detection.own_norms else "published"
    st.write(
        f"“Possible” from a score of {settings.possible:.2f}, “likely” from {settings.likely:.2f} (log-odds). Before a "
        f"client's own ratings say more, these norms – {source} – stand in:"
    )
    norms = {name: detection.norms.of(name) for name in CHANNEL_LABELS}
    st.table(
        [
            {
                "Channel": label,
                "Level": f"{norms[name].level:g}",
                "Spread of one rating": f"{norms[name].variance ** 0.5:.2f}",
                "Weighs as many ratings as": f"{norms[name].pull:g}",
            }
            for name, label in CHANNEL_LABELS.items()
        ],
        hide_index=True,
    )
