"""From a therapy's history to its snapshot, and one session further."""

from __future__ import annotations

from collections.abc import Iterable

from alliance_monitor.detection import Assessment, advance, back_in_usual_range, explain
from alliance_monitor.detection.operating_point import AS_SHIPPED, PracticeDetection
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.records import Rater, Rating
from alliance_monitor.therapy.course import FLAG_LASTS, FLAGGED, Course, records_of
from alliance_monitor.therapy.history import FlagDecision, History, SessionRecord
from alliance_monitor.therapy.snapshot.session_outcome import SessionOutcome
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot


def snapshot_of(course: Course) -> TherapySnapshot:
    """Make the snapshot of one judged therapy from its whole history."""
    history = course.history
    snapshot = TherapySnapshot(detector=course.state)
    rows = {session.id: row for session, row in zip(course.sessions, course.rows, strict=True)}
    recent = {session.id for session in course.sessions[-FLAG_LASTS:]}
    over = closed_ruptures(history.episodes)
    decided = {one.session_id: one for one in history.decisions}
    for session in history.sessions:
        if session.number is None:
            snapshot.miss(session.held_on)
            continue
        snapshot.add(
            _outcome(
                session,
                rows.get(session.id),
                decided.get(session.id),
                over=session.number in over,
                recent=session.id in recent,
            )
        )
    snapshot.follow(history.episodes, {s.number: s.held_on for s in history.attended if s.number is not None})
    snapshot.belong(history.client, pattern_of(history))
    snapshot.learn_risk(history.outcomes)
    return snapshot


def is_next_session(snapshot: TherapySnapshot, session: SessionRecord) -> bool:
    """Whether this is an attended session after all the snapshot has seen, so that it can be appended."""
    return session.number is not None and (not snapshot.seen or session.number > snapshot.seen[-1].number)


def append_session(
    snapshot: TherapySnapshot, client_id: str, session: SessionRecord, detection: PracticeDetection = AS_SHIPPED
) -> None:
    """Add an attended session that `is_next_session`, judging it in constant time. Nobody has decided about it yet."""
    row: Assessment | None = None
    if session.ratings:
        snapshot.detector, row = advance(
            snapshot.detector, records_of(client_id, session), detection.norms, detection.settings
        )
    snapshot.add(_outcome(session, row, None, over=False, recent=True))


def pattern_of(history: History) -> str:
    """The attachment pattern the practice counts this client under."""
    return history.profile.pattern if history.profile else "unknown"


def closed_ruptures(episodes: Iterable[RuptureEpisode]) -> set[int]:
    """Numbers of the sessions whose rupture was followed and is closed."""
    running: set[int] = set()
    followed: set[int] = set()
    for one in episodes:
        followed.update(one.ruptures)
        if one.running:
            running.update(one.ruptures)
    return followed - running


def _outcome(
    session: SessionRecord, row: Assessment | None, decision: FlagDecision | None, *, over: bool, recent: bool
) -> SessionOutcome:
    client, therapist = session.rating_by(Rater.CLIENT), session.rating_by(Rater.THERAPIST)
    tensions = [kept.rating.tension for kept in session.ratings if kept.rating.tension is not None]
    flagged = row is not None and row.status in FLAGGED
    return SessionOutcome(
        session.id,
        session.number or 0,
        session.held_on,
        _mean(client),
        _mean(therapist),
        max(tensions, default=None),
        client is not None or session.client_waits,
        client is not None or session.client_waits,
        therapist is not None,
        _form(client or therapist),
        row.status if row else "",
        bool(row.decline) if row else False,
        bool(row and back_in_usual_range(row)),
        explain(row) if flagged and recent else "",
        decision.decision.value if decision else None,
        decision.snoozed_until if decision else None,
        over,
    )


def _mean(rating: Rating | None) -> float | None:
    mean = rating.mean if rating else None
    return None if mean is None else round(float(mean), 2)


def _form(rating: Rating | None) -> str:
    return f"{rating.instrument}@{rating.instrument_version}" if rating else ""
