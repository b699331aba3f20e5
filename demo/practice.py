"""The demo practice: invented people in a database of their own, the same for the same day.

Every attachment pattern and every state of the caseload is there, so that a newcomer can see each.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import and_, delete, insert, select

from alliance_monitor.attachment import Profile
from alliance_monitor.importing import ImportedSession
from alliance_monitor.outcome import OutcomeForm
from alliance_monitor.records import Attendance, Rater, Rating, SessionEntry
from alliance_monitor.therapy import Client, Decision, History
from db.access import Role
from db.connection import Database, now
from db.derived import deferred_derivation
from db.opening import database
from db.place import Place
from db.sign_in import begin_demo_visit, is_live, new_visit_token, set_up
from db.store import Store
from db.tables import Account, Base, Visit, Write
from demo.colleagues import add_colleagues, build_colleagues
from demo.stories import STORIES, Story

SEED = 20_260
PRACTICE = "Demo practice (invented people)"
PUT_OFF_DAYS = 7


def enter_demo(token: str = "") -> str:
    """Begin a visit in the demo practice, building it on first use; returns the visit's token, `token` if given.

    A demo of an earlier day is built anew, with dates that end today, unless somebody is still in it.
    """
    token = token or new_visit_token(Place.DEMO)
    demo = database(Place.DEMO)
    with _building:
        account_id = _account(demo)
        if account_id is None:
            _empty(demo)
            account_id = build_demo(demo, now().astimezone().date())
        begin_demo_visit(demo, account_id, token)
    return token


def is_built() -> bool:
    """Whether the demo practice can be entered at once."""
    return not _building.locked() and _account(database(Place.DEMO)) is not None


_building = Lock()
_DONE = "demo-built"
"""The key of the last write: a demo whose making broke off is not taken for one."""

_THERAPIST = (
    select(Account.id, Account.created_at)
    .join(Write, and_(Write.account_id == Account.id, Write.key == _DONE))
    .where(Account.sign_in_name == "demo", Account.disabled_at.is_(None))
)


def _account(demo: Database) -> str | None:
    """Whom visitors are, unless the demo has to be built (anew) first."""
    with demo.read() as tx:
        there = tx.execute(_THERAPIST).first()
    if there is None:
        return None
    outdated = there.created_at.astimezone().date() < now().astimezone().date() and not _somebody_in(demo)
    return None if outdated else str(there.id)


def _empty(demo: Database) -> None:
    """Forget everything in the demo practice, which holds invented people only."""
    if demo.place is not Place.DEMO:
        raise ValueError("only the demo practice is ever emptied")
    with demo.write() as tx:
        for table in reversed(Base.metadata.sorted_tables):
            if not table.name.startswith("audit"):  # which only grows, here too
                tx.execute(delete(table))


def _somebody_in(demo: Database) -> bool:
    with demo.read() as tx:
        return any(is_live(tx, visit_id) for visit_id in tx.scalars(select(Visit.id).where(Visit.ended_at.is_(None))))


def build_demo(demo: Database, today: date) -> str:
    """Fill the demo database; returns the demo therapist's id. Same day, same content."""
    unusable = f"nobody-knows-{random.SystemRandom().getrandbits(256):x}"
    actor = set_up(demo, practice=PRACTICE, sign_in_name="demo", display_name="Robin Demo", passphrase=unusable)
    store = Store(actor, demo)
    # The demo person has every role, so that each view can be seen.
    store.change_roles(actor.account_id, Role)
    with demo.read() as tx:
        practice_id = tx.scalar(select(Account.practice_id).where(Account.id == actor.account_id)) or ""
    ids = add_colleagues(demo, store, practice_id)
    store.import_sessions([one for story in STORIES for one in _sessions(story, today)], key="demo")
    with deferred_derivation(demo):
        for client in store.clients():
            _follow(store, client, today)
    build_colleagues(demo, ids, today)
    with demo.write() as tx:
        tx.execute(insert(Write).values(account_id=actor.account_id, key=_DONE, outcome=actor.account_id))
    return actor.account_id


def _follow(store: Store, client: Client, today: date) -> None:
    """What became of one story: profile, answer to a flag, repair, ending."""
    story = next(one for one in STORIES if one.code == client.code)
    history = store.history(client.id)
    if story.anxiety is not None or story.avoidance is not None:
        profile = Profile.from_estimate(story.anxiety, story.avoidance, assessed_on=client.started_on)
        store.record_profile(client.id, profile, key=f"demo-profile-{client.code}")
    if story.decided:
        number, decision, reason = story.decided
        session = next(one for one in history.attended if one.number == number)
        until = today + timedelta(days=PUT_OFF_DAYS) if decision is Decision.SNOOZED else None
        store.decide(
            client.id,
            session.id,
            decision,
            reason=reason,
            snoozed_until=until,
            key=f"demo-decision-{client.code}",
        )
    _repair(store, history, story)
    if story.ending is not None:
        last = history.attended[-1].held_on or today
        store.end_therapy(client.id, last, story.ending, key=f"demo-ending-{client.code}")


def _repair(store: Store, history: History, story: Story) -> None:
    ids = {session.number: session.id for session in history.attended}
    client = history.client
    if story.repair:
        [episode] = store.history(client.id).episodes
        for place, event in enumerate(story.repair):
            store.add_to_episode(client.id, episode.id, event, key=f"demo-repair-{client.code}-{place}")
    for number, elements in story.bonds:
        store.record_bond(client.id, ids[number], elements, key=f"demo-bond-{client.code}-{number}")
    for number, total in story.depression:
        held_on = next(one.held_on for one in history.attended if one.number == number) or client.started_on
        answers = {str(item): float(total // 8 + (item <= total % 8)) for item in range(1, 9)} | {"9": 0.0}
        form = OutcomeForm.model_validate({"instrument": "phq-9", "held_on": held_on, "answers": answers})
        store.record_outcome(client.id, form, key=f"demo-outcome-{client.code}-{number}")
    for number, counts in story.talks:
        store.record_talk(client.id, ids[number], counts, key=f"demo-talk-{client.code}-{number}")


def _sessions(story: Story, today: date) -> list[ImportedSession]:
    rng = random.Random(f"{SEED}-{story.code}")  # noqa: S311 - invented data, made the same every time
    client_level, therapist_level = rng.uniform(5.2, 6.0), rng.uniform(4.9, 5.5)
    falls, markers = dict(story.falls), dict(story.markers)
    last = today - timedelta(days=1 + rng.randrange(4), weeks=story.weeks_ago)
    made = []
    for number in range(1, story.sessions + 1):
        held_on = last - timedelta(weeks=story.sessions - number)
        fall = falls.get(number, 0.0)
        raters = [Rater.THERAPIST]
        if (story.client_silent_from is None or number < story.client_silent_from) and (fall or rng.random() > 0.1):
            raters.append(Rater.CLIENT)
        ratings = []
        for rater in raters:
            level = client_level if rater is Rater.CLIENT else therapist_level
            level += story.slope * number - fall * (1.0 if rater is Rater.CLIENT else 0.35)
            parts = [_step(level + rng.gauss(0, 0.3) - (0.5 * fall if part == 2 else 0.0)) for part in range(3)]
            tension = 1 + (rng.random() < 0.15) if not fall else min(5, 2 + round(fall))
            answers = dict(zip(("goal", "task", "bond"), parts, strict=True))
            ratings.append(Rating(rater=rater, **answers, tension=int(tension), answers=answers | {"tension": tension}))
        entry = SessionEntry(held_on=held_on, ratings=tuple(ratings), observations=markers.get(number, ()))
        made.append(ImportedSession(client_code=story.code, entry=entry))
        if number % 7 == 3:
            missed = SessionEntry(held_on=held_on + timedelta(days=2), attendance=Attendance.CANCELLED)
            made.append(ImportedSession(client_code=story.code, entry=missed))
    return made


def _step(value: float) -> float:
    return float(min(7, max(1, round(value))))
