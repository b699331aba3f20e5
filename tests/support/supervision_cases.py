"""Cases as a supervisor has them before them: each with one reason to talk about it, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from alliance_monitor.attachment import Profile
from alliance_monitor.episode import Opened, Origin, Worked, replay
from alliance_monitor.supervision import (
    CaseSnapshot,
    Discussion,
    PastDiscussion,
    Request,
    SupervisedCase,
)
from alliance_monitor.therapy.caseload import Summary
from alliance_monitor.therapy.course import course
from alliance_monitor.therapy.history import Decision, FlagDecision, History
from alliance_monitor.therapy.snapshot import snapshot_of
from tests.support.therapies import QUIET, THEN, Level, therapy

TODAY = date(2026, 3, 2)
SUMMARY = snapshot_of(course(therapy(QUIET))).summary()
CLIENT = therapy(QUIET).client


def case(summary: Summary = SUMMARY, name: str = "a", **more: object) -> SupervisedCase:
    """A supervised case with this summary."""
    return SupervisedCase(replace(CLIENT, id=name, ended_on=None), "Sam", summary, **more)  # type: ignore[arg-type]


def told(**changed: object) -> Summary:
    """The quiet summary with these fields changed."""
    return SUMMARY.model_copy(update=changed)


LIKELY = told(status="likely", flag_session="s6", flag_number=6, flag_reason="It fell.")
POSSIBLE = told(status="possible", flag_session="s6", flag_number=6, flag_reason="It fell.")
STUCK = told(episode_opened=2, episode_stage=1)
DECLINE = told(declining=True)
GAP = told(client_line=(4.0,), therapist_line=(6.0,))
UNHEARD = told(voice_missing=True)


def asked(question: str = "How do I go on?", is_open: bool = True) -> Request:
    """A request for supervision."""
    return Request("r", question, THEN, is_open)


def spoken(days_ago: int = 3, *, sign: str = "", follow_up: int | None = None, **changed: object) -> PastDiscussion:
    """A discussion so many days ago, of a case that then looked quiet but for the fields in `changed`."""
    day = TODAY - timedelta(days=days_ago)
    return PastDiscussion(
        Discussion(
            discussed_on=day,
            decision="Name it once.",
            follow_up_on=None if follow_up is None else TODAY + timedelta(days=follow_up),
        ),
        CaseSnapshot.of(SUMMARY, sign).model_copy(update=changed),
        THEN,
    )


SECRET = "Ms Smith of Elm Street"


def told_everything(levels: list[tuple[Level, Level, int]]) -> History:
    """A therapy with a secret in every place where somebody can write."""
    history = therapy(levels, code=SECRET)
    history = replace(history, client=replace(history.client, id="opaque"))
    sessions = tuple(replace(one, note=SECRET, line=SECRET) for one in history.sessions)
    decision = FlagDecision("s1", Decision.DISMISSED, "r", "1", THEN, SECRET)
    work = [Opened(session=1, origin=Origin.HAND), Worked(session=1, stage=1, tried=SECRET, went="helped")]
    profile = Profile.from_estimate(5.5, 2.0, assessed_on=TODAY)
    return replace(
        history, sessions=sessions, decisions=(decision,), episodes=(replay("e", work),), profiles=(profile,)
    )
