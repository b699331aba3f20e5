"""What happens around the sessions of a story: profile, decision on a flag, repair, questionnaires, ending."""

from __future__ import annotations

from datetime import date, timedelta

from alliance_monitor.attachment import Profile
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.therapy import Client, Decision, History
from db.store import Store
from demo.stories import Story

SNOOZE_DAYS = 7


def record_events(store: Store, client: Client, story: Story, today: date) -> None:
    """Record everything of one story whose sessions have been imported."""
    history = store.history(client.id)
    if story.anxiety is not None or story.avoidance is not None:
        profile = Profile.from_estimate(story.anxiety, story.avoidance, assessed_on=client.started_on)
        store.record_profile(client.id, profile, key=f"demo-profile-{client.code}")
    if story.decided:
        number, decision, reason = story.decided
        store.decide(
            client.id,
            _session_ids(history)[number],
            decision,
            reason=reason,
            snoozed_until=today + timedelta(days=SNOOZE_DAYS) if decision is Decision.SNOOZED else None,
            key=f"demo-decision-{client.code}",
        )
    _record_repair(store, history, story)
    _record_measures(store, history, story)
    if story.ending is not None:
        last = history.attended[-1].held_on or today
        store.end_therapy(client.id, last, story.ending, key=f"demo-ending-{client.code}")


def _session_ids(history: History) -> dict[int, str]:
    return {session.number: session.id for session in history.attended if session.number is not None}


def _record_repair(store: Store, history: History, story: Story) -> None:
    client = history.client
    if story.repair:
        [episode] = store.history(client.id).episodes
        for position, event in enumerate(story.repair):
            store.add_to_episode(client.id, episode.id, event, key=f"demo-repair-{client.code}-{position}")


def _record_measures(store: Store, history: History, story: Story) -> None:
    """Bond elements, PHQ-9 forms and shares of secure talk."""
    ids = _session_ids(history)
    dates = {session.number: session.held_on for session in history.attended}
    client = history.client
    for number, elements in story.bonds:
        store.record_bond(client.id, ids[number], elements, key=f"demo-bond-{client.code}-{number}")
    for number, total in story.depression:
        answers = {str(item): float(total // 8 + (item <= total % 8)) for item in range(1, 9)} | {"9": 0.0}
        form = OutcomeForm(instrument="phq-9", held_on=dates[number] or client.started_on, answers=answers)
        store.record_outcome(client.id, form, key=f"demo-outcome-{client.code}-{number}")
    for number, counts in story.talks:
        store.record_talk(client.id, ids[number], counts, key=f"demo-talk-{client.code}-{number}")
