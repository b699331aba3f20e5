"""The snapshot of one therapy: from its whole history, and one session further."""

from __future__ import annotations

from alliance_monitor.detection import advance
from alliance_monitor.detection.operating_point import AS_SHIPPED, PracticeDetection
from alliance_monitor.therapy.course import Course, records_of
from alliance_monitor.therapy.history import SessionRecord
from alliance_monitor.therapy.snapshot.fold import AssessmentVerdicts, fold, outcome_of
from alliance_monitor.therapy.snapshot.rows import rows_of, session_row
from alliance_monitor.therapy.snapshot.snapshot import TherapySnapshot


def snapshot_of(course: Course) -> TherapySnapshot:
    """Build the snapshot of one judged therapy from its whole history."""
    snapshot = fold(rows_of(course.history), AssessmentVerdicts(course.rows))
    snapshot.detector = course.state
    return snapshot


def is_next_session(snapshot: TherapySnapshot, session: SessionRecord) -> bool:
    """Whether this is an attended session after all those in the snapshot, so that it can be appended."""
    return session.number is not None and (not snapshot.recent or session.number > snapshot.recent[-1].number)


def append_session(
    snapshot: TherapySnapshot, client_id: str, session: SessionRecord, detection: PracticeDetection = AS_SHIPPED
) -> None:
    """Add a session that `is_next_session`, judging it in constant time. Nobody has decided about it yet."""
    judged = []
    if session.ratings:
        records = records_of(client_id, session)
        snapshot.detector, row = advance(snapshot.detector, records, detection.norms, detection.settings)
        judged.append(row)
    snapshot.add_session(outcome_of(session_row(session), AssessmentVerdicts(judged), recent=True))
