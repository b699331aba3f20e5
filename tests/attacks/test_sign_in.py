"""Attacks on signing in: evading the throttling, using a code twice, account enumeration."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from db.access import Role
from db.sign_in.throttle import BY_ACCOUNT, BY_ADDRESS
from db.tables import SignInAttempt
from tests.support.attack_target import Target, inside
from tests.support.front_door import PASSPHRASE, Door, alert_of, opened
from tests.support.phone import Phone


@pytest.fixture(autouse=True)
def brakes_off(target: Target) -> None:
    """Every attack begins without earlier failures."""
    with target.home.write() as tx:
        tx.execute(delete(SignInAttempt))


def guess(browser: httpx.Client, name: str, passphrase: str = "a guess that is wrong", **headers: str) -> str:
    return alert_of(browser.post("/sign-in", data={"sign_in_name": name, "passphrase": passphrase}, headers=headers))


def waiting(target: Target, name: str = "ben") -> httpx.Client:
    """A browser with a pending sign-in: the attacker knows the passphrase."""
    browser = target.door.browser()
    browser.post("/sign-in", data={"sign_in_name": name, "passphrase": PASSPHRASE})
    return browser


@pytest.mark.parametrize(
    "spellings",
    [
        ("ben", "BEN", "Ben", "bEn", "beN"),
        ("ben", " ben", "ben ", "\tben", "ben\n"),
        ("ben", "ben\u2003", "\u00a0ben", "ben\u3000", "\u2028ben"),
        ("BEN ", " Ben", "beN\t", "\u00a0bEN", "ben"),
    ],
    ids=["case", "space", "other spaces", "both"],
)
def test_throttling_of_an_account_is_not_evaded_by_spelling(
    target: Target, nobody: httpx.Client, spellings: tuple[str, ...]
) -> None:
    assert len(spellings) == BY_ACCOUNT
    for spelling in spellings:
        assert "do not fit" in guess(nobody, spelling)
    assert "Too many tries" in guess(nobody, "ben", PASSPHRASE)


def test_throttling_of_an_address_is_not_evaded_by_claiming_another(target: Target, nobody: httpx.Client) -> None:
    said = []
    for number in range(BY_ADDRESS + 3):
        spoofed = f"203.0.113.{number}"
        headers = {"X-Forwarded-For": spoofed, "X-Real-IP": spoofed, "Forwarded": f"for={spoofed}"}
        said.append(guess(nobody, f"name{number}", **headers))
    assert "do not fit" in said[BY_ADDRESS - 1]
    assert all("Too many tries" in answer for answer in said[BY_ADDRESS:])


def test_parallel_guesses_do_not_evade_throttling(target: Target) -> None:
    def attempt(_: int) -> str:
        with target.door.browser() as browser:
            return guess(browser, "ben")

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(attempt, range(24)))
    assert sum("do not fit" in answer for answer in said) == BY_ACCOUNT
    assert sum("Too many tries" in answer for answer in said) == 24 - BY_ACCOUNT


def test_account_enumeration_is_not_possible(target: Target, nobody: httpx.Client) -> None:
    target.store("robin").disable_account(target.ids["kim"])
    answers = []
    for name in ("robin", "nobody-of-this-name", "kim", ""):
        answer = nobody.post("/sign-in", data={"sign_in_name": name, "passphrase": "a guess that is wrong"})
        answers.append((answer.status_code, answer.text.replace(f'value="{name}"', 'value=""')))
    target.store("robin").enable_account(target.ids["kim"])
    assert len(set(answers)) == 1


def test_a_used_recovery_code_fails_in_parallel_sign_ins(target: Target) -> None:
    code = target.recovery_code("ben")
    target.phones["ben"].recovery_codes.remove(code)
    browsers = [waiting(target) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda browser: browser.post("/second-step", data={"code": code}), browsers))
    assert sum(inside(browser) for browser in browsers) == 1
    for browser in browsers:
        browser.close()


def test_one_totp_code_works_in_one_of_many_parallel_sign_ins(target: Target) -> None:
    admin, name = target.store("robin"), "parallel"
    given = admin.add_colleague(name, "Parallel", [Role.THERAPIST], key=name)
    phone, first = Phone(), target.door.browser()
    form = {"sign_in_name": name, "code": given} | dict.fromkeys(("passphrase", "again"), PASSPHRASE)
    first.post("/first-sign-in", data=form)
    page = first.get("/second-step").text
    phone.secret = page.split("Key: <code>")[1].split("<")[0]
    code = phone.code()
    browsers = [first, *(waiting(target, name) for _ in range(7))]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda browser: browser.post("/second-step", data={"code": code}), browsers))
    assert sum(inside(browser) for browser in browsers) == 1
    again = waiting(target, name)
    again.post("/second-step", data={"code": code})
    assert not inside(again)
    for browser in (*browsers, again):
        browser.close()
    admin.disable_account(next(colleague.id for colleague in admin.colleagues() if colleague.sign_in_name == name))


def test_guessing_codes_is_throttled_and_a_right_passphrase_does_not_reset_the_count(target: Target) -> None:
    said = []
    for number in range(BY_ACCOUNT + 3):
        browser = waiting(target)
        said.append(alert_of(browser.post("/second-step", data={"code": f"{number:06}"})))
        browser.close()
    assert not any("does not fit" in answer for answer in said[BY_ACCOUNT:])
    assert "Too many tries" in guess(waiting(target), "ben", PASSPHRASE)


def test_a_pending_sign_in_gives_access_to_nothing(target: Target) -> None:
    browser = waiting(target)
    step = browser.cookies["alliance-step"]
    for value in (step, f"practice.{step}", f"demo.{step}"):
        assert browser.get("/session", headers={"Cookie": f"alliance={value}; alliance-step={step}"}).status_code == 303
    assert not inside(browser)
    browser.close()


def test_the_second_factor_of_one_person_is_not_passed_with_the_code_of_another(target: Target) -> None:
    browser = waiting(target, "robin")
    code = target.recovery_code("ben")
    assert "does not fit" in alert_of(browser.post("/second-step", data={"code": code}))
    assert not inside(browser)
    browser.close()


def test_guessing_a_one_time_code_is_throttled_and_it_works_once(target: Target, nobody: httpx.Client) -> None:
    admin = target.store("robin")
    given = admin.add_colleague("once", "Once", [Role.THERAPIST], key="once")
    form = {"sign_in_name": "once", "code": given} | dict.fromkeys(("passphrase", "again"), PASSPHRASE)
    assert nobody.post("/first-sign-in", data=form).status_code == 303
    assert "do not fit" in alert_of(nobody.post("/first-sign-in", data=form))
    for number in range(BY_ACCOUNT):
        nobody.post("/first-sign-in", data=form | {"code": f"AAAA-AAAA-AAA{number}"})
    assert "Too many tries" in alert_of(nobody.post("/first-sign-in", data=form))
    admin.disable_account(next(colleague.id for colleague in admin.colleagues() if colleague.sign_in_name == "once"))


def test_a_practice_cannot_be_set_up_twice(target: Target, nobody: httpx.Client) -> None:
    form = {"practice": "Mine", "name": "Me", "sign_in_name": "me", "code": "AAAA-AAAA-AAAA"}
    form |= dict.fromkeys(("passphrase", "again"), PASSPHRASE)
    assert nobody.post("/set-up", data=form).headers["location"] == "/sign-in"
    assert not nobody.cookies


def test_guessing_the_set_up_code_is_stopped(tmp_path: Path) -> None:
    def code_of(door: Door) -> str:
        return door.set_up_code()

    with opened(tmp_path / "data") as door, door.browser() as browser:
        form = {"practice": "Mine", "name": "Me", "sign_in_name": "me"}
        form |= dict.fromkeys(("passphrase", "again"), PASSPHRASE)
        for number in range(20):
            assert "does not fit" in alert_of(browser.post("/set-up", data=form | {"code": f"AAAA-AAAA-AA{number:02}"}))
        assert "does not fit" in alert_of(browser.post("/set-up", data=form | {"code": code_of(door)}))


@pytest.mark.parametrize(
    "typed",
    ["' OR '1'='1", '"; DROP TABLE accounts; --', "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "\x00"],
)
def test_injected_markup_is_escaped(nobody: httpx.Client, typed: str) -> None:
    for path, field in (("/sign-in", "sign_in_name"), ("/first-sign-in", "sign_in_name"), ("/second-step", "code")):
        answer = nobody.post(path, data={field: typed, "passphrase": typed, "code": typed, "again": typed})
        assert answer.status_code in (303, 400)
        assert "<script>alert" not in answer.text
        assert ">49<" not in answer.text
        assert "set-cookie" not in answer.headers or "alliance=practice" not in answer.headers["set-cookie"]


def test_a_passphrase_is_never_echoed(nobody: httpx.Client) -> None:
    secret = "a passphrase typed in vain"
    for path in ("/sign-in", "/first-sign-in"):
        answer = nobody.post(path, data={"sign_in_name": "ben", "passphrase": secret, "again": secret, "code": "x"})
        assert secret not in answer.text + str(answer.headers)
