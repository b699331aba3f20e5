"""One therapy as a supervision meeting sees it: how it goes, and not whose it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.supervision.label import case_label
from alliance_monitor.therapy import Client, History, SessionRecord

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where something was recorded at a time that could be matched with a calendar."""


def deidentified(history: History, *, notes: bool = False) -> History:
    """Return the history without code, dates, outcome forms and – unless shared – everything typed in free text.

    What is passed on is named here one by one, so that nothing recorded in future slips through. Sessions keep their
    numbers; missed appointments and the client's own words are left out. `notes` is whether the therapist shares
    session notes, reasons and what was tried in their own words.
    """
    client = history.client
    return History(
        Client(client.id, case_label(client.id), client.therapist_id, None, None, client.ending),
        sessions=tuple(_session(one, notes) for one in history.attended),
        profiles=tuple(one.model_copy(update={"assessed_on": None}) for one in history.profiles),
        decisions=tuple(
            replace(one, decided_at=NO_TIME, reason=one.reason if notes else "") for one in history.decisions
        ),
        verdicts=tuple(replace(one, given_at=NO_TIME) for one in history.verdicts),
        episodes=tuple(one if notes else _episode(one) for one in history.episodes),
        bonds=history.bonds,
        talks=history.talks,
    )


def _session(session: SessionRecord, notes: bool) -> SessionRecord:
    return SessionRecord(
        session.id,
        session.number,
        None,
        session.attendance,
        ratings=tuple(replace(one, recorded_at=NO_TIME) for one in session.ratings),
        observations=session.observations,
        note=session.note if notes else "",
    )


def _episode(episode: RuptureEpisode) -> RuptureEpisode:
    return replace(episode, reason="", path=tuple(one.model_copy(update={"tried": ""}) for one in episode.path))
