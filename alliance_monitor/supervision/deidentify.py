"""One therapy as a supervision meeting sees it: how it is going, but not whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.supervision.label import case_label
from alliance_monitor.therapy import Client, History, SessionRecord

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Replaces times of recording, which could be matched with a calendar."""


def deidentified(history: History, *, notes: bool = False) -> History:
    """Return the history without code, dates, outcome forms and – unless shared – everything typed in free text.

    Every field passed on is named here, so that nothing recorded in future slips through. Sessions keep their numbers;
    missed appointments and the client's own words are left out. `notes` is whether the therapist shares session notes,
    reasons and what was tried, in their own words.
    """
    client = history.client
    return History(
        Client(client.id, case_label(client.id), client.therapist_id, None, None, client.ending),
        sessions=tuple(_session(session, notes) for session in history.attended),
        profiles=tuple(profile.model_copy(update={"assessed_on": None}) for profile in history.profiles),
        decisions=tuple(
            replace(decision, decided_at=NO_TIME, reason=decision.reason if notes else "")
            for decision in history.decisions
        ),
        verdicts=tuple(replace(verdict, given_at=NO_TIME) for verdict in history.verdicts),
        episodes=tuple(episode if notes else _episode(episode) for episode in history.episodes),
        bonds=history.bonds,
        talks=history.talks,
    )


def _session(session: SessionRecord, notes: bool) -> SessionRecord:
    return SessionRecord(
        session.id,
        session.number,
        None,
        session.attendance,
        ratings=tuple(replace(rating, recorded_at=NO_TIME) for rating in session.ratings),
        observations=session.observations,
        note=session.note if notes else "",
    )


def _episode(episode: RuptureEpisode) -> RuptureEpisode:
    return replace(episode, reason="", path=tuple(step.model_copy(update={"tried": ""}) for step in episode.path))
