"""Attacks on visits: planted, copied, guessed and expired cookies."""

from __future__ import annotations

import secrets

import httpx

from db.access import Role
from tests.support.attack_sockets import closed, drawn, refused
from tests.support.attack_target import Target, inside
from tests.support.front_door import PASSPHRASE, rerun


def copy_of(target: Target, browser: httpx.Client) -> httpx.Client:
    """A thief's browser with the same cookies."""
    thief = target.door.browser()
    thief.cookies.update(browser.cookies)
    return thief


def test_session_fixation_a_cookie_planted_before_sign_in_is_never_adopted(
    target: Target, nobody: httpx.Client
) -> None:
    planted = f"practice.{secrets.token_urlsafe(32)}"
    nobody.cookies.set("alliance", planted, domain="127.0.0.1")
    nobody.post("/sign-in", data={"sign_in_name": "robin", "passphrase": PASSPHRASE})
    nobody.cookies.delete("alliance", domain="127.0.0.1")
    code = target.recovery_code("robin")
    target.phones["robin"].recovery_codes.remove(code)
    nobody.post("/second-step", data={"code": code}, headers={"Cookie": f"alliance={planted}"})
    thief = target.door.browser()
    thief.cookies.set("alliance", planted, domain="127.0.0.1")
    assert not inside(thief)
    thief.close()


def test_session_fixation_every_sign_in_gets_a_new_token(target: Target) -> None:
    tokens = set()
    for _ in range(3):
        browser = target.signed_in("ben")
        tokens.add(browser.cookies["alliance"])
        browser.close()
    assert len(tokens) == 3


def test_a_copied_cookie_is_useless_after_sign_out(target: Target, robin: httpx.Client) -> None:
    thief = copy_of(target, robin)
    assert inside(thief)
    robin.post("/sign-out")
    for path in ("/", "/session", "/client", "/administration"):
        assert thief.get(path).status_code == 303
    for path in ("/media/x.png", "/_stcore/upload_file/a/b", "/component/x/index.html", "/_stcore/host-config"):
        assert thief.get(path, headers={"Accept": "*/*"}).status_code == 401
    assert refused(target.door, thief)
    thief.close()


def test_a_copied_cookie_is_cut_off_when_its_owner_signs_out_everywhere_else(target: Target) -> None:
    stolen, mine = target.signed_in("robin"), target.signed_in("robin")
    with target.door.websocket(stolen) as stream:
        stream.send(rerun())
        drawn(stream)
        target.store("robin").end_other_visits()
        stream.send(rerun())
        assert closed(stream)
    assert not inside(stolen)
    stolen.close()
    mine.close()


def test_a_visit_ends_with_its_account(target: Target, ben: httpx.Client) -> None:
    with target.door.websocket(ben) as stream:
        stream.send(rerun())
        drawn(stream)
        target.store("robin").disable_account(target.ids["ben"])
        stream.send(rerun())
        assert closed(stream)
    assert not inside(ben)
    target.store("robin").enable_account(target.ids["ben"])
    assert not inside(ben)


def test_a_visit_ends_with_a_change_of_roles(target: Target, ben: httpx.Client) -> None:
    target.store("robin").change_roles(target.ids["ben"], [Role.THERAPIST, Role.SUPERVISOR])
    assert not inside(ben)
    target.store("robin").change_roles(target.ids["ben"], [Role.THERAPIST])


def test_guessed_tokens_give_no_access(target: Target, nobody: httpx.Client) -> None:
    for _ in range(300):
        token = f"practice.{secrets.token_urlsafe(32)}"
        assert nobody.get("/session", headers={"Cookie": f"alliance={token}"}).status_code == 303


def test_an_altered_or_truncated_token_gives_no_access(robin: httpx.Client, nobody: httpx.Client) -> None:
    token = robin.cookies["alliance"]
    for made_up in (token[:-1], token + "A", token.swapcase(), token[:9] + "A" + token[10:], token + "; alliance=x"):
        if made_up != token:
            answer = nobody.get("/session", headers={"Cookie": f"alliance={made_up}"})
            assert answer.status_code == 303 or made_up.startswith(token + ";")


def test_a_demo_visit_gives_no_access_to_the_practice(target: Target, nobody: httpx.Client) -> None:
    nobody.post("/demo")
    secret = nobody.cookies["alliance"].split(".")[1]
    assert nobody.get("/session", headers={"Cookie": f"alliance=practice.{secret}"}).status_code == 303
    with target.door.websocket(nobody) as stream:
        stream.send(rerun(query_string=f"client={target.client_id}"))
        assert "Willow" not in str(drawn(stream))


def test_a_second_cookie_beside_the_real_one_gives_no_access(target: Target, nobody: httpx.Client) -> None:
    for header in (
        "alliance=; alliance=x",
        "alliance=practice.; Path=/",
        "__Host-alliance=practice.x; alliance=practice.y",
        'alliance="practice.x"',
        "alliance=practice.%00",
    ):
        assert nobody.get("/session", headers={"Cookie": header}).status_code == 303
        assert refused(target.door)


def test_another_persons_visit_cannot_be_ended(target: Target, robin: httpx.Client) -> None:
    for visit in target.store("robin").visits():
        target.store("ben").end_visit(visit.id)
    assert inside(robin)
