"""A therapist's caseload: one row per therapy, most urgent first, with one reason each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from alliance_monitor.detection import DETECTOR_VERSION, unrepaired
from alliance_monitor.outcome import RISK_STANDS_DAYS
from alliance_monitor.therapy.course import FLAGGED
from alliance_monitor.therapy.history import Client

SPARK_SESSIONS = 20
"""Newest sessions drawn in the caseload's sparkline."""

STALE_DAYS = 21
"""Days without a session after which an active therapy is mentioned. Default, not validated."""


class Summary(BaseModel):
    """Where one therapy stands; stored beside the ratings and updated with every change."""

    model_config = ConfigDict(frozen=True)

    sessions: int
    last_number: int | None
    last_held_on: date | None
    client_line: tuple[float | None, ...]
    therapist_line: tuple[float | None, ...]
    tension: int | None
    status: str
    flag_session: str | None
    flag_number: int | None
    flag_reason: str
    snoozed_until: date | None
    confirmed: bool
    declining: bool
    voice_missing: bool
    episode_opened: int | None = None
    """Session in which the oldest open episode began."""
    episode_stage: int | None = None
    repaired: int = 0
    """Episodes closed as resolved."""
    heard: int = 0
    """How many of the newest `heard_of` attended sessions the client rated."""
    heard_of: int = 0
    risk_on: date | None = None
    """Day of the newest outcome form with an answer about harm; None once a newer form of its instrument has none."""


MODEL_VERSION = f"summary-6/{DETECTOR_VERSION}"
"""Raised whenever the same ratings could lead to another summary."""


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One therapy in the list: how urgent (smaller is more), the state in words, and one reason."""

    client: Client
    summary: Summary
    urgency: int
    state: str
    reason: str


def caseload(therapies: Iterable[tuple[Client, Summary]], today: date) -> tuple[CaseloadRow, ...]:
    """Order active therapies by urgency; ended ones come last."""
    rows = [_row(client, summary, today) for client, summary in therapies]
    return tuple(sorted(rows, key=lambda row: (row.urgency, row.client.code.casefold())))


def _row(client: Client, summary: Summary, today: date) -> CaseloadRow:
    urgency, state, reason = _judge(client, summary, today)
    return CaseloadRow(client, summary, urgency, state, reason)


def _judge(client: Client, summary: Summary, today: date) -> tuple[int, str, str]:
    if client.ended_on is not None:
        return 9, "Ended", f"Therapy ended on {client.ended_on:%d %b %Y}."
    awake = summary.snoozed_until is None or summary.snoozed_until <= today
    followed = summary.episode_opened is not None
    if summary.risk_on is not None and (today - summary.risk_on).days <= RISK_STANDS_DAYS:
        return 0, "Answer about harm", f"A form of {summary.risk_on:%d %b %Y} points to harm: follow your procedure."
    if summary.flag_session and awake and not (summary.confirmed and followed):
        seen = ", confirmed by you" if summary.confirmed else ""
        words = f"{summary.status.capitalize()} rupture"
        return (
            (0 if summary.status == "likely" else 1),
            words,
            f"Session {summary.flag_number}{seen}: {summary.flag_reason}",
        )
    if followed:
        return _followed(summary)
    if summary.declining:
        return 2, "Slow decline", "No single session stands out, but the level has come down over several sessions."
    if summary.voice_missing:
        return 3, "Client not heard", "The client has not rated the last three sessions."
    if summary.last_held_on and (today - summary.last_held_on).days > STALE_DAYS:
        return 4, "No recent session", f"The last session was on {summary.last_held_on:%d %b %Y}."
    if summary.flag_session:
        return 5, "Put off", f"A flag was put off until {summary.snoozed_until:%d %b %Y}."
    if summary.status in FLAGGED and not summary.flag_session:
        return 7, "Flag answered", "You looked at the newest session's flag: no rupture, or one that is over."
    if summary.status == "not_enough_data":
        few = {0: "No sessions", 1: "1 session"}.get(summary.sessions, f"{summary.sessions} sessions")
        return 6, "Too early", f"{few} – too few to judge."
    return 7, "On track", "Within the usual range."


def _followed(summary: Summary) -> tuple[int, str, str]:
    opened, newest = summary.episode_opened or 1, summary.last_number or 1
    where = f"followed since session {opened}, stage {summary.episode_stage} of repair"
    if unrepaired(opened, newest, closed=False):
        return 2, "Unrepaired", f"A rupture is {where}, after {newest - opened} further sessions."
    return 3, "In repair", f"A rupture is {where}."
