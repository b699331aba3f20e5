"""The client's attachment profiles so far, side by side, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from alliance_monitor.attachment import Profile
from alliance_monitor.instruments import InstrumentError, instrument
from pages.parts.shared import lazy_expander, widget_key


def earlier_profiles(client_id: str, profiles: Sequence[Profile]) -> None:
    """The dots of the attachment map as a table; nothing without profiles."""
    if not profiles:
        return
    lazy_expander(
        f"Profiles so far ({len(profiles)})",
        partial(_profile_table, profiles),
        key=widget_key(client_id, "expander-profiles"),
        icon=":material/history:",
    )


def _profile_table(profiles: Sequence[Profile]) -> None:
    st.table(
        [
            {
                "Date": f"{profile.assessed_on:%d %b %Y}" if profile.assessed_on else "no date",
                "By": _method(profile),
                "Anxiety": _score(profile.anxiety, profile.anxiety_spread),
                "Avoidance": _score(profile.avoidance, profile.avoidance_spread),
                "Class": profile.style or "",
            }
            for profile in reversed(profiles)
        ],
        hide_index=True,
    )


def _method(profile: Profile) -> str:
    if profile.instrument is None:
        return "own estimate"
    try:
        name = instrument(profile.instrument, profile.instrument_version).short
    except InstrumentError:
        name = profile.instrument
    return f"{name}, {profile.method}"


def _score(value: float | None, spread: float | None) -> str:
    return "not known" if value is None else f"{value:.1f} ± {spread:.1f}"
