"""The agenda of a supervision meeting: the cases that need it, most urgent first, with one reason each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from alliance_monitor.detection import perspective_gap, unrepaired
from alliance_monitor.supervision.case_snapshot import CaseSnapshot, changes_between
from alliance_monitor.supervision.discussion import PastDiscussion, Request
from alliance_monitor.supervision.label import case_label
from alliance_monitor.therapy import Client, Summary

REST_DAYS = 28
"""Days for which a case discussed without a follow-up date stays off the agenda unless something new comes up. Default,
not validated."""


class Reason(IntEnum):
    """Why a case is on the agenda; smaller is more urgent."""

    ASKED = 0
    FOLLOW_UP = 1
    LIKELY = 2
    STUCK = 3
    POSSIBLE = 4
    DECLINE = 5
    GAP = 6
    UNHEARD = 7
    NONE = 9


@dataclass(frozen=True, slots=True)
class SupervisedCase:
    """What the agenda is built from: one active or ended therapy of a supervisee."""

    client: Client
    therapist: str
    summary: Summary
    request: Request | None = None
    last: PastDiscussion | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One case: `reason` is why it is listed, `explanation` says so in words, `sign` names what the rules see now.

    `changed` is what has happened since it was last discussed, None if it never was.
    """

    case_id: str
    label: str
    therapist_id: str
    therapist: str
    reason: Reason
    explanation: str
    sign: str
    summary: Summary
    changed: tuple[str, ...] | None
    last: PastDiscussion | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """`items` need the meeting, `later` return on their follow-up date; `resting` counts all other cases.

    `repaired` are cases in which a rupture was repaired since they were last discussed, or ever if they never were.
    """

    items: tuple[AgendaItem, ...]
    later: tuple[AgendaItem, ...]
    repaired: tuple[AgendaItem, ...]
    resting: int
    therapists: tuple[str, ...]


def agenda(cases: Iterable[SupervisedCase], today: date) -> Agenda:
    """Rank the cases of all supervisees; within one reason, never or longest ago discussed come first."""
    items, later, repaired, resting, therapists = [], [], [], 0, set()
    for case in cases:
        therapists.add(case.therapist)
        item = _item(case, today)
        due = case.last.discussion.follow_up_on if case.last else None
        if item.reason is not Reason.NONE:
            items.append(item)
        elif due is not None and due > today:
            later.append(item)
        else:
            resting += 1
        if case.summary.repaired > (case.last.snapshot.repaired if case.last else 0):
            repaired.append(item)
    return Agenda(
        tuple(
            sorted(items, key=lambda item: (item.reason, _last_discussed(item), item.therapist.casefold(), item.label))
        ),
        tuple(sorted(later, key=lambda item: (_due(item), item.label))),
        tuple(sorted(repaired, key=lambda item: (item.therapist.casefold(), item.label))),
        resting,
        tuple(sorted(therapists, key=str.casefold)),
    )


def _last_discussed(item: AgendaItem) -> date:
    return item.last.discussion.discussed_on if item.last else date.min


def _due(item: AgendaItem) -> date:
    due = item.last.discussion.follow_up_on if item.last else None
    return due or date.max


def _item(case: SupervisedCase, today: date) -> AgendaItem:
    reason, explanation, sign = _judge(case, today)
    now = CaseSnapshot.of(case.summary)
    return AgendaItem(
        case_id=case.client.id,
        label=case_label(case.client.id),
        therapist_id=case.client.therapist_id,
        therapist=case.therapist,
        reason=reason,
        explanation=explanation,
        sign=sign,
        summary=case.summary,
        changed=changes_between(case.last.snapshot, now) if case.last else None,
        last=case.last,
    )


def _judge(case: SupervisedCase, today: date) -> tuple[Reason, str, str]:
    """The reason, the explanation, and which sign in the ratings or episodes is behind it."""
    reason, explanation, sign = _signs(case.summary, today)
    if case.request is not None and case.request.open:
        question = case.request.question
        return Reason.ASKED, f"Asked for: {question}" if question else "Asked for by the therapist.", sign
    last = case.last.discussion if case.last else None
    if last is not None and last.follow_up_on is not None and last.follow_up_on <= today:
        return Reason.FOLLOW_UP, f"Follow-up due: {last.decision}", sign
    if case.client.ended_on is not None:
        return Reason.NONE, "The therapy has ended.", sign
    if reason is not Reason.NONE and case.last is not None and case.last.snapshot.need == sign:
        # Already discussed for this reason: it rests until its follow-up date, or for a while.
        rests_until = case.last.discussion.follow_up_on or case.last.discussion.discussed_on + timedelta(days=REST_DAYS)
        if today < rests_until:
            return Reason.NONE, f"Discussed; it rests until {rests_until:%d %b %Y}.", sign
    return reason, explanation, sign


def sign_of(summary: Summary, today: date) -> str:
    """The name of what the rules see in a case now; empty if nothing stands out."""
    return _signs(summary, today)[2]


def _signs(summary: Summary, today: date) -> tuple[Reason, str, str]:
    """What the ratings and the work on ruptures show, most urgent first."""
    awake = summary.snoozed_until is None or summary.snoozed_until <= today
    opened, newest = summary.episode_opened, summary.last_number or 0
    flagged = bool(summary.flag_session) and awake and not (summary.confirmed and opened is not None)
    flag = (f"Session {summary.flag_number}: {summary.flag_reason}", f"flag {summary.flag_number}")
    if flagged and summary.status == "likely":
        return Reason.LIKELY, *flag
    if opened is not None and unrepaired(opened, newest, closed=False):
        return (
            Reason.STUCK,
            f"A rupture has been followed for {newest - opened} sessions, now at stage {summary.episode_stage}: "
            "what would help it on?",
            f"episode {opened}",
        )
    if flagged:
        return Reason.POSSIBLE, *flag
    if summary.declining:
        return Reason.DECLINE, "The level has come down over several sessions, without one that stands out.", "decline"
    client, therapist = (line[-1] if line else None for line in (summary.client_line, summary.therapist_line))
    if perspective_gap(client, therapist):
        return (
            Reason.GAP,
            f"The two see it differently: the client rated {client:.1f}, the therapist {therapist:.1f}.",
            "gap",
        )
    if summary.voice_missing:
        return Reason.UNHEARD, "The client has not rated the last three sessions.", "unheard"
    return Reason.NONE, "Nothing stands out.", ""
