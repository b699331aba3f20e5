"""The demo practice: invented people in a database of their own, the same for the same day.

Every attachment pattern and every state of the caseload is there, so that a newcomer can see each.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import delete, select

from alliance_monitor.attachment import Profile
from alliance_monitor.entry import Attendance, Ending, SessionEntry
from alliance_monitor.history import Decision
from alliance_monitor.importing import ImportedSession
from alliance_monitor.ratings import Rater, Rating
from db.accounts import set_up
from db.database import Database, Place, database
from db.store import Store
from db.tables import Account, Base, Visit
from db.utc import now
from db.visits import begin_demo_visit, is_live

SEED = 20_260
PRACTICE = "Demo practice (invented people)"
PUT_OFF_DAYS = 7


@dataclass(frozen=True, slots=True)
class Story:
    """One invented therapy: its length in weeks, attachment, and what happens in which session."""

    code: str
    sessions: int
    anxiety: float | None
    avoidance: float | None
    falls: tuple[tuple[int, float], ...] = ()
    """(session number, fall of the client's rating on 1–7)."""
    markers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    slope: float = 0.03
    client_silent_from: int | None = None
    ending: Ending | None = None
    decided: tuple[int, Decision, str] | None = None
    weeks_ago: int = 0


STORIES = (
    Story("D-01 Anemone", 11, 5.6, 2.6, falls=((11, 2.2),), markers=((11, ("appeasing", "content-affect-split")),)),
    Story("D-02 Birch", 14, 2.4, 5.5, falls=((14, 1.9),), markers=((14, ("rejects-intervention",)),)),
    Story("D-03 Clover", 9, 5.3, 5.2, falls=((9, 0.5),)),
    Story("D-04 Dahlia", 16, 2.2, 2.3, falls=((9, 1.6), (10, 0.8))),
    Story("D-05 Elder", 14, 4.2, 2.7, slope=-0.11),
    Story("D-06 Fern", 10, 3.0, 5.4, client_silent_from=8),
    Story("D-07 Gorse", 20, 5.1, 3.9, falls=((12, 2.0), (13, 1.2)), decided=(12, Decision.CONFIRMED, "")),
    Story("D-08 Heather", 12, 2.6, 2.9, falls=((11, 1.5),), decided=(11, Decision.DISMISSED, "Outside event")),
    Story("D-09 Iris", 1, None, None),
    Story("D-10 Juniper", 7, 4.9, 5.3),
    Story("D-11 Kerria", 13, 2.5, 5.0, falls=((10, 1.8), (11, 2.2), (12, 2.4), (13, 2.5)), ending=Ending.UNILATERAL),
    Story("D-12 Linden", 24, 2.3, 2.2, falls=((15, 1.2),), ending=Ending.PLANNED, weeks_ago=3),
    Story("D-13 Mallow", 6, 5.8, 5.6, falls=((4, 1.4),), decided=(4, Decision.SNOOZED, "")),
    Story("D-14 Nettle", 8, 2.9, 3.1, weeks_ago=5),
)


def enter_demo() -> str:
    """Begin a visit in the demo practice, building it on first use; returns the visit's token.

    A demo of an earlier day is built anew, with dates that end today, unless somebody is still in it.
    """
    demo = database(Place.DEMO)
    today = now().astimezone().date()
    with _building:
        with demo.read() as tx:
            there = tx.execute(_THERAPIST).first()
        if there is not None and there.created_at.astimezone().date() < today and not _somebody_in(demo):
            _empty(demo)
            there = None
        account_id = there.id if there is not None else build_demo(demo, today)
        return begin_demo_visit(demo, account_id)


_building = Lock()
_THERAPIST = select(Account.id, Account.created_at).where(Account.sign_in_name == "demo", Account.disabled_at.is_(None))


def _empty(demo: Database) -> None:
    """Forget everything in the demo practice, which holds invented people only."""
    if demo.place is not Place.DEMO:
        raise ValueError("only the demo practice is ever emptied")
    with demo.write() as tx:
        for table in reversed(Base.metadata.sorted_tables):
            tx.execute(delete(table))


def _somebody_in(demo: Database) -> bool:
    with demo.read() as tx:
        return any(is_live(tx, visit_id) for visit_id in tx.scalars(select(Visit.id).where(Visit.ended_at.is_(None))))


def build_demo(demo: Database, today: date) -> str:
    """Fill the demo database; returns the demo therapist's id. Same day, same content."""
    unusable = f"nobody-knows-{random.SystemRandom().getrandbits(256):x}"
    actor = set_up(demo, practice=PRACTICE, sign_in_name="demo", display_name="Robin Demo", passphrase=unusable)
    store = Store(actor, demo)
    store.import_sessions([one for story in STORIES for one in _sessions(story, today)], key="demo")
    for client in store.clients():
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
        if story.ending is not None:
            last = history.attended[-1].held_on or today
            store.end_therapy(client.id, last, story.ending, key=f"demo-ending-{client.code}")
    return actor.account_id


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
        entry = SessionEntry(held_on=held_on, ratings=tuple(ratings), markers=markers.get(number, ()))
        made.append(ImportedSession(client_code=story.code, entry=entry))
        if number % 7 == 3:
            missed = SessionEntry(held_on=held_on + timedelta(days=2), attendance=Attendance.CANCELLED)
            made.append(ImportedSession(client_code=story.code, entry=missed))
    return made


def _step(value: float) -> float:
    return float(min(7, max(1, round(value))))
