"""The practice's measures: all in one table, and one in detail, over time and by group."""

from __future__ import annotations

from datetime import date

import streamlit as st

from alliance_monitor.figures import group_shares, run_course
from alliance_monitor.practice import MEASURES, RUN_CHART_SOURCE, Figure, Measure, Release, run_chart
from pages.parts.shared import chart, escaped

HIDDEN = "too few to show"


def measures_table(release: Release, since: date, until: date) -> None:
    """Every measure of the whole practice."""
    figures = [release.figure(measure, since, until) for measure in MEASURES]
    st.table([row(figure, figure.measure.title) for figure in figures], hide_index=True)


def row(figure: Figure, name: str) -> dict[str, str]:
    """One figure as a table row."""
    share = figure.share
    if share is None:
        return {"": escaped(name), "Share": "–", "95 % interval": "–", "Counted": HIDDEN, "Months": ""}
    duration = "" if share.sessions is None else f", {share.sessions:.1f} sessions on average"
    return {
        "": escaped(name),
        "Share": f"{share.value:.0%}",
        "95 % interval": f"{share.low:.0%} – {share.high:.0%}",
        "Counted": f"{share.yes} of {share.of}{duration}",
        "Months": str(figure.span),
    }


def measure_details(release: Release, measure: Measure, since: date, until: date, dimension: str) -> None:
    """One measure over time and by group."""
    st.caption(measure.about)
    if dimension:
        # First, next to the control that asked for it.
        _by_group(release, measure, since, until)
    _over_time(release.course(measure))


def _by_group(release: Release, measure: Measure, since: date, until: date) -> None:
    figures = release.by_group(measure, since, until)
    if not figures:
        st.write("This measure cannot be compared this way: too few clients, or it is counted when therapies begin.")
        return
    whole = release.figure(measure, since, until).share
    if any(figure.share for figure in figures):
        chart(
            group_shares(figures, whole.value if whole else None),
            key="by-group",
            alt=f"{measure.title} by group, with intervals; the table below says the same.",
        )
    st.table([row(figure, figure.group) for figure in figures], hide_index=True)
    st.caption("In the order of the alphabet. Where intervals overlap widely, there is no difference to speak of.")


def _over_time(figures: tuple[Figure, ...]) -> None:
    if len(figures) < 3:
        st.write("Too few clients, or too short a time, for a course over months.")
        return
    finding = run_chart([figure.share.value for figure in figures if figure.share is not None])
    chart(
        run_course(figures, finding.median),
        key="over-time",
        alt=f"Course over months around the median of {finding.median:.0%}. {finding}",
    )
    st.write(f"{finding} Months are joined until enough clients stand behind a point.")
    with st.expander("The same as a table"):
        st.table([row(figure, str(figure.span)) for figure in figures], hide_index=True)
    st.caption(f"Rules for run charts: {RUN_CHART_SOURCE}.")
