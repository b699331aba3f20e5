"""Attacks on stored data by somebody signed in: the same submit twice at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.tables import Client, TherapySession
from tests.support.attack_target import TODAY, Target
from tests.support.extent import extent

DOUBLES = extent(1_000, 60)


def test_every_double_submit_stores_one_row(target: Target) -> None:
    store = target.store("ben")
    clients = [store.add_client(ClientEntry(code=f"D-{n}", started_on=TODAY), key=f"d{n}") for n in range(20)]
    entry = SessionEntry(held_on=TODAY, ratings=(Rating(rater=Rater.THERAPIST, goal=5, task=5, bond=5),))

    def submit(number: int) -> str:
        # The same number twice in a row: a double click that reaches two threads.
        return store.record_session(clients[number // 2 % 20], entry, key=f"double {number // 2}")

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(submit, range(2 * DOUBLES)))
    assert made[::2] == made[1::2]
    assert len(set(made)) == DOUBLES
    with target.home.read() as tx:
        kept = select(func.count()).where(TherapySession.client_id.in_(clients)).select_from(TherapySession)
        assert tx.scalar(kept) == DOUBLES


def test_a_client_added_twice_in_parallel_is_added_once(target: Target) -> None:
    store = target.store("ben")

    def add(number: int) -> str:
        return store.add_client(ClientEntry(code=f"T-{number // 4}", started_on=TODAY), key=f"t{number // 4}")

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(add, range(80)))
    assert len(set(made)) == 20
    with target.home.read() as tx:
        assert tx.scalar(select(func.count()).where(Client.code.like("T-%")).select_from(Client)) == 20
