"""A client's link: one use, one rating, whoever of the two answers first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from alliance_monitor.client_form import Reply
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import Attendance, ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.therapy.course import course
from db.access import Actor, NotAllowedError, Role
from db.client_link.answers import open_link, redeem
from db.connection.database import Database
from db.connection.utc import now
from db.crypto import hash_token
from db.maintenance.rebuild import rebuild
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import AuditEntry, ClientLine, ClientLink, DerivedCourse, TherapySession
from db.tables import Practice as PracticeRow
from db.tables import Rating as RatingRow
from tests.support.client_ratings import LOW, TODAY, at_once, mine
from tests.support.rows import count

pytestmark = pytest.mark.engines("sqlite", "postgresql")
SIX = Reply(answers={"1": 6, "2": 6, "3": 6, "4": 1})


def a_client(store: Store) -> str:
    return store.add_client(ClientEntry(code="C-1", started_on=TODAY - timedelta(weeks=20)), key="add")


def test_the_clients_answers_become_their_rating_of_that_session(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    session_id = store.record_session(client_id, mine(), key="s")
    link = store.create_link(client_id, TODAY)
    assert redeem(link.token, LOW)
    (session,) = store.history(client_id).sessions
    rating = session.rating_by(Rater.CLIENT)
    assert session.id == session_id
    assert rating is not None
    assert (rating.parts, rating.tension, rating.resolution) == ((2, 2, 2), 4, 2)
    assert (rating.instrument, rating.answers) == ("brief-session", {"1": 2, "2": 2, "3": 2, "4": 4})
    assert store.caseload(TODAY)[0].summary.client_line == (2.0,)


def test_only_the_hash_of_the_token_is_kept_and_it_has_256_random_bits(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    tokens = {store.create_link(client_id, TODAY - timedelta(days=n)).token for n in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {44}
    with practice.read() as tx:
        assert set(tx.scalars(select(ClientLink.token_hash))) == {hash_token(token) for token in tokens}


def test_a_hundred_at_once_store_one_rating(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    store.record_session(client_id, mine(), key="s")
    token = store.create_link(client_id, TODAY).token
    with ThreadPoolExecutor(100) as pool:
        answered = list(pool.map(lambda _: redeem(token, SIX), range(100)))
    assert answered.count(True) == 1
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).where(RatingRow.rater == "client").select_from(RatingRow)) == 1
        actions = list(tx.execute(select(AuditEntry.account_id, AuditEntry.action, AuditEntry.subject_kind)))
    assert [action for action in actions if action[2] == "link"][1:] == [(None, "alliance.answered_by_link", "link")]


def test_a_hundred_at_once_begin_one_session_when_nothing_is_logged_yet(store: Store, practice: Database) -> None:
    token = store.create_link(a_client(store), TODAY).token
    with ThreadPoolExecutor(50) as pool:
        answered = list(pool.map(lambda _: redeem(token, SIX), range(100)))
    assert answered.count(True) == 1
    assert (count(practice, TherapySession), count(practice, RatingRow)) == (1, 1)


@pytest.mark.parametrize("state", ["used", "expired", "taken back", "unknown", "mangled"])
def test_a_link_that_is_not_open_stores_nothing(store: Store, practice: Database, state: str) -> None:
    client_id = a_client(store)
    link = store.create_link(client_id, TODAY)
    token = link.token
    if state == "used":
        assert redeem(token, SIX)
    if state == "expired":
        with practice.write() as tx:
            tx.execute(update(ClientLink).values(expires_at=now()))
    if state == "taken back":
        store.revoke_link(link.id)
    if state == "unknown":
        token = "p" + "x" * 43
    if state == "mangled":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    before = count(practice, RatingRow)
    assert open_link(token) is None
    assert redeem(token, LOW) is False
    assert count(practice, RatingRow) == before


def test_a_newer_link_of_the_same_day_takes_the_earlier_one_back(store: Store) -> None:
    client_id = a_client(store)
    first, second = (store.create_link(client_id, TODAY).token for _ in range(2))
    assert open_link(first) is None
    assert open_link(second) is not None


def test_a_link_lasts_as_long_as_the_practice_says(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    client_id = a_client(store)
    at_once(monkeypatch, link_minutes="30")
    lasts = store.create_link(client_id, TODAY).expires_at - now()
    assert timedelta(minutes=29) < lasts <= timedelta(minutes=30)
    assert store.create_link(client_id, TODAY, minutes=600).expires_at - now() <= timedelta(minutes=30)
    assert store.create_link(client_id, TODAY, minutes=10).expires_at - now() <= timedelta(minutes=10)


def test_the_client_may_rate_before_the_therapist_and_it_is_one_session(store: Store) -> None:
    client_id = a_client(store)
    token = store.create_link(client_id, TODAY).token
    assert redeem(token, LOW)
    (session,) = store.history(client_id).sessions
    assert (session.number, session.client_waits, session.ratings) == (1, True, ())
    session_id = store.record_session(client_id, mine(), key="s")
    (session,) = store.history(client_id).sessions
    assert (session.id, session.client_waits) == (session_id, False)
    assert session.rating_by(Rater.CLIENT) is not None
    assert session.rating_by(Rater.THERAPIST) is not None


def test_the_clients_view_is_held_back_until_the_therapists_is_saved(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    for week in range(5, 0, -1):
        store.record_session(client_id, mine(TODAY - timedelta(weeks=week), 6), key=f"s{week}")
        assert redeem(store.create_link(client_id, TODAY - timedelta(weeks=week)).token, SIX)
    quiet = store.caseload(TODAY)[0]
    assert redeem(store.create_link(client_id, TODAY).token, LOW)
    held = store.caseload(TODAY)[0]
    assert held.summary.flag_session is None
    assert held.summary.client_line == (*quiet.summary.client_line, None)
    assert course(store.history(client_id)).open_flag(TODAY) is None
    assert rebuild(practice) == 1
    assert store.caseload(TODAY)[0] == held
    store.record_session(client_id, mine(level=6), key="own")
    assert store.caseload(TODAY)[0].summary.flag_session is not None


def test_held_back_answers_can_be_looked_at_without_a_rating_of_ones_own(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    assert redeem(store.create_link(client_id, TODAY).token, LOW)
    (session,) = store.history(client_id).sessions
    store.show_client_rating(session.id)
    (session,) = store.history(client_id).sessions
    assert (session.client_waits, session.rating_by(Rater.CLIENT) is not None) == (False, True)
    with practice.read() as tx:
        assert "rating.shown" in set(tx.scalars(select(AuditEntry.action)))


def test_a_practice_may_show_the_clients_view_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once(monkeypatch, client_ratings_at_once="true")
    client_id = a_client(store)
    assert redeem(store.create_link(client_id, TODAY).token, LOW)
    (session,) = store.history(client_id).sessions
    assert session.rating_by(Rater.CLIENT) is not None


def test_the_client_waiting_counts_as_heard(store: Store) -> None:
    client_id = a_client(store)
    for day in (3, 2, 1):
        assert redeem(store.create_link(client_id, TODAY - timedelta(days=day)).token, SIX)
    assert not course(store.history(client_id)).voice_missing


def test_held_back_answers_cannot_be_overwritten_unseen(store: Store) -> None:
    client_id = a_client(store)
    assert redeem(store.create_link(client_id, TODAY).token, LOW)
    (session,) = store.history(client_id).sessions
    with pytest.raises(InvalidEntryError, match="rated this session already"):
        store.correct_rating(session.id, Rating(rater=Rater.CLIENT, goal=7), key="fix")
    with pytest.raises(InvalidEntryError, match="Leave out their answers from paper"):
        both = (*mine().ratings, Rating(rater=Rater.CLIENT, goal=7))
        store.record_session(client_id, SessionEntry(held_on=TODAY, ratings=both), key="both")


def test_answers_typed_in_from_paper_close_the_link(store: Store) -> None:
    client_id = a_client(store)
    token = store.create_link(client_id, TODAY).token
    both = (*mine().ratings, Rating(rater=Rater.CLIENT, goal=7))
    store.record_session(client_id, SessionEntry(held_on=TODAY, ratings=both), key="both")
    assert redeem(token, LOW) is False
    with pytest.raises(InvalidEntryError, match="rated this session already"):
        store.create_link(client_id, TODAY)


def test_a_missed_appointment_closes_its_link(store: Store) -> None:
    client_id = a_client(store)
    token = store.create_link(client_id, TODAY).token
    store.record_session(client_id, SessionEntry(held_on=TODAY, attendance=Attendance.DID_NOT_ATTEND), key="no")
    assert open_link(token) is None


def test_a_session_the_client_begins_late_takes_its_place_by_date(store: Store) -> None:
    client_id = a_client(store)
    token = store.create_link(client_id, TODAY - timedelta(days=7)).token
    store.record_session(client_id, mine(), key="s")
    assert redeem(token, SIX)
    assert [(s.number, s.held_on) for s in store.history(client_id).attended] == [
        (1, TODAY - timedelta(days=7)),
        (2, TODAY),
    ]


def test_the_free_line_is_kept_only_where_the_practice_allows_it(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = a_client(store)
    wordy = SIX.model_copy(update={"line": "It was too fast."})
    assert redeem(store.create_link(client_id, TODAY - timedelta(days=1)).token, wordy)
    assert count(practice, ClientLine) == 0
    at_once(monkeypatch, client_line="true")
    assert redeem(store.create_link(client_id, TODAY).token, wordy)
    assert [session.line for session in store.history(client_id).sessions] == ["", ""]
    store.record_session(client_id, mine(), key="s")
    assert store.history(client_id).sessions[-1].line == "It was too fast."


def test_an_attachment_intake_by_link_becomes_a_profile(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    token = store.create_link(client_id, TODAY, instrument="brief-attachment").token
    assert redeem(token, Reply(answers={str(item): 5 for item in range(1, 11)}))
    profile = store.history(client_id).profile
    assert profile is not None
    # Five items a dimension, two of them reversed: (5·3 + 3·2) / 5.
    assert (profile.anxiety, profile.avoidance, profile.method) == (4.2, 4.2, "questionnaire")
    assert profile.assessed_on == TODAY
    assert count(practice, TherapySession) == 0


def test_nobody_but_the_clients_therapist_makes_takes_back_or_watches_links(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    link = store.create_link(client_id, TODAY)
    assert redeem(link.token, SIX)
    (session,) = store.history(client_id).sessions
    with practice.write() as tx:
        practice_id = tx.scalar(select(PracticeRow.id))
        assert practice_id
        bo = add_account(tx, practice_id, "bo", "Bo", "x", (Role.THERAPIST,))
    other = open_store(Actor(bo, practice.place))
    for act in (
        lambda: other.create_link(client_id, TODAY),
        lambda: other.revoke_link(link.id),
        lambda: other.link_of_day(client_id, TODAY, "brief-session"),
        lambda: other.show_client_rating(session.id),
        lambda: other.revoke_link("nothing"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_a_client_is_asked_about_lately_only(store: Store) -> None:
    client_id = a_client(store)
    for held_on in (TODAY - timedelta(days=61), TODAY + timedelta(days=3)):
        with pytest.raises(InvalidEntryError, match="last 60 days"):
            store.create_link(client_id, held_on)


def test_an_instrument_without_words_for_clients_is_refused(store: Store) -> None:
    client_id = a_client(store)
    for name in ("phq-9", "ecr-s", "arm-5", "aai"):
        with pytest.raises(InvalidEntryError, match="on paper"):
            store.create_link(client_id, TODAY, instrument=name)


def test_derived_rows_are_made_with_the_rating(store: Store, practice: Database) -> None:
    client_id = a_client(store)
    store.record_session(client_id, mine(), key="s")
    assert redeem(store.create_link(client_id, TODAY).token, LOW)
    with practice.read() as tx:
        kept = tx.scalar(select(DerivedCourse.summary))
    rebuild(practice)
    with practice.read() as tx:
        assert tx.scalar(select(DerivedCourse.summary)) == kept
