"""An attachment profile assessed elsewhere: subscale scores, or a class from an interview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from alliance_monitor.attachment import Profile
from alliance_monitor.instruments import Instrument
from pages.parts.shared import visitor


def scores(offered: Mapping[str, Instrument], key: Callable[[str], str]) -> Profile | None:
    """Draw one field per subscale; None while none is filled in."""
    by_scores = [name for name, instrument in offered.items() if "scores" in instrument.entry]
    chosen = st.selectbox(
        "Instrument",
        by_scores,
        index=by_scores.index("ecr-rs"),
        format_func=lambda name: offered[name].name,
        key="score-instrument",
    )
    assessed_on = _assessed_on(key)
    given: dict[str, float] = {}
    for subscale in offered[chosen].subscales:
        if chosen == "rq" and subscale.id in ("self", "other"):
            continue
        value = st.number_input(
            subscale.name, value=None, step=0.1, key=key(f"score-{chosen}-{subscale.id}"), placeholder="not known"
        )
        if value is not None:
            given[subscale.id] = float(value)
    return Profile.from_scores(chosen, given, assessed_on=assessed_on) if given else None


def classification(offered: Mapping[str, Instrument], key: Callable[[str], str]) -> Profile | None:
    """Draw the classes of an interview; None while none is chosen."""
    by_class = [name for name, instrument in offered.items() if "class" in instrument.entry]
    chosen = st.selectbox("Instrument", by_class, format_func=lambda name: offered[name].name, key="class-instrument")
    style = st.radio(
        "Class",
        [str(category) for category in offered[chosen].categories],
        index=None,
        key=key(f"class-{chosen}"),
        format_func=str.capitalize,
    )
    assessed_on = _assessed_on(key)
    return Profile.from_class(chosen, style, assessed_on=assessed_on) if style else None


def _assessed_on(key: Callable[[str], str]) -> date:
    """The day of an assessment made elsewhere, which is seldom today."""
    return st.date_input(
        "Assessed on", visitor.today(), max_value=visitor.today(), key=key("assessed-on"), format="DD/MM/YYYY"
    )
