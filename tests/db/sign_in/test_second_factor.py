"""The second factor: codes that work once, recovery codes, and proving again who is there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from alliance_monitor.errors import AllianceError, InvalidEntryError
from db.access import Actor, NeedsProofError, Role
from db.connection.database import Database
from db.connection.utc import now
from db.sign_in import (
    Missing,
    SignInExpiredError,
    SignInRefusedError,
    TooManyTriesError,
    live_visit,
    recovery_codes,
    second_factor,
    sign_in,
)
from db.sign_in.finish import finish_sign_in, required_enrolment
from db.sign_in.second_factor import STEP_SECONDS
from db.sign_in.throttle import BY_ACCOUNT
from db.store import Store, open_store
from db.tables import AuditEntry, RecoveryCode, SecondFactor, SignInStep, Visit
from tests.support.pending_sign_in import HERE, asked
from tests.support.phone import Phone
from tests.support.prepared import PASSPHRASE


def enrolled(store: Store) -> Phone:
    """Ada's phone after she set it up under Account."""
    phone = Phone(store.begin_second_factor().secret)
    phone.recovery_codes = list(store.confirm_second_factor(code_at(phone, second_factor.now())))
    return phone


def code_at(phone: Phone, moment: datetime) -> str:
    return pyotp.TOTP(phone.secret).at(moment)


def refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except SignInRefusedError:
        return True
    return False


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Sets the second factor's clock to so many seconds after the start of a time step in the future."""
    start = datetime.fromtimestamp((int(now().timestamp()) // STEP_SECONDS + 100) * STEP_SECONDS, now().tzinfo)

    def put(seconds: float) -> datetime:
        moment = start + timedelta(seconds=seconds)
        monkeypatch.setattr(second_factor, "now", lambda: moment)
        return moment

    put(0)
    return put


def test_working_alone_the_passphrase_is_enough_until_a_second_factor_is_set_up(
    store: Store, practice: Database
) -> None:
    assert isinstance(sign_in(practice, "ada", PASSPHRASE, HERE), str)
    assert not store.second_factor().required
    phone = enrolled(store)
    step = asked(practice)
    assert (step.missing, required_enrolment(practice, step.token)) == (Missing.CODE, None)
    assert live_visit(step.token) is live_visit(f"practice.{step.token}") is None
    assert live_visit(phone.through(practice, step))


def test_with_a_second_account_everyone_enrols_a_second_factor_at_the_next_sign_in(
    store: Store, practice: Database
) -> None:
    store.add_colleague("ben", "Ben", [Role.THERAPIST], key="a")
    step = asked(practice)
    assert step.missing is Missing.ENROLMENT
    enrolment = required_enrolment(practice, step.token)
    assert enrolment is not None
    assert enrolment == required_enrolment(practice, step.token)
    assert enrolment.secret in enrolment.address
    assert refused(lambda: finish_sign_in(practice, step.token, "000000", HERE))
    done = finish_sign_in(practice, step.token, pyotp.TOTP(enrolment.secret).now(), HERE)
    assert live_visit(done.token)
    assert len(set(done.recovery_codes)) == recovery_codes.COUNT
    with pytest.raises(SignInExpiredError):
        finish_sign_in(practice, step.token, done.recovery_codes[0], HERE)
    with pytest.raises(InvalidEntryError, match="several people"):
        store.remove_second_factor()


def test_a_code_works_once_and_invalidates_earlier_ones(
    store: Store, practice: Database, clock: Callable[[float], datetime]
) -> None:
    phone = Phone(store.begin_second_factor().secret)
    store.confirm_second_factor(code_at(phone, clock(0)))
    for seconds, counts in ((1, False), (31, True), (32, False), (59, False), (61, True)):
        moment = clock(seconds)
        step = asked(practice)
        assert refused(
            lambda step=step, moment=moment: finish_sign_in(practice, step.token, code_at(phone, moment), HERE)
        ) is (not counts)
    moment = clock(200)
    step = asked(practice)
    assert not refused(
        lambda: finish_sign_in(practice, step.token, code_at(phone, moment + timedelta(seconds=30)), HERE)
    )
    step = asked(practice)
    assert refused(lambda: finish_sign_in(practice, step.token, code_at(phone, moment), HERE))


@pytest.mark.parametrize(("off", "counts"), [(-61, False), (-30, True), (30, True), (61, False)])
def test_a_phone_may_be_off_by_half_a_minute(
    store: Store, practice: Database, clock: Callable[[float], datetime], off: float, counts: bool
) -> None:
    phone = enrolled(store)
    moment = clock(3_000)
    step = asked(practice)
    attempt = lambda: finish_sign_in(practice, step.token, code_at(phone, moment + timedelta(seconds=off)), HERE)  # noqa: E731
    assert refused(attempt) is not counts


def test_of_parallel_sign_ins_with_one_code_one_wins(
    store: Store, practice: Database, clock: Callable[[float], datetime]
) -> None:
    phone = enrolled(store)
    code = code_at(phone, clock(300))
    steps = [asked(practice) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda step: refused(lambda: finish_sign_in(practice, step.token, code, HERE)), steps))
    assert sorted(outcomes) == [False, True, True, True]


def test_of_parallel_uses_of_one_recovery_code_one_wins(store: Store, practice: Database) -> None:
    code = enrolled(store).recovery_codes[3].lower().replace("-", " ")
    steps = [asked(practice) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda step: refused(lambda: finish_sign_in(practice, step.token, code, HERE)), steps))
    assert sorted(outcomes) == [False, True, True, True]
    assert store.second_factor().recovery_codes_left == recovery_codes.COUNT - 1


def test_fresh_recovery_codes_invalidate_the_old_ones(store: Store, practice: Database) -> None:
    old = enrolled(store).recovery_codes
    new = store.new_recovery_codes()
    step = asked(practice)
    assert refused(lambda: finish_sign_in(practice, step.token, old[0], HERE))
    assert finish_sign_in(practice, step.token, new[0], HERE).token


def test_wrong_codes_are_throttled_and_a_right_passphrase_does_not_reset_the_count(
    store: Store, practice: Database
) -> None:
    phone = enrolled(store)
    for number in range(BY_ACCOUNT):
        step = asked(practice)
        assert refused(lambda step=step, number=number: finish_sign_in(practice, step.token, f"{number:06}", HERE))
    with pytest.raises(SignInRefusedError, match="Too many"):
        finish_sign_in(practice, step.token, phone.recovery_codes[0], "198.51.100.7")
    with pytest.raises(SignInRefusedError, match="Too many"):
        sign_in(practice, "ada", PASSPHRASE, "198.51.100.7")


@pytest.mark.parametrize(
    "code", ["", " ", "-", "12345", "1234567", "ABCD", "ABCD-EFGH-JKLM-NPQR", "١٢٣٤٥٦", "\x00" * 6]
)
def test_anything_but_a_code_is_refused(store: Store, practice: Database, code: str) -> None:
    enrolled(store)
    step = asked(practice)
    assert refused(lambda: finish_sign_in(practice, step.token, code, HERE))


def test_a_pending_sign_in_expires_with_time_and_when_the_passphrase_changes(
    store: Store, practice: Database, ada: Actor
) -> None:
    phone = enrolled(store)
    late, overtaken = asked(practice), asked(practice)
    with practice.write() as tx:
        first = tx.scalar(select(SignInStep.id).order_by(SignInStep.begun_at))
        tx.execute(
            update(SignInStep).where(SignInStep.id == first).values(begun_at=now() - timedelta(minutes=10, seconds=1))
        )
    with pytest.raises(SignInExpiredError):
        finish_sign_in(practice, late.token, phone.recovery_codes[0], HERE)
    store.change_passphrase(PASSPHRASE, "five soft yellow lamps")
    with pytest.raises(SignInExpiredError):
        finish_sign_in(practice, overtaken.token, phone.recovery_codes[0], HERE)
    for made_up in (None, "", "x", late.token[:-1]):
        with pytest.raises(SignInExpiredError):
            required_enrolment(practice, made_up)


def test_another_phone_takes_over_with_its_first_code_and_the_old_one_works_until_then(
    store: Store, practice: Database, clock: Callable[[float], datetime]
) -> None:
    old = enrolled(store)
    new = Phone(store.begin_second_factor().secret)
    with pytest.raises(InvalidEntryError):
        store.confirm_second_factor("000000")
    step = asked(practice)
    finish_sign_in(practice, step.token, code_at(old, clock(90)), HERE)
    moment = clock(180)
    store.confirm_second_factor(code_at(new, moment))
    step = asked(practice)
    moment = clock(240)
    assert refused(lambda: finish_sign_in(practice, step.token, code_at(old, moment), HERE))
    assert not refused(lambda: finish_sign_in(practice, step.token, code_at(new, moment), HERE))


def test_secret_and_codes_are_not_readable_in_the_database(store: Store, practice: Database) -> None:
    phone = enrolled(store)
    with practice.read() as tx:
        kept = repr(tx.execute(select(SecondFactor.__table__)).all() + tx.execute(select(RecoveryCode.__table__)).all())
        entries = repr(tx.execute(select(AuditEntry.__table__)).all())
    for secret in (phone.secret, *phone.recovery_codes, *(code.replace("-", "") for code in phone.recovery_codes)):
        assert secret not in kept + entries
    assert phone.secret not in repr(store.begin_second_factor())


def test_sensitive_actions_need_a_new_proof_ten_minutes_after_sign_in(
    store: Store, practice: Database, ada: Actor
) -> None:
    phone = enrolled(store)
    visit = live_visit(phone.through(practice, asked(practice)))
    assert visit is not None
    mine = open_store(visit.actor)
    assert mine.proved()
    guarded = {
        "roles": lambda: mine.change_roles(ada.account_id, list(Role)),
        "codes": mine.new_recovery_codes,
        "removal": mine.remove_second_factor,
        "phone": mine.begin_second_factor,
        "colleague": lambda: mine.add_colleague("ben", "Ben", [Role.THERAPIST], key="a"),
    }
    with practice.write() as tx:
        tx.execute(update(Visit).values(proved_at=now() - timedelta(minutes=10, seconds=1)))
    assert not mine.proved()
    for name, act in guarded.items():
        with pytest.raises(NeedsProofError):
            act()
        assert mine.colleagues(), name
    for passphrase, code in (("a wrong passphrase", phone.recovery_codes[0]), (PASSPHRASE, ""), (PASSPHRASE, "1" * 6)):
        with pytest.raises(InvalidEntryError):
            mine.prove(passphrase, code)
    mine.prove(PASSPHRASE, phone.recovery_codes[0])
    assert mine.proved()
    guarded["roles"]()


def test_guessing_a_proof_is_throttled(store: Store, practice: Database) -> None:
    for _ in range(BY_ACCOUNT):
        with pytest.raises(InvalidEntryError, match="does not fit"):
            store.prove("guess after guess")
    with pytest.raises(TooManyTriesError, match="Too many tries"):
        store.prove(PASSPHRASE)


def test_an_administrator_resets_the_second_factor_of_colleagues_but_not_their_own(
    store: Store, practice: Database
) -> None:
    enrolled(store)
    store.add_colleague("ben", "Ben", [Role.ADMINISTRATOR], key="a")
    ben = next(colleague for colleague in store.colleagues() if colleague.sign_in_name == "ben")
    ada = next(colleague for colleague in store.colleagues() if colleague.is_this)
    with pytest.raises(InvalidEntryError):
        store.reset_second_factor(ada.id)
    here = live_visit(Phone.through(enrolled(store), practice, asked(practice)))
    assert here is not None
    other = open_store(Actor(ben.id, practice.place))
    other.reset_second_factor(ada.id)
    assert asked(practice).missing is Missing.ENROLMENT
    with pytest.raises(AllianceError):
        open_store(here.actor).person()


def test_people_end_single_visits_and_only_their_own(store: Store, practice: Database) -> None:
    store.add_colleague("ben", "Ben", [Role.THERAPIST], key="a")
    ben = next(colleague for colleague in store.colleagues() if colleague.sign_in_name == "ben")
    phone = Phone()
    here, there = (phone.through(practice, sign_in(practice, "ada", PASSPHRASE, HERE, "Firefox, Mac")) for _ in "ab")
    visit = live_visit(here)
    assert visit is not None
    mine = open_store(visit.actor)
    listed = mine.visits()
    assert {visit.browser for visit in listed} <= {"Firefox, Mac", ""}
    other = next(visit for visit in listed if not visit.is_this)
    open_store(Actor(ben.id, practice.place)).end_visit(other.id)
    assert live_visit(there)
    mine.end_visit(other.id)
    assert live_visit(there) is None
    assert live_visit(here)
