"""One therapy as a supervision meeting sees it: how it goes, and not whose it is."""

from __future__ import annotations

from dataclasses import replace

from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.history import Client, History, SessionRecord
from alliance_monitor.supervision.label import case_label


def deidentified(history: History, *, notes: bool = False) -> History:
    """Return the history without code, dates, outcome forms and – unless shared – everything typed in free text.

    Sessions keep their numbers; dates could be matched with a calendar. Missed appointments are left out with them.
    `notes` is whether the therapist shares session notes, reasons and what was tried in their own words.
    """
    client = Client(history.client.id, case_label(history.client.id), history.client.therapist_id, None)
    return replace(
        history,
        client=replace(client, ending=history.client.ending),
        sessions=tuple(_session(one, notes) for one in history.attended),
        decisions=tuple(one if notes else replace(one, reason="") for one in history.decisions),
        episodes=tuple(one if notes else _episode(one) for one in history.episodes),
        outcomes=(),
    )


def _session(session: SessionRecord, notes: bool) -> SessionRecord:
    return replace(session, held_on=None, corrected=(), note=session.note if notes else "")


def _episode(episode: RuptureEpisode) -> RuptureEpisode:
    return replace(episode, reason="", path=tuple(one.model_copy(update={"tried": ""}) for one in episode.path))
