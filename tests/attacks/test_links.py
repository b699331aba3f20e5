"""Attacks on clients' links: guessing one, using one twice, using one for other access."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
from sqlalchemy import func, select

from db.tables import Rating
from tests.support.attack_target import CODE, NOTE, TODAY, Target, inside
from tests.support.extent import extent

GUESSES = extent(2_000, 100)
ANSWERS = {"1": "6", "2": "6", "3": "6", "4": "1"}


def test_guessed_links_all_get_the_same_response(target: Target, nobody: httpx.Client) -> None:
    tokens = [secrets.token_urlsafe(32) for _ in range(GUESSES)] + ["", "x", "%2e%2e", "%00", "a" * 1_500]
    said = {(answer.status_code, answer.text) for answer in (nobody.get(f"/r/{token}") for token in tokens[:GUESSES])}
    assert len(said) == 1
    for token in tokens[GUESSES:]:
        assert nobody.get(f"/r/{token}").status_code == 404


def test_of_many_answers_sent_at_once_a_link_stores_one(target: Target) -> None:
    store = target.store("robin")
    link = store.create_link(target.client_id, TODAY - timedelta(days=1))

    def answer(_: int) -> int:
        with target.door.browser() as browser:
            return browser.post(link.path, data=ANSWERS).status_code

    def ratings() -> int:
        with target.home.read() as tx:
            query = select(func.count()).where(Rating.rater == "client", Rating.client_id == target.client_id)
            return int(tx.scalar(query.select_from(Rating)) or 0)

    before = ratings()
    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(answer, range(100)))
    assert ratings() == before + 1
    assert sorted(set(said)) == [200, 404]
    assert said.count(200) == 1


def test_a_link_gives_access_to_nothing_but_its_own_page(target: Target, nobody: httpx.Client) -> None:
    path = target.store("robin").create_link(target.client_id, TODAY - timedelta(days=2)).path
    page = nobody.get(path)
    assert page.status_code == 200
    assert not nobody.cookies
    for secret in (CODE, NOTE, "Robin"):
        assert secret not in page.text
    for further in ("/session", "/client", f"{path}/session", f"{path}/../../session"):
        assert nobody.get(further).status_code in (303, 404)
    assert not inside(nobody)


def test_a_revoked_link_gets_the_same_response_as_a_made_up_one(target: Target, nobody: httpx.Client) -> None:
    store = target.store("robin")
    link = store.create_link(target.client_id, TODAY - timedelta(days=3))
    store.revoke_link(link.id)
    made_up = nobody.get(f"/r/{secrets.token_urlsafe(32)}")
    gone = nobody.get(link.path)
    assert (gone.status_code, gone.text) == (made_up.status_code, made_up.text)
    assert nobody.post(link.path, data=ANSWERS).status_code == 404
