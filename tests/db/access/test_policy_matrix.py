"""Every method of the store × every role × whose data it is: who may, who may not, and what they are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from alliance_monitor.coding import ANSWERS
from alliance_monitor.coding.vignette import vignettes
from db.access import Actor, NeedsProofError, NotAllowedError, NotSignedInError, Role
from db.configuration import Configuration, configuration
from db.connection.database import Database
from db.connection.utc import now
from db.opening import open_database
from db.place import Place
from db.sign_in.visits import begin_visit
from db.store import Store
from db.store.policy import policy_of
from db.tables import Account, AuditEntry, Base, Visit
from tests.support.extent import parametrize_part
from tests.support.policy_cases import MATRIX, PEOPLE, works_for
from tests.support.policy_check import content, hold
from tests.support.policy_world import World, call, world

METHODS = sorted(name for name in dir(Store) if not name.startswith("_") and callable(getattr(Store, name)))
SENSITIVE = [name for name in METHODS if (declared := policy_of(getattr(Store, name))) and declared.proof]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A data folder with the world in it, made once."""
    folder = tmp_path_factory.mktemp("matrix") / "template"
    home = open_database(Place.PRACTICE, Configuration(data=folder))
    made = world(home)
    made.arguments["vignette_id"], made.arguments["answer"] = vignettes()[0].id, next(iter(ANSWERS))
    with home.write() as tx:
        tx.exec_driver_sql("SELECT 1")
    home.engine.dispose()
    return folder, made


@pytest.fixture
def fresh(
    template: tuple[Path, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[World, Database]]:
    """The same world in a copy of its own, everybody signed in."""
    folder, made = template
    shutil.copytree(folder, tmp_path / "data")
    monkeypatch.setenv("ALLIANCE_DATA", str(tmp_path / "data"))
    (tmp_path / "backups").mkdir(mode=0o700)
    monkeypatch.setenv("ALLIANCE_BACKUP_FOLDER", str(tmp_path / "backups"))
    configuration.cache_clear()
    home = open_database(Place.PRACTICE, configuration())
    with home.write() as tx:
        for name in PEOPLE:
            begin_visit(tx, home.place, made.ids[name])
        visits = {row.account_id: row.id for row in tx.execute(select(Visit.id, Visit.account_id))}
    people = {name: Store(Actor(made.ids[name], home.place, visits[made.ids[name]]), home) for name in PEOPLE}
    yield World(people, made.ids, made.arguments), home
    home.engine.dispose()
    configuration.cache_clear()


def test_every_method_of_the_store_is_in_the_matrix_with_its_roles() -> None:
    assert sorted(MATRIX) == METHODS
    declared = {name: policy_of(getattr(Store, name)) for name in METHODS}
    roles = {name: (policy.method, policy.roles) for name, policy in declared.items() if policy is not None}
    assert roles == {name: (name, frozenset(roles)) for name, (roles, _) in MATRIX.items()}


@pytest.mark.parametrize("name", METHODS)
def test_a_method_works_for_those_it_is_for_and_for_nobody_else(name: str, fresh: tuple[World, Database]) -> None:
    here, home = fresh
    hold(name, here, home)


@parametrize_part("name", METHODS, 12)
def test_a_method_works_for_nobody_whose_visit_or_account_is_over(name: str, fresh: tuple[World, Database]) -> None:
    here, home = fresh
    everyone = here.ids["owner"]
    with home.write() as tx:
        tx.execute(
            Base.metadata.tables["account_roles"].insert(),
            [{"account_id": everyone, "role": role.value} for role in Role if role is not Role.THERAPIST],
        )
        visit = tx.scalar(select(Visit.id).where(Visit.account_id == everyone))
    over: tuple[tuple[str, Callable[[], object]], ...] = (
        ("idle", lambda: update(Visit).values(seen_at=now() - timedelta(minutes=16), begun_at=Visit.begun_at)),
        ("too long", lambda: update(Visit).values(seen_at=now(), begun_at=now() - timedelta(hours=10, minutes=1))),
        ("ended", lambda: update(Visit).values(seen_at=now(), begun_at=now(), ended_at=now())),
        ("disabled", lambda: update(Account).values(disabled_at=now())),
    )
    for why, change in over:
        with home.write() as tx:
            tx.execute(change())  # type: ignore[call-overload]
        with pytest.raises(NotSignedInError):
            call(here, "owner", name)
        assert why
    here.people["owner"] = Store(Actor("nobody", home.place, visit), home)
    with pytest.raises(NotSignedInError):
        call(here, "owner", name)


@pytest.mark.parametrize("name", SENSITIVE)
def test_what_is_sensitive_is_refused_without_a_recent_proof(name: str, fresh: tuple[World, Database]) -> None:
    here, home = fresh
    who = next(person for person in PEOPLE if works_for(name, person))
    with home.write() as tx:
        tx.execute(update(Visit).values(proved_at=now() - timedelta(minutes=11)))
    before = content(home)
    with pytest.raises(NeedsProofError):
        call(here, who, name)
    assert content(home) == before


def test_a_demotion_holds_in_the_very_next_call(fresh: tuple[World, Database]) -> None:
    here, home = fresh
    owner = here.people["owner"] = Store(Actor(here.ids["owner"], home.place), home)  # no visit that would end with it
    assert owner.clients()
    here.people["administrator"].change_roles(here.ids["owner"], [Role.PRACTICE_LEAD])
    for name in METHODS:
        if Role.PRACTICE_LEAD not in MATRIX[name][0]:
            with pytest.raises(NotAllowedError):
                call(here, "owner", name)
    here.people["administrator"].disable_account(here.ids["owner"])
    with pytest.raises(NotSignedInError):
        owner.person()
    with home.read() as tx:
        assert "account.roles" in set(tx.scalars(select(AuditEntry.action)))


def test_an_ended_supervision_holds_in_the_very_next_call(fresh: tuple[World, Database]) -> None:
    here, _ = fresh
    call(here, "supervisor", "supervised_case")
    here.people["administrator"].end_supervision(here.arguments["supervision_id"])
    for name in ("supervised_case", "case_sheet", "record_discussion"):
        with pytest.raises(NotAllowedError):
            call(here, "supervisor", name)
