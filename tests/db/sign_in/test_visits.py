"""Visits, the throttling of guesses, and passphrases, on a real encrypted file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from alliance_monitor.errors import InvalidEntryError
from db.access import Actor, NotSignedInError
from db.configuration import configuration
from db.connection.database import Database
from db.connection.utc import now
from db.place import Place
from db.sign_in import (
    SignInRefusedError,
    TooManyTriesError,
    begin_demo_visit,
    end_visit,
    live_visit,
    new_visit_token,
    passphrase_sign_in,
    sign_in,
    throttle,
    visits,
)
from db.sign_in.passphrase import matches
from db.store import open_store
from db.tables import Account, AuditEntry, SignInAttempt, Visit
from tests.support.prepared import PASSPHRASE

HERE = "192.0.2.1"
NEW = "five soft yellow lamps"


@pytest.fixture
def token(practice: Database, ada: Actor) -> str:
    return sign_in(practice, "ada", PASSPHRASE, HERE)


def actor_of(token: str) -> Actor:
    visit = live_visit(token)
    assert visit is not None
    return visit.actor


def attempts(practice: Database) -> int:
    with practice.read() as tx:
        return int(tx.scalar(select(func.count()).select_from(SignInAttempt)) or 0)


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """Move the store's clock forward."""
    moment = visits.now() + timedelta(**passed)
    for module in (visits, throttle):
        monkeypatch.setattr(module, "now", lambda: moment)


def guess(practice: Database, name: str = "ada", address: str = HERE) -> str:
    with pytest.raises(SignInRefusedError) as refused:
        sign_in(practice, name, "a wrong passphrase", address)
    return str(refused.value)


def test_a_visit_is_found_by_its_token_of_which_only_a_hash_is_stored(practice: Database, token: str) -> None:
    visit = live_visit(token)
    assert visit is not None
    assert visit.display_name == "Ada"
    assert visit.expires_at > now() + timedelta(hours=configuration().absolute_hours, minutes=-1)
    with practice.read() as tx:
        kept = [str(value) for value in tx.execute(select(Visit.__table__)).one()]
    assert not any(token.split(".")[1] in value for value in kept)


def test_no_two_visits_share_a_token(practice: Database, token: str) -> None:
    other = sign_in(practice, " ADA ", PASSPHRASE, HERE)
    assert other != token
    assert len(other.split(".")[1]) >= 43  # 256 bits in base64
    assert actor_of(other).account_id == actor_of(token).account_id


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(["practice.", "practice", "demo", ""]), secret=st.text())
def test_a_cookie_is_a_visit_only_if_its_token_was_issued(token: str, place: str, secret: str) -> None:
    assert live_visit(place + secret, touch=True) is None


def test_a_token_of_one_database_gives_no_access_to_the_other(token: str) -> None:
    secret = token.split(".")[1]
    for made_up in (f"demo.{secret}", f"practice.{secret}x", f"PRACTICE.{secret}", secret, "practice.", "", None):
        assert live_visit(made_up) is None


@pytest.mark.parametrize("used", [False, True], ids=["unused", "used all the time"])
def test_a_visit_expires_when_idle_and_after_its_absolute_lifetime(
    token: str, monkeypatch: pytest.MonkeyPatch, used: bool
) -> None:
    limits = configuration()
    minutes = 0
    while minutes < 24 * 60 and live_visit(token, touch=used):
        later(monkeypatch, minutes=5)
        minutes += 5
    assert minutes == (limits.absolute_hours * 60 if used else limits.idle_minutes)


def test_checking_a_visit_without_use_does_not_prolong_it(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, minutes=configuration().idle_minutes - 1)
    assert live_visit(token, touch=False)
    later(monkeypatch, minutes=2)
    assert live_visit(token, touch=True) is None


def test_an_ended_visit_is_over_for_pages_and_for_the_store(token: str) -> None:
    actor = actor_of(token)
    store = open_store(actor)
    assert store.person().display_name == "Ada"
    end_visit(actor)
    assert live_visit(token, touch=True) is None
    with pytest.raises(NotSignedInError):
        store.person()


def test_a_disabled_account_has_no_visits_and_begins_none(practice: Database, ada: Actor, token: str) -> None:
    with practice.write() as tx:
        tx.execute(update(Account).where(Account.id == ada.account_id).values(disabled_at=now()))
    assert live_visit(token) is None
    with pytest.raises(SignInRefusedError, match="do not fit"):
        sign_in(practice, "ada", PASSPHRASE, HERE)


def test_changing_the_passphrase_ends_all_other_visits(practice: Database, token: str) -> None:
    other = sign_in(practice, "ada", PASSPHRASE, HERE)
    store = open_store(actor_of(token))
    with pytest.raises(InvalidEntryError, match="does not fit"):
        store.change_passphrase("a wrong passphrase", NEW)
    assert live_visit(other)
    store.change_passphrase(PASSPHRASE, NEW)
    assert live_visit(token)
    assert live_visit(other) is None
    with pytest.raises(SignInRefusedError):
        sign_in(practice, "ada", PASSPHRASE, HERE)
    assert live_visit(sign_in(practice, "ada", NEW, HERE))


def test_a_sign_in_overtaken_by_a_change_of_passphrase_begins_no_visit(
    practice: Database, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(passphrase_hash: str | None, passphrase: str) -> bool:
        open_store(actor_of(token)).change_passphrase(PASSPHRASE, NEW)
        return matches(passphrase_hash, passphrase)

    monkeypatch.setattr(passphrase_sign_in, "matches", slow)
    with pytest.raises(SignInRefusedError, match="do not fit"):
        sign_in(practice, "ada", PASSPHRASE, HERE)
    with practice.read() as tx:
        assert tx.scalar(select(func.count()).where(Visit.ended_at.is_(None)).select_from(Visit)) == 1


def test_only_the_demo_practice_is_entered_without_a_passphrase(practice: Database, ada: Actor) -> None:
    with pytest.raises(ValueError, match="demo"):
        begin_demo_visit(practice, ada.account_id, new_visit_token(Place.DEMO))


def test_guesses_at_one_account_are_refused_from_every_address_until_the_window_has_passed(
    practice: Database, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(throttle.BY_ACCOUNT):
        assert "do not fit" in guess(practice, address=f"192.0.2.{number}")
    with pytest.raises(SignInRefusedError, match="Too many tries"):
        sign_in(practice, "Ada", PASSPHRASE, "198.51.100.7")
    assert live_visit(token)
    later(monkeypatch, seconds=throttle.WINDOW.total_seconds() + 1)
    assert sign_in(practice, "ada", PASSPHRASE, HERE)


def test_guesses_from_one_address_are_refused_whatever_names_they_try(
    practice: Database, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase_sign_in, "matches", lambda *_: False)
    answers = {guess(practice, name=f"name{number}") for number in range(throttle.BY_ADDRESS)}
    assert len(answers) == 1
    assert "do not fit" in answers.pop()
    assert "Too many tries" in guess(practice, name="one more")
    assert "do not fit" in guess(practice, name="one more", address="198.51.100.7")


def test_success_clears_the_accounts_failures_but_not_those_of_the_address(practice: Database, ada: Actor) -> None:
    guess(practice)
    guess(practice, name="nobody")
    sign_in(practice, "ada", PASSPHRASE, HERE)
    assert attempts(practice) == 3  # of the address two, of the unknown name one


def test_old_failures_are_deleted(practice: Database, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    guess(practice)
    later(monkeypatch, seconds=throttle.WINDOW.total_seconds() + 1)
    guess(practice, name="nobody")
    assert attempts(practice) == 2


def test_a_refused_sign_in_is_audited_without_what_was_typed(practice: Database, ada: Actor) -> None:
    guess(practice, name="secret-name")
    with practice.read() as tx:
        entries = tx.execute(select(AuditEntry.__table__)).all()
        tried = [row.subject for row in tx.execute(select(SignInAttempt.__table__))]
    assert [entry.action for entry in entries].count("sign_in.refused") == 1
    assert "secret-name" not in repr(entries) + repr(tried)


def test_guessing_the_present_passphrase_is_throttled_and_audited(practice: Database, ada: Actor) -> None:
    store = open_store(actor_of(sign_in(practice, "ada", PASSPHRASE, HERE)))
    for _ in range(throttle.BY_ACCOUNT):
        with pytest.raises(InvalidEntryError, match="shorter"):
            store.change_passphrase("guess after guess after guess", "short")
        with pytest.raises(InvalidEntryError, match="does not fit"):
            store.change_passphrase("guess after guess after guess", NEW)
    with pytest.raises(TooManyTriesError, match="Too many tries"):
        store.change_passphrase(PASSPHRASE, NEW)
    with practice.read() as tx:
        refused = list(tx.scalars(select(AuditEntry.action).where(AuditEntry.action == "passphrase.refused")))
    assert len(refused) == throttle.BY_ACCOUNT
