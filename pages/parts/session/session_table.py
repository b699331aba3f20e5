"""All sessions of one client as a table."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from alliance_monitor.records import Rater, Rating
from alliance_monitor.therapy import Course, Decision, SessionRecord
from pages.parts.session.signs import sign_label

DECISION_LABELS = {
    Decision.CONFIRMED: "agreed",
    Decision.DISMISSED: "dismissed",
    Decision.RECLASSIFIED: "kind named",
    Decision.SNOOZED: "put off",
}


def session_table(course: Course) -> None:
    """Draw the sessions, newest first."""
    statuses = {row.session_number: row.status.replace("_", " ") for row in course.rows}
    rows = [_row(course, session, statuses) for session in reversed(course.history.sessions)]
    st.dataframe(pa.Table.from_pylist(rows), hide_index=True, alt="All sessions of this client, newest first.")


def _row(course: Course, session: SessionRecord, statuses: dict[int, str]) -> dict[str, str]:
    decision = course.history.decision_on(session.id)
    decided = f", {DECISION_LABELS[decision.decision]}" if decision else ""
    return {
        "Session": "–" if session.number is None else str(session.number),
        "Date": f"{session.held_on:%d %b %Y}" if session.held_on else "no date",
        "Client (goals / tasks / bond)": _client_cell(session),
        "Therapist": _rating_cell(session.rating_by(Rater.THERAPIST)) if session.number else "",
        "State": statuses.get(session.number or 0, "") + decided,
        "Seen": ", ".join(sign_label(sign) for sign in session.observations),
        "Corrected": f"{len(session.corrected)}×" if session.corrected else "",
        "Note": session.note,
    }


def _client_cell(session: SessionRecord) -> str:
    if not session.number:
        return session.attendance.replace("_", " ")
    return "waits for yours" if session.client_waits else _rating_cell(session.rating_by(Rater.CLIENT))


def _rating_cell(rating: Rating | None) -> str:
    if rating is None:
        return "not rated"
    parts = " / ".join("–" if part is None else f"{part:g}" for part in rating.parts)
    return parts if rating.tension is None else f"{parts}, tension {rating.tension}"
