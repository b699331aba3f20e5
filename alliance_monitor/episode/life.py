"""The life of one rupture: its state after each event. Pure functions over events.

    open (from a flag, a marker, or by hand) → in repair → resolved / unresolved / dismissed, or merged into another

Stages can be revisited; a new rupture can occur during a repair; a closed episode can be reopened. Nothing closes by
itself except at the end of therapy: being back in the usual range is shown, but closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from alliance_monitor.episode.events import (
    Classified,
    Closed,
    Event,
    Merged,
    Opened,
    Origin,
    Outcome,
    Rated,
    Reopened,
    RupturedAgain,
    TherapyEnded,
    Worked,
)
from alliance_monitor.errors import AllianceError
from alliance_monitor.records import Rater, RuptureType

SOLVED = 4
"""Resolution (1 not at all … 5 fully) from which an episode counts as resolved when therapy ends. Default, not
validated."""


class IllegalStepError(AllianceError):
    """This event is not possible in the episode's state."""


class Status(StrEnum):
    """The state of an episode."""

    OPEN = "open"
    IN_REPAIR = "in_repair"
    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    DISMISSED = "dismissed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class RuptureEpisode:
    """One episode after all its events; sessions are numbers of attended sessions.

    `ruptures` holds the session it began in and those of further ruptures during its repair; `path` every stage worked
    on, in order; `stage` the one to work on now. Both resolution ratings are kept; neither closes the episode.
    """

    id: str
    status: Status
    origin: Origin
    rupture_type: RuptureType | None
    stage: int
    ruptures: tuple[int, ...]
    path: tuple[Worked, ...] = ()
    therapist_resolution: int | None = None
    client_resolution: int | None = None
    closed_in: int | None = None
    reason: str = ""
    merged_into: str | None = None

    @property
    def running(self) -> bool:
        """Whether it is still followed."""
        return self.status in (Status.OPEN, Status.IN_REPAIR)

    @property
    def opened_in(self) -> int:
        """The session of the first rupture."""
        return self.ruptures[0]

    @property
    def sessions_to_repair(self) -> int | None:
        """Sessions from the first rupture to its resolution; None while or when it is not resolved."""
        return self.closed_in - self.opened_in if self.status is Status.RESOLVED and self.closed_in else None


def step(episode: RuptureEpisode | None, event: Event, *, episode_id: str = "") -> RuptureEpisode:
    """Return the episode after one more event.

    Raises
    ------
    IllegalStepError : the event is not possible now; says why and what can be done instead.
    """
    if isinstance(event, Opened):
        if episode is not None:
            raise IllegalStepError("This episode is open already.", "Work on it, or open another one.")
        return RuptureEpisode(episode_id, Status.OPEN, event.origin, event.rupture_type, 1, (event.session,))
    if episode is None:
        raise IllegalStepError("This episode was never opened.", "Open one first.")
    if isinstance(event, Reopened):
        return _reopened(episode)
    if not episode.running:
        raise IllegalStepError(f"This episode is {episode.status.value}.", "Reopen it first.")
    session = getattr(event, "session", None)
    if session is not None and session < episode.opened_in:
        raise IllegalStepError(
            "This session came before the rupture.", f"Choose session {episode.opened_in} or a later one."
        )
    return _running(episode, event)


def _reopened(episode: RuptureEpisode) -> RuptureEpisode:
    if episode.running:
        raise IllegalStepError("This episode is open already.", "Go on with the work on it.")
    if episode.status is Status.MERGED:
        raise IllegalStepError("This episode is part of another one.", "Go on with that one.")
    status = Status.IN_REPAIR if episode.path else Status.OPEN
    return replace(episode, status=status, closed_in=None, reason="")


def _running(episode: RuptureEpisode, event: Event) -> RuptureEpisode:
    match event:
        case Classified():
            return replace(episode, rupture_type=event.rupture_type)
        case Worked():
            return replace(episode, status=Status.IN_REPAIR, stage=event.stage, path=(*episode.path, event))
        case RupturedAgain():
            kind = event.rupture_type or episode.rupture_type
            return replace(episode, stage=1, rupture_type=kind, ruptures=(*episode.ruptures, event.session))
        case Rated():
            if event.rater is Rater.CLIENT:
                return replace(episode, client_resolution=event.resolution)
            return replace(episode, therapist_resolution=event.resolution)
        case Closed():
            return _closed(episode, event)
        case Merged():
            if event.into == episode.id:
                raise IllegalStepError("An episode cannot be merged into itself.", "Choose another one.")
            return replace(episode, status=Status.MERGED, merged_into=event.into)
        case TherapyEnded():
            rated = (episode.therapist_resolution, episode.client_resolution)
            solved = any(rating is not None and rating >= SOLVED for rating in rated)
            status = Status.RESOLVED if solved else Status.UNRESOLVED
            return replace(episode, status=status, closed_in=event.session, reason="Therapy ended.")
    raise IllegalStepError("This step is not known.", "Reload the page.")


def _closed(episode: RuptureEpisode, event: Closed) -> RuptureEpisode:
    if event.outcome is Outcome.DISMISSED and not event.reason:
        raise IllegalStepError("Dismissing an episode needs a reason.", "Say why it is no rupture after all.")
    if event.outcome is Outcome.RESOLVED and episode.therapist_resolution is None and episode.client_resolution is None:
        raise IllegalStepError("Nobody has said how far it is resolved.", "Rate the resolution first, yours or theirs.")
    return replace(episode, status=Status(event.outcome.value), closed_in=event.session, reason=event.reason)


def replay(episode_id: str, events: Iterable[Event]) -> RuptureEpisode:
    """Return the episode after all its events, oldest first.

    Raises
    ------
    IllegalStepError : there is no event, or one that is not possible after those before it.
    """
    episode: RuptureEpisode | None = None
    for event in events:
        episode = step(episode, event, episode_id=episode_id)
    if episode is None:
        raise IllegalStepError("This episode was never opened.", "Open one first.")
    return episode
