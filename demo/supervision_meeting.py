"""Supervision in the demo: what was decided at the last meeting, and who asks for the next."""

from __future__ import annotations

from datetime import date, timedelta

from alliance_monitor.supervision import Discussion, RequestEntry
from db.store import Store
from demo.simulated_work import RUNNING_DAYS

FOLLOW_UPS = (
    (0, "Name the strain once, then go at the client's pace."),
    (7, "Ask for the client's own rating at the end."),
    (10, "Leave it as it is and look again."),
    (14, "Say what belongs to you in this first."),
)
"""(days from today until the case comes back, what was decided)."""


def discuss_cases(store: Store, supervisor: Store, meeting: date, today: date, seen_since: set[str]) -> None:
    """Discuss four of a therapist's running cases at the last meeting; one comes back today, the others later.

    Clients with sessions since, `seen_since` by code, come first.
    """
    oldest = meeting - timedelta(days=RUNNING_DAYS)
    running = [row.client for row in store.caseload(meeting) if (row.summary.last_held_on or date.min) > oldest]
    running.sort(key=lambda client: client.code not in seen_since)
    for client, (days, decision) in zip(running, FOLLOW_UPS, strict=False):
        discussion = Discussion(
            discussed_on=meeting,
            note="We looked at the course.",
            decision=decision,
            follow_up_on=today + timedelta(days=days),
        )
        supervisor.record_discussion(client.id, discussion, key=f"demo-discussion-{client.code}")


def ask_for_supervision(store: Store, *, share_notes: bool) -> None:
    """Put the newest running case on the agenda, if there is one."""
    for client in [client for client in store.clients() if client.ended_on is None][-1:]:
        entry = RequestEntry(question="I notice that I reassure a lot here. What do I miss?", share_notes=share_notes)
        store.ask_for_supervision(client.id, entry, key=f"demo-asked-{client.code}")
