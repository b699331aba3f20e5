"""How readily sessions are flagged: the current settings, what they cost, every change, and changing them."""

from __future__ import annotations

import streamlit as st

from alliance_monitor.detection.operating_point import FlagLimit, OperatingPoint, PracticeDetection, predicted_alarms
from db.store import DetectionSettingsChange, Store
from pages.parts.shared import escaped, local_time, visitor

POINTS = {
    OperatingPoint.FEWER: "Fewer flags",
    OperatingPoint.USUAL: "As shipped",
    OperatingPoint.MORE: "More flags",
}
PUBLISHED, OWN = "Published norms", "This practice's own norms"
DEFAULT_WEEKLY_SESSIONS = 20.0
"""A therapist's workload assumed while the practice has no sessions of the last quarter."""


def detection_in_force(store: Store) -> PracticeDetection:
    """Draw the current settings, what each operating point costs, and every change so far; returns the settings."""
    detection = store.detection()
    st.write(f"In force: **{_settings_label(detection)}**.")
    _false_flags(store, detection.point)
    _changes(store.detection_changes())
    return detection


def change_detection(store: Store) -> None:
    """Draw the form in which an administrator changes the settings; all therapies are then assessed again."""
    if message := st.session_state.pop("detection-changed", None):
        st.success(message, icon=":material/check:")
    detection = detection_in_force(store)
    with st.form("detection", border=True):
        point = st.radio(
            "How readily should a session be flagged?",
            list(POINTS),
            index=list(POINTS).index(detection.point),
            format_func=POINTS.__getitem__,
            captions=[_caption(point) for point in POINTS],
            key="operating-point",
        )
        norms = st.radio(
            "What stands in until a client's own ratings say more?",
            [PUBLISHED, OWN],
            index=1 if detection.own_norms else 0,
            captions=[
                "From published studies",
                "Learnt from this practice's ratings up to today; needs 50 clients",
            ],
            key="whose-norms",
        )
        st.caption("Open flags may appear or go. Decisions already made about flags stay, and so do all ratings.")
        if st.form_submit_button("Use these settings", type="primary"):
            _change(store, point, own=norms == OWN)


def _change(store: Store, point: OperatingPoint, *, own: bool) -> None:
    with visitor.one_write("detection") as write:
        store.change_detection(point, own_norms=own, key=write)
    bar = st.progress(0.0, "Judging therapies again …")

    def show_progress(done: int, of: int) -> None:
        bar.progress(done / max(of, 1), f"Judging therapies again: {done} of {of}")

    count = store.judge_again(show_progress)
    st.session_state["detection-changed"] = (
        f"The new settings are in force; {count} {'therapy was' if count == 1 else 'therapies were'} judged again."
    )
    st.rerun()


def _settings_label(detection: PracticeDetection) -> str:
    norms = detection.own_norms
    whose = f"own norms from {norms.clients} clients" if norms else "published norms"
    return f"{POINTS[detection.point].lower()}, {whose}"


def _caption(point: OperatingPoint) -> str:
    likely, possible = (PracticeDetection(point).limit_of(status) for status in ("likely", "possible"))
    return (
        f"Of 100 quiet sessions {_percent(likely)} are called likely and {_percent(possible)} possible or likely; "
        f"{possible.found * 100:.0f} of 100 ruptures are found"
    )


def _percent(limit: FlagLimit) -> str:
    return f"{limit.false_alarms * 100:.0f}"


def _false_flags(store: Store, current: OperatingPoint) -> None:
    sessions = store.workload(visitor.today()).per_therapist_week
    weekly = sessions or DEFAULT_WEEKLY_SESSIONS
    st.table(
        [
            {
                "Setting": f"{name} (in force)" if point is current else name,
                "False flags a therapist meets in a week": f"{predicted_alarms(point, 'possible', weekly):.1f}",
                "of these “likely”": f"{predicted_alarms(point, 'likely', weekly):.1f}",
                "Ruptures found": f"{PracticeDetection(point).limit_of('possible').found * 100:.0f} of 100",
            }
            for point, name in POINTS.items()
        ],
        hide_index=True,
    )
    basis = (
        f"{weekly:.1f} sessions a week, the mean of this practice's therapists in the last quarter"
        if sessions
        else f"{DEFAULT_WEEKLY_SESSIONS:g} sessions a week; this practice has none of the last quarter yet"
    )
    st.caption(f"Predicted for {basis}, if all of them were quiet. Rates measured on simulated therapies.")


def _changes(changes: tuple[DetectionSettingsChange, ...]) -> None:
    if not changes:
        st.caption("Nobody has changed these settings.")
        return
    st.table(
        [
            {
                "When": local_time(change.at),
                "Who": escaped(change.by),
                "From": _settings_label(change.before),
                "To": _settings_label(change.after),
            }
            for change in changes
        ],
        hide_index=True,
    )
