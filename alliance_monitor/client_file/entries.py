"""The entries of a client's file: what was said, who recorded it, and when.

`recorded_by` is the display name of a colleague; what a client answered through their own link has `by_link`, and the
name is that of the therapist who gave them the link. Times are in UTC. What was not said is null, never zero.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from alliance_monitor.attachment import BondElements, Profile, TalkCounts
from alliance_monitor.episode import Event
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Attendance, Observation, Rating


class Part(BaseModel):
    """A part of the file: frozen, with no field beside those named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Part):
    """Something that was recorded: by whom, and when."""

    recorded_by: str
    recorded_at: datetime


class RatingEntry(Entry):
    """What one person said about a session. `superseded_at` is set once it was corrected by a later rating."""

    id: str
    rating: Rating
    by_link: bool = False
    superseded_at: datetime | None = None


class SignEntry(Entry):
    """A sign of rupture somebody saw; `label` is its name in words."""

    sign: Observation
    label: str


class NoteEntry(Entry):
    """A note about a session, in the therapist's own words."""

    text: str


class BondEntry(Entry):
    """One look at the five elements of the bond."""

    elements: BondElements


class TalkEntry(Entry):
    """Passages counted in one session."""

    counts: TalkCounts


class Judged(Part):
    """What the rules say of a session; derived, not recorded. `rule` and `rule_version` say by which."""

    status: str
    reason: str
    rule: str
    rule_version: str


class AppointmentEntry(Entry):
    """One appointment with all that was said about it. `number` counts attended sessions."""

    id: str
    number: int | None
    held_on: date | None
    attendance: Attendance
    ratings: tuple[RatingEntry, ...] = ()
    signs: tuple[SignEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    bond: tuple[BondEntry, ...] = ()
    talk: tuple[TalkEntry, ...] = ()
    judged: Judged | None = None


class LineEntry(Part):
    """What the client wrote in the free line of their own page."""

    session: str | None
    given_at: datetime
    text: str


class ProfileEntry(Entry):
    """One assessment of attachment; a later one stands beside it."""

    version: int
    profile: Profile
    by_link: bool = False


class OutcomeEntry(Entry):
    """One outcome form as answered, with its scores in the instrument's own unit."""

    form: OutcomeForm
    scores: dict[str, float]
    by_link: bool = False


class DecisionEntry(Entry):
    """What the therapist decided about the flag of a session."""

    session: str
    decision: str
    reason: str
    rule: str
    rule_version: str
    rupture_type: str | None
    snoozed_until: date | None


class EventEntry(Entry):
    """Something that happened to a rupture that is followed; `session` is the session's id."""

    event: Event
    session: str | None


class EpisodeEntry(Part):
    """One rupture followed, as its events in order."""

    id: str
    events: tuple[EventEntry, ...]


class VerdictEntry(Entry):
    """What the therapist found of a prompt for this client."""

    prompt: str
    verdict: str


class SupervisionRequestEntry(Entry):
    """The case was asked for in supervision."""

    question: str
    shares_notes: bool
    answered_at: datetime | None
    withdrawn_at: datetime | None


class DiscussionEntry(Entry):
    """What supervision said and decided; `stood` is where the therapy stood then."""

    discussed_on: date
    note: str
    decision: str
    follow_up_on: date | None
    stood: dict[str, Any]


class LinkEntry(Entry):
    """A link the client could answer a form with; its token is known to nobody."""

    id: str
    session: str | None
    held_on: date
    asks: str
    instrument: str
    instrument_version: int
    language: str | None
    free_line: bool
    shown_at_once: bool
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    shown_at: datetime | None


class DraftEntry(Entry):
    """A form that was begun and not saved, by its fields."""

    content: dict[str, Any]


class EmergencyEntry(Entry):
    """Somebody else opened this client in an emergency, for this reason, until then."""

    reason: str
    until: datetime


class LookEntry(Part):
    """Somebody did something with this client's data; `by` is null for the client's own link and the installation."""

    at: datetime
    by: str | None
    action: str
