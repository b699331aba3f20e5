"""Supervision in the store: who sees which case, without identity, and what comes of what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from alliance_monitor.episode import Origin, Worked
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.supervision import Discussion, Reason, RequestEntry, case_label
from alliance_monitor.therapy.history import Decision
from db.access import Actor, NotAllowedError, Role
from db.audit import recent_views
from db.connection.database import Database
from db.sign_in.accounts import add_account
from db.store import Store, open_store
from db.tables import AuditEntry, Practice, SupervisionDiscussion, SupervisionRequest

START = date(2026, 1, 5)
TODAY = date(2026, 3, 2)
CODE, SAID = "Willow-77", "as she said at the lake"

pytestmark = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def joined(practice: Database, ada: Actor) -> Callable[[str, Role], Store]:
    """Let somebody join Ada's practice; returns their store."""

    def join(name: str, *roles: Role) -> Store:
        with practice.write() as tx:
            practice_id = tx.scalar(select(Practice.id)) or ""
            account_id = add_account(tx, practice_id, name, name.title(), "-", roles)
        return open_store(Actor(account_id, practice.place))

    return join


@pytest.fixture
def sue(joined: Callable[..., Store], store: Store, ada: Actor) -> Store:
    """Sue, who supervises Ada."""
    sue = joined("sue", Role.SUPERVISOR)
    store.assign_supervisor(sue._actor.account_id, ada.account_id, key="sue")
    return sue


@pytest.fixture
def client(store: Store) -> str:
    """A client whose fifth session fell, with words in every place that takes some."""
    client_id = store.add_client(ClientEntry(code=CODE, started_on=START), key="add")
    for week, level in enumerate((6, 6, 6, 6, 3)):
        ratings = tuple(
            Rating(rater=rater, goal=level, task=level, bond=level, tension=1 if level > 4 else 4) for rater in Rater
        )
        entry = SessionEntry(held_on=START + timedelta(weeks=week), ratings=ratings, note=SAID)
        store.record_session(client_id, entry, key=f"s{week}")
    first, *_, last = store.history(client_id).attended
    episode = store.open_episode(client_id, first.id, Origin.HAND, key="open")
    store.add_to_episode(client_id, episode, Worked(session=1, stage=1, tried=SAID, went="partly"), key="work")
    store.decide(client_id, last.id, Decision.DISMISSED, reason=SAID, key="decide")
    return client_id


def said(**more: Any) -> Discussion:
    return Discussion.model_validate({"discussed_on": TODAY, "note": "Slow down.", "decision": "Name it once."} | more)


def test_a_supervisor_sees_the_case_of_a_supervisee_and_not_whose_it_is(sue: Store, client: str) -> None:
    [item] = sue.agenda(TODAY).items
    case = sue.supervised_case(client)
    assert (item.case_id, item.therapist, item.reason) == (client, "Ada", Reason.STUCK)
    assert item.label == case.history.client.code == case_label(client)
    assert case.history.episodes[0].path[0].went == "partly"
    for told in (repr(item), repr(case)):
        assert CODE not in told
        assert SAID not in told
    assert "(2026" not in repr(case.history)


def test_notes_are_shared_by_asking_and_until_it_is_taken_back(store: Store, sue: Store, client: str) -> None:
    store.ask_for_supervision(client, RequestEntry(question="Am I too quick?", share_notes=True), key="a")
    case = sue.supervised_case(client)
    assert case.notes_shared
    assert case.history.sessions[0].note == SAID
    [item] = sue.agenda(TODAY).items
    assert (item.reason, item.explanation) == (Reason.ASKED, "Asked for: Am I too quick?")
    store.withdraw_request(client, key="w")
    assert SAID not in repr(sue.supervised_case(client))
    assert sue.agenda(TODAY).items[0].reason is Reason.STUCK


def test_what_was_decided_comes_back_on_its_date_and_the_therapist_sees_it(
    store: Store, sue: Store, client: str
) -> None:
    store.ask_for_supervision(client, RequestEntry(question="Am I too quick?"), key="a")
    due = TODAY + timedelta(days=14)
    for _ in range(2):
        sue.record_discussion(client, said(follow_up_on=due), key="one")
    before = sue.agenda(due - timedelta(days=1))
    assert (before.items, [item.case_id for item in before.later]) == ((), [client])
    [item] = sue.agenda(due).items
    assert (item.reason, item.explanation, item.changed) == (Reason.FOLLOW_UP, "Follow-up due: Name it once.", ())
    own = store.supervision_of(client)
    assert own.supervised
    assert own.request is not None
    assert not own.request.open
    assert [discussion.discussion for discussion in own.discussions] == [said(follow_up_on=due)]
    sue.record_discussion(client, said(discussed_on=due, decision="Leave it."), key="two")
    assert sue.agenda(due).items == ()
    assert [discussion.discussion.decision for discussion in sue.supervised_case(client).discussions] == [
        "Leave it.",
        "Name it once.",
    ]


def test_what_happened_since_is_told_next_time(store: Store, sue: Store, client: str) -> None:
    sue.record_discussion(client, said(follow_up_on=TODAY + timedelta(days=7)), key="one")
    [episode] = store.history(client).episodes
    store.add_to_episode(client, episode.id, Worked(session=5, stage=3), key="more")
    [item] = sue.agenda(TODAY + timedelta(days=7)).items
    assert item.changed == ("the repair moved from stage 1 to 3",)


def test_nobody_else_finds_the_case(
    store: Store, sue: Store, client: str, joined: Callable[..., Store], ada: Actor
) -> None:
    others = [
        joined("tom", Role.SUPERVISOR),
        joined("lea", Role.PRACTICE_LEAD),
        joined("adm", Role.ADMINISTRATOR),
        joined("kim", Role.THERAPIST),
        store,
    ]
    for other in others:
        calls: list[Callable[[], object]] = [
            lambda other=other: other.supervised_case(client),  # type: ignore[misc]
            lambda other=other: other.case_sheet(client),  # type: ignore[misc]
            lambda other=other: other.record_discussion(client, said(), key="x"),  # type: ignore[misc]
        ]
        if other is not store:
            calls += [
                lambda other=other: other.ask_for_supervision(client, RequestEntry(), key="x"),  # type: ignore[misc]
                lambda other=other: other.supervision_of(client),  # type: ignore[misc]
                lambda other=other: other.own_sheet(client),  # type: ignore[misc]
            ]
        for call in calls:
            with pytest.raises(NotAllowedError):
                call()
    assert others[0].agenda(TODAY).therapists == ()
    with pytest.raises(NotAllowedError):
        sue.history(client)


def test_the_case_is_gone_when_the_supervision_ends(store: Store, sue: Store, client: str) -> None:
    [row] = store.supervisions()
    store.end_supervision(row.id)
    assert sue.agenda(TODAY).items == ()
    for call in (sue.supervised_case, sue.case_sheet):
        with pytest.raises(NotAllowedError):
            call(client)
    with pytest.raises(InvalidEntryError, match="no supervisor"):
        store.ask_for_supervision(client, RequestEntry(), key="late")


def test_reading_printing_and_deciding_are_audited_and_words_are_not(
    store: Store, sue: Store, client: str, practice: Database
) -> None:
    recent_views._recent_views.clear()
    store.ask_for_supervision(client, RequestEntry(question=SAID), key="a")
    sue.supervised_case(client)
    sue.supervised_case(client)
    sue.case_sheet(client)
    sue.agenda_sheet(TODAY)
    sue.record_discussion(client, said(note=SAID), key="d")
    store.own_sheet(client)
    with practice.read() as tx:
        rows = [tuple(row) for row in tx.execute(select(AuditEntry.__table__).order_by(AuditEntry.id))]
        kept = [
            tuple(row)
            for table in (SupervisionRequest, SupervisionDiscussion)
            for row in tx.execute(select(table.__table__))
        ]
    actions = [str(row[4]) for row in rows]
    assert actions[-6:] == [
        "case.asked_for",
        "case.read",
        "case.printed",
        "agenda.printed",
        "case.discussed",
        "client.printed",
    ]
    assert SAID not in repr(rows)
    assert SAID not in repr(kept), "what was said lies encrypted"
