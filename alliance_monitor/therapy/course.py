"""A therapy as the rules see it: every session judged, and the newest flag still to be decided on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from alliance_monitor.detection import (
    DETECTOR_ID,
    DETECTOR_VERSION,
    Assessment,
    State,
    advance,
    client_voice_missing,
    explain,
)
from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.records import Rater
from alliance_monitor.therapy.history import Decision, History, SessionRecord

FLAGGED = ("possible", "likely")
"""Statuses that are shown as a flag."""

FLAG_LASTS = 3
"""A flag asks for a decision until this many later sessions were rated. Default, not validated."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A possible rupture in one session: its status, the reason in a sentence, and the rule behind it."""

    session: SessionRecord
    assessment: Assessment
    reason: str
    rule: str = DETECTOR_ID
    rule_version: str = DETECTOR_VERSION

    @property
    def status(self) -> str:
        """`possible` or `likely`."""
        return self.assessment.status


@dataclass(frozen=True)
class Course:
    """Judged sessions oldest first: `rows[i]` belongs to `sessions[i]`."""

    history: History
    sessions: tuple[SessionRecord, ...]
    rows: tuple[Assessment, ...]
    state: State | None = None
    """What the detector needs to judge the next session."""

    @property
    def newest(self) -> Assessment | None:
        """The newest judged session."""
        return self.rows[-1] if self.rows else None

    def flag_of(self, session: SessionRecord, row: Assessment) -> Flag | None:
        """The flag of this judged session, decided on or not."""
        return Flag(session, row, explain(row)) if row.status in FLAGGED else None

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """All flags, oldest first."""
        found = (self.flag_of(session, row) for session, row in zip(self.sessions, self.rows, strict=True))
        return tuple(flag for flag in found if flag is not None)

    def open_flag(self, today: date) -> Flag | None:
        """The newest recent flag not dismissed, not snoozed beyond `today`, and not followed to its end."""
        for session, row in reversed(list(zip(self.sessions, self.rows, strict=True))[-FLAG_LASTS:]):
            flag = self.flag_of(session, row)
            if flag is None:
                continue
            decision = self.history.decision_on(session.id)
            if decision is None:
                return flag
            if decision.decision in (Decision.CONFIRMED, Decision.RECLASSIFIED) and not self._ended(session):
                return flag
            if decision.decision is Decision.SNOOZED and decision.snoozed_until and decision.snoozed_until <= today:
                return flag
        return None

    def set_aside(self, today: date) -> Flag | None:
        """The newest recent flag that was dismissed, or snoozed beyond `today`; its answer can be changed."""
        for session, row in reversed(list(zip(self.sessions, self.rows, strict=True))[-FLAG_LASTS:]):
            flag, decision = self.flag_of(session, row), self.history.decision_on(session.id)
            if (
                flag is None
                or decision is None
                or any(session.number in episode.ruptures for episode in self.history.episodes)
            ):
                continue
            later = decision.snoozed_until is not None and decision.snoozed_until > today
            if decision.decision is Decision.DISMISSED or (decision.decision is Decision.SNOOZED and later):
                return flag
        return None

    def _ended(self, session: SessionRecord) -> bool:
        """Whether this session's rupture was followed and its episode is closed."""
        followed = [episode for episode in self.history.episodes if session.number in episode.ruptures]
        return bool(followed) and not any(episode.running for episode in followed)

    @property
    def voice_missing(self) -> bool:
        """Whether the client has not rated for a while."""
        return client_voice_missing(
            [s.client_waits or s.rating_by(Rater.CLIENT) is not None for s in self.history.attended]
        )


def course(history: History) -> Course:
    """Judge every rated session of one therapy in order."""
    norms, settings = history.detection.norms, history.detection.settings
    state: State | None = None
    sessions: list[SessionRecord] = []
    rows: list[Assessment] = []
    for session in history.attended:
        if not session.ratings or session.number is None:
            continue
        state, row = advance(state, records_of(history.client.id, session), norms, settings)
        sessions.append(session)
        rows.append(row)
    return Course(history, tuple(sessions), tuple(rows), state)


def records(history: History) -> list[dict[str, object]]:
    """The ratings of one therapy as `assess` and the published rules take them, one mapping per rating."""
    return [record for s in history.attended if s.number is not None for record in records_of(history.client.id, s)]


def records_of(client_id: str, session: SessionRecord) -> list[dict[str, object]]:
    """The ratings of one session as `advance` takes them."""
    return [
        {
            "client_id": client_id,
            "session_number": session.number,
            "session_date": session.held_on,
            "rater": kept.rating.rater.value,
            "instrument": f"{kept.rating.instrument}@{kept.rating.instrument_version}",
        }
        | {column: _number(getattr(kept.rating, column)) for column in ANSWERS}
        for kept in session.ratings
    ]


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
