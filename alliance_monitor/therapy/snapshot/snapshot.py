"""What all sessions of one therapy add up to, growing session by session."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from alliance_monitor.detection import State, client_voice_missing
from alliance_monitor.detection.plain.client_voice import SILENT_SESSIONS
from alliance_monitor.episode import RuptureEpisode, Status
from alliance_monitor.outcome import OutcomeForm, risk_on
from alliance_monitor.practice import Cell, Counts
from alliance_monitor.therapy.caseload import SPARK_SESSIONS, Summary
from alliance_monitor.therapy.course import FLAG_LASTS, FLAGGED
from alliance_monitor.therapy.history import Client, Decision
from alliance_monitor.therapy.phase import phase_of
from alliance_monitor.therapy.snapshot.month import Month, to_cells
from alliance_monitor.therapy.snapshot.session_outcome import AGREED, JudgedSession, RecentSession, SessionOutcome


@dataclass(slots=True)
class TherapySnapshot:
    """What all sessions of one therapy add up to; grows with `add_session`."""

    detector: State | None = None
    sessions: int = 0
    recent: list[RecentSession] = field(default_factory=list)
    judged: list[JudgedSession] = field(default_factory=list)
    months: dict[str, Month] = field(default_factory=dict)
    """By month, "2026-01"."""
    begun: str = ""
    ruptures: int = 0
    returned: int = 0
    pending: tuple[str, int] | None = None
    """Month and session number of the rupture that has not returned to the usual range."""
    unresolved: bool = False
    """An episode was closed as unresolved."""
    running: tuple[int, int] | None = None
    """Session and stage of the oldest open episode."""
    pattern: str = "unknown"
    ended: tuple[str, str] | None = None
    """Month and kind of the ending."""
    risk_on: str | None = None
    """Day of the newest answer about harm that still stands."""

    def add_session(self, outcome: SessionOutcome) -> None:
        """Add the next attended session, in the order of their numbers."""
        self.sessions += 1
        self.recent.append(RecentSession.of(outcome))
        del self.recent[:-SPARK_SESSIONS]
        month = self.month(outcome.held_on)
        if month is not None:
            month.phase = month.phase or phase_of(outcome.number)
            month.sessions += 1
            month.client_rated += outcome.heard
            month.therapist_rated += outcome.therapist_rated
            month.instrument = outcome.instrument or month.instrument
            self.begun = self.begun or month.name
        if outcome.status:
            self._add_verdict(outcome, month)

    def _add_verdict(self, outcome: SessionOutcome, month: Month | None) -> None:
        self.judged.append(JudgedSession.of(outcome))
        del self.judged[:-FLAG_LASTS]
        flagged = outcome.status in FLAGGED
        if flagged and month is not None:
            month.flags += 1
            month.likely += outcome.status == "likely"
            month.confirmed += outcome.decision in AGREED
            month.dismissed += outcome.decision == Decision.DISMISSED
        if flagged and outcome.decision != Decision.DISMISSED and self.pending is None:
            self.ruptures += 1
            self.pending = (month.name if month else "", outcome.number)
            if month is not None:
                month.ruptures += 1
        elif self.pending is not None and outcome.back and not flagged:
            opened = self.months.get(self.pending[0])
            self.returned += 1
            if opened is not None:
                opened.returned += 1
                opened.sessions_to_return += outcome.number - self.pending[1]
            self.pending = None

    def add_missed(self, held_on: date | None) -> None:
        """Add an appointment that was cancelled or not attended."""
        month = self.month(held_on)
        if month is not None:
            month.missed += 1

    def add_episodes(self, episodes: Iterable[RuptureEpisode], held: Mapping[int, date | None]) -> None:
        """Add all episodes, oldest first; `held` gives the day of each numbered session."""
        for episode in episodes:
            if episode.running and self.running is None:
                self.running = (episode.opened_in, episode.stage)
            self.unresolved |= episode.status is Status.UNRESOLVED
            month = self.month(held.get(episode.opened_in))
            if month is not None and episode.status not in (Status.DISMISSED, Status.MERGED):
                month.episodes += 1
                month.resolved += episode.status is Status.RESOLVED
                month.unresolved += episode.status is Status.UNRESOLVED

    def set_client(self, client: Client, pattern: str) -> None:
        """Set what is known of the client: attachment pattern and ending."""
        self.pattern = pattern
        if client.ended_on is not None and client.ending is not None:
            self.ended = (f"{client.ended_on:%Y-%m}", client.ending.value)
            self.month(client.ended_on)

    def set_risk(self, forms: Iterable[OutcomeForm]) -> None:
        """Set what all outcome forms say about harm."""
        day = risk_on(forms)
        self.risk_on = day.isoformat() if day else None

    def month(self, day: date | None) -> Month | None:
        """The month of this day, created if new; None without a day."""
        if day is None:
            return None
        name = day.isoformat()[:7]
        found = self.months.get(name)
        if found is None:
            found = self.months[name] = Month(name)
        return found

    def cells(self) -> dict[Cell, Counts]:
        """What this therapy adds to its practice's months."""
        return to_cells(
            self.months.values(),
            self.pattern,
            begun=self.begun,
            ruptures=self.ruptures,
            returned=self.returned,
            ended=self.ended,
            unrepaired=self.pending is not None or self.unresolved,
        )

    def summary(self) -> Summary:
        """What the caseload shows. A snoozed flag keeps its date: nothing changes on the day it returns."""
        newest = self.recent[-1] if self.recent else None
        flag = next((session for session in reversed(self.judged) if session.asks), None)
        last = self.judged[-1] if self.judged else None
        put_off = flag is not None and flag.decision == Decision.SNOOZED
        return Summary(
            sessions=self.sessions,
            last_number=newest.number if newest else None,
            last_held_on=_day(newest.held_on) if newest else None,
            client_line=tuple(session.client for session in self.recent),
            therapist_line=tuple(session.therapist for session in self.recent),
            tension=newest.tension if newest else None,
            status=flag.status if flag else (last.status if last else "not_enough_data"),
            flag_session=flag.session_id if flag else None,
            flag_number=flag.number if flag else None,
            flag_reason=flag.reason if flag else "",
            snoozed_until=_day(flag.snoozed_until) if flag and put_off else None,
            confirmed=flag is not None and flag.decision in AGREED,
            declining=last.decline if last else False,
            voice_missing=client_voice_missing([session.heard for session in self.recent[-SILENT_SESSIONS:]]),
            episode_opened=self.running[0] if self.running else None,
            episode_stage=self.running[1] if self.running else None,
            heard=sum(session.heard for session in self.recent),
            heard_of=len(self.recent),
            risk_on=_day(self.risk_on),
            repaired=sum(month.resolved for month in self.months.values()),
        )

    def dump(self) -> str:
        """The snapshot as JSON text; `load` gives it back unchanged."""
        detector = None if self.detector is None else self.detector[1:]
        return json.dumps(
            [
                detector,
                self.sessions,
                self.recent,
                self.judged,
                [self.months[name].values() for name in sorted(self.months)],
                self.begun,
                self.ruptures,
                self.returned,
                self.pending,
                self.unresolved,
                self.running,
                self.pattern,
                self.ended,
                self.risk_on,
            ],
            separators=(",", ":"),
        )

    @classmethod
    def load(cls, text: str, client_id: str) -> Self:
        """Read what `dump` wrote for this client."""
        detector, sessions, recent, judged, months, begun, ruptures, returned, pending, unresolved, *rest = json.loads(
            text
        )
        running, pattern, ended, risk_on = rest
        made = [Month(*values) for values in months]
        return cls(
            None if detector is None else State.of(client_id, *detector),
            sessions,
            [RecentSession(*values) for values in recent],
            [JudgedSession(*values) for values in judged],
            {month.name: month for month in made},
            begun,
            ruptures,
            returned,
            tuple(pending) if pending else None,
            unresolved,
            tuple(running) if running else None,
            pattern,
            tuple(ended) if ended else None,
            risk_on,
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
