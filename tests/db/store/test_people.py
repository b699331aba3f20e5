"""Accounts, roles and supervision as an administrator settles them, on a real encrypted file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from alliance_monitor.errors import InvalidEntryError
from db.access import Actor, NotAllowedError, NotSignedInError, Role
from db.connection.database import Database
from db.connection.utc import now
from db.sign_in import SignInRefusedError, live_visit, sign_in
from db.sign_in.accounts import add_account
from db.sign_in.first_sign_in import choose_passphrase
from db.store import Store, open_store
from db.tables import AuditEntry, Practice
from db.therapies import supervisors
from db.therapies.supervisors import supervisees
from pages.parts.shared.menu import PAGES
from tests.support.page_cases import FRAME, SECONDS, open_page, page_text, press, signed_in
from tests.support.phone import Phone
from tests.support.prepared import PASSPHRASE

HERE = "192.0.2.1"
OWN = "five soft yellow lamps"
PHONES: dict[str, Phone] = {}


def joined(store: Store, practice: Database, name: str, *roles: Role) -> str:
    """A colleague who has chosen a passphrase and set up a phone; returns the token of their first visit."""
    code = store.add_colleague(name, name.title(), roles, key=f"add-{name}")
    PHONES[name] = Phone()
    return PHONES[name].through(practice, choose_passphrase(practice, name, code, OWN, HERE))


def back(practice: Database, name: str, passphrase: str = OWN) -> str:
    """Sign in again in two steps."""
    return PHONES[name].through(practice, sign_in(practice, name, passphrase, HERE))


def id_of(store: Store, name: str) -> str:
    return next(colleague.id for colleague in store.colleagues() if colleague.sign_in_name == name)


def actor_of(token: str) -> Actor:
    visit = live_visit(token)
    assert visit is not None
    return visit.actor


def actions(practice: Database) -> list[str]:
    with practice.read() as tx:
        return list(tx.scalars(select(AuditEntry.action)))


def test_a_new_colleague_turns_a_code_into_a_passphrase_once(store: Store, practice: Database) -> None:
    code = store.add_colleague(" Ben ", "Ben", [Role.THERAPIST], key="a")
    with pytest.raises(SignInRefusedError):
        sign_in(practice, "ben", code, HERE)
    with pytest.raises(SignInRefusedError):
        sign_in(practice, "ben", "", HERE)
    with pytest.raises(InvalidEntryError, match="shorter"):
        choose_passphrase(practice, "ben", code, "short", HERE)
    outcome = choose_passphrase(practice, "BEN", code.lower().replace("-", " "), OWN, HERE)
    PHONES["ben"] = Phone()
    ben = open_store(actor_of(PHONES["ben"].through(practice, outcome)))
    assert ben.person().roles == (Role.THERAPIST,)
    with pytest.raises(SignInRefusedError):
        choose_passphrase(practice, "ben", code, "another passphrase of ben", HERE)
    assert live_visit(back(practice, "ben"))
    assert {"account.added", "account.code_given", "passphrase.chosen"} <= set(actions(practice))


def test_adding_twice_with_one_key_makes_one_account_and_only_the_last_code_counts(
    store: Store, practice: Database
) -> None:
    first, last = (store.add_colleague("ben", "Ben", [Role.THERAPIST], key="same") for _ in range(2))
    assert [colleague.sign_in_name for colleague in store.colleagues()] == ["ada", "ben"]
    with pytest.raises(SignInRefusedError):
        choose_passphrase(practice, "ben", first, OWN, HERE)
    assert choose_passphrase(practice, "ben", last, OWN, HERE)


def test_a_code_runs_out_and_guesses_at_it_are_slowed_down(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = store.add_colleague("ben", "Ben", [Role.THERAPIST], key="a")
    for _ in range(5):
        with pytest.raises(SignInRefusedError, match="do not fit"):
            choose_passphrase(practice, "ben", "AAAA-BBBB-CCCC", OWN, HERE)
    with pytest.raises(SignInRefusedError, match="Too many"):
        choose_passphrase(practice, "ben", code, OWN, HERE)
    moment = now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr("db.sign_in.first_sign_in.now", lambda: moment)
    monkeypatch.setattr("db.sign_in.throttle.now", lambda: moment)
    with pytest.raises(SignInRefusedError, match="do not fit"):
        choose_passphrase(practice, "ben", code, OWN, HERE)


def test_a_new_code_makes_the_passphrase_worthless_and_ends_all_visits(store: Store, practice: Database) -> None:
    token = joined(store, practice, "ben", Role.THERAPIST)
    code = store.give_code(id_of(store, "ben"))
    assert live_visit(token) is None
    with pytest.raises(SignInRefusedError):
        sign_in(practice, "ben", OWN, HERE)
    outcome = choose_passphrase(practice, "ben", code, "a new one for ben", HERE)
    assert live_visit(PHONES["ben"].through(practice, outcome))


def test_other_roles_hold_at_once_and_end_the_persons_visits(store: Store, practice: Database) -> None:
    token = joined(store, practice, "ben", Role.THERAPIST, Role.ADMINISTRATOR)
    ben = open_store(actor_of(token))
    ben.colleagues()
    store.change_roles(id_of(store, "ben"), [Role.THERAPIST])
    assert live_visit(token) is None
    with pytest.raises(NotSignedInError):
        ben.clients()
    again = open_store(actor_of(back(practice, "ben")))
    assert again.clients() == ()
    with pytest.raises(NotAllowedError):
        again.colleagues()


def test_changing_ones_own_roles_keeps_this_visit_and_ends_the_others(
    store: Store, practice: Database, ada: Actor
) -> None:
    here, there = (sign_in(practice, "ada", PASSPHRASE, HERE) for _ in range(2))
    mine = open_store(actor_of(here))
    mine.change_roles(ada.account_id, [Role.SUPERVISOR, Role.ADMINISTRATOR])
    assert live_visit(here)
    assert live_visit(there) is None
    with pytest.raises(NotAllowedError):
        mine.clients()


def test_nobody_locks_themselves_out(store: Store, ada: Actor) -> None:
    for attempt in (
        lambda: store.change_roles(ada.account_id, [Role.THERAPIST]),
        lambda: store.change_roles(ada.account_id, []),
        lambda: store.disable_account(ada.account_id),
        lambda: store.give_code(ada.account_id),
    ):
        with pytest.raises(InvalidEntryError):
            attempt()
    assert store.person().roles == (Role.THERAPIST, Role.ADMINISTRATOR)


def test_a_disabled_person_is_out_everywhere_and_comes_back_with_the_same_passphrase(
    store: Store, practice: Database
) -> None:
    token = joined(store, practice, "ben", Role.THERAPIST)
    other = back(practice, "ben")
    store.disable_account(id_of(store, "ben"))
    assert live_visit(token) is live_visit(other) is None
    with pytest.raises(InvalidEntryError, match="disabled"):
        store.give_code(id_of(store, "ben"))
    store.enable_account(id_of(store, "ben"))
    assert live_visit(other) is None
    assert live_visit(back(practice, "ben"))


def test_what_cannot_be_an_account_is_refused_in_a_sentence(store: Store) -> None:
    for name, display_name, roles, words_ in (
        ("", "Ben", [Role.THERAPIST], "sign-in name"),
        ("ben", "B\x07", [Role.THERAPIST], "The name"),
        ("ben", "Ben", [], "at least one role"),
        ("ADA", "Ben", [Role.THERAPIST], "already in use"),
    ):
        with pytest.raises(InvalidEntryError, match=words_):
            store.add_colleague(name, display_name, roles, key=words_)
    assert len(store.colleagues()) == 1


def test_supervision_counts_between_its_dates_and_while_the_role_is_held(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined(store, practice, "sue", Role.SUPERVISOR)
    joined(store, practice, "ben", Role.THERAPIST)
    sue, ben = id_of(store, "sue"), id_of(store, "ben")
    start = now()
    made = store.assign_supervisor(sue, ben, since=start + timedelta(days=1), until=start + timedelta(days=3), key="a")
    assert made == store.assign_supervisor(sue, ben, key="a")

    def seen(**after: float) -> frozenset[str]:
        monkeypatch.setattr(supervisors, "now", lambda: start + timedelta(**after))
        with practice.read() as tx:
            return supervisees(tx, sue)

    assert [bool(seen(days=day)) for day in (0, 1.5, 2.9, 3.1)] == [False, True, True, False]
    assert [row.in_force for row in store.supervisions()] == [False]
    assert seen(days=2) == {ben}
    store.change_roles(sue, [Role.PRACTICE_LEAD])
    assert seen(days=2) == frozenset()


def test_an_ended_supervision_is_over_at_once_and_can_begin_again(store: Store, practice: Database) -> None:
    joined(store, practice, "sue", Role.SUPERVISOR)
    joined(store, practice, "ben", Role.THERAPIST)
    sue, ben = id_of(store, "sue"), id_of(store, "ben")
    made = store.assign_supervisor(sue, ben, key="a")
    with pytest.raises(InvalidEntryError, match="already in force"):
        store.assign_supervisor(sue, ben, key="b")
    store.end_supervision(made)
    assert store.supervisions() == ()
    with practice.read() as tx:
        assert supervisees(tx, sue) == frozenset()
    assert store.assign_supervisor(sue, ben, key="c") != made


def test_a_supervision_that_cannot_be_is_refused(store: Store, practice: Database, ada: Actor) -> None:
    joined(store, practice, "sue", Role.SUPERVISOR)
    sue = id_of(store, "sue")
    day = timedelta(days=1)
    for supervisor, therapist, until, words_ in (
        (sue, sue, None, "themselves"),
        (ada.account_id, sue, None, "no supervisor"),
        (sue, ada.account_id, now() - day, "before it begins"),
    ):
        with pytest.raises(InvalidEntryError, match=words_):
            store.assign_supervisor(supervisor, therapist, until=until, key=words_)


def test_administration_ends_at_the_wall_of_the_practice(store: Store, practice: Database, ada: Actor) -> None:
    joined(store, practice, "sue", Role.SUPERVISOR)
    with practice.write() as tx:
        tx.execute(Practice.__table__.insert().values(id="p2", name="Elm House"))
        stranger = add_account(tx, "p2", "zoe", "Zoe", "-", list(Role))
    there = open_store(Actor(stranger, ada.place))
    made = store.assign_supervisor(id_of(store, "sue"), ada.account_id, key="a")
    for attempt in (
        lambda: store.change_roles(stranger, [Role.THERAPIST]),
        lambda: store.disable_account(stranger),
        lambda: store.enable_account(stranger),
        lambda: store.give_code(stranger),
        lambda: store.assign_supervisor(stranger, ada.account_id, key="x"),
        lambda: store.assign_supervisor(id_of(store, "sue"), stranger, key="x"),
        lambda: there.end_supervision(made),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert [colleague.sign_in_name for colleague in there.colleagues()] == ["zoe"]
    assert there.supervisions() == ()


def test_the_administration_page_adds_a_person_and_shows_the_code_once(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    app = open_page("administration")
    app.text_input(key="person-name").set_value("Sue [x]")
    app.text_input(key="person-sign-in").set_value("sue")
    app.button_group(key="person-roles").set_value([Role.SUPERVISOR])
    press(app, "Add the person")
    assert not app.exception
    code = next(element.value for element in app.success if "one-time code" in element.value).split("**")[1]
    press(app, "I have passed it on")
    assert code not in page_text(app)
    assert choose_passphrase(practice, "sue", code, OWN, HERE)
    app.run()
    app.selectbox(key="supervisor").set_value(id_of(store, "sue"))
    app.selectbox(key="supervisee").set_value(id_of(store, "ada"))
    press(app, "Assign")
    assert "supervises" in page_text(app)
    press(app, "End now")
    assert store.supervisions() == ()


def test_an_administrator_without_clients_starts_on_administration_and_has_no_clinical_page(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch, ada: Actor
) -> None:
    signed_in(practice, monkeypatch)
    assert "Caseload" in page_text(open_page("caseload"))
    store.change_roles(ada.account_id, [Role.ADMINISTRATOR])
    signed_in(practice, monkeypatch)
    front = AppTest.from_file(FRAME, default_timeout=SECONDS).run()
    assert not front.exception
    assert [title.value for title in front.title] == ["Administration"]
    for page in PAGES:
        if Role.ADMINISTRATOR in page.roles:
            assert not open_page(page.name).exception
        else:
            with pytest.raises(ValueError, match=page.name):
                open_page(page.name, "anything").switch_page(f"{page.name}.py")
