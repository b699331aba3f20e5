"""One therapy as it was recorded: frozen values, oldest first, free of storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from alliance_monitor.attachment import BondElements, Profile, TalkCounts
from alliance_monitor.detection.operating_point import AS_SHIPPED, PracticeDetection
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Attendance, Ending, Observation, Rater, Rating


class Decision(StrEnum):
    """What a therapist decided about a flag."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    RECLASSIFIED = "reclassified"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Client:
    """A client as listed: the practice's own code, the therapist, start and ending of therapy."""

    id: str
    code: str
    therapist_id: str
    started_on: date | None
    ended_on: date | None = None
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class RecordedRating:
    """A rating with when it was recorded; `superseded_at` is set once it was corrected."""

    id: str
    rating: Rating
    recorded_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One appointment. `number` counts attended sessions from 1 and is None for the others."""

    id: str
    number: int | None
    held_on: date | None
    attendance: Attendance
    ratings: tuple[RecordedRating, ...] = ()
    corrected: tuple[RecordedRating, ...] = ()
    observations: tuple[Observation, ...] = ()
    note: str = ""
    line: str = ""
    """What the client wrote in the free-text line of their own page."""
    client_waits: bool = False
    """The client has rated; their answers are held back until the therapist has rated too."""

    @property
    def markers(self) -> tuple[str, ...]:
        """Ids of the signs seen, by anyone."""
        return tuple(dict.fromkeys(observation.marker for observation in self.observations))

    def rating_by(self, rater: Rater) -> Rating | None:
        """This person's current rating, or None."""
        return next((kept.rating for kept in self.ratings if kept.rating.rater is rater), None)


@dataclass(frozen=True, slots=True)
class FlagDecision:
    """A decision about the flag of one session, bound to the rule and version that raised it."""

    session_id: str
    decision: Decision
    rule: str
    rule_version: str
    decided_at: datetime
    reason: str = ""
    rupture_type: str | None = None
    snoozed_until: date | None = None


@dataclass(frozen=True, slots=True)
class PromptVerdict:
    """What a therapist thought of one prompt for this client: used, helpful or not_for_client."""

    prompt_id: str
    verdict: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A link that asks the client to answer one form about the appointment on one day."""

    id: str
    session_id: str | None
    held_on: date
    instrument: str
    asks: str
    """The instrument's use: alliance, attachment or outcome."""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_open(self, moment: datetime) -> bool:
        """Whether the client can still answer."""
        return self.used_at is None and self.revoked_at is None and moment < self.expires_at


@dataclass(frozen=True)
class History:
    """Everything recorded about one therapy, oldest first."""

    client: Client
    sessions: tuple[SessionRecord, ...] = ()
    profiles: tuple[Profile, ...] = ()
    decisions: tuple[FlagDecision, ...] = ()
    verdicts: tuple[PromptVerdict, ...] = ()
    episodes: tuple[RuptureEpisode, ...] = ()
    bonds: tuple[tuple[int, BondElements], ...] = ()
    """(session number, five elements), oldest first."""
    talks: tuple[tuple[int, TalkCounts], ...] = ()
    """(session number, passages counted), oldest first."""
    outcomes: tuple[OutcomeForm, ...] = ()
    links: tuple[Link, ...] = ()
    """Links created for the client, oldest first."""
    detection: PracticeDetection = AS_SHIPPED
    """The practice's detection settings."""

    @property
    def running_episodes(self) -> tuple[RuptureEpisode, ...]:
        """Open episodes, oldest first."""
        return tuple(episode for episode in self.episodes if episode.running)

    @cached_property
    def attended(self) -> tuple[SessionRecord, ...]:
        """Sessions that took place, in order."""
        return tuple(s for s in self.sessions if s.attendance is Attendance.ATTENDED)

    @property
    def profile(self) -> Profile | None:
        """The newest attachment profile, or None."""
        return self.profiles[-1] if self.profiles else None

    def decision_on(self, session_id: str) -> FlagDecision | None:
        """The latest decision about this session's flag, or None."""
        return next((d for d in reversed(self.decisions) if d.session_id == session_id), None)
