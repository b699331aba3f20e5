"""Entering the demo practice, which is built on first use and rebuilt every day."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import and_, delete, select

from db.connection import Database, now
from db.opening import database
from db.place import Place
from db.sign_in import begin_demo_visit, is_live, new_visit_token
from db.tables import Account, Base, Visit, Write
from demo.build import BUILT, build_demo

_building = Lock()

_DEMO_PERSON = (
    select(Account.id, Account.created_at)
    .join(Write, and_(Write.account_id == Account.id, Write.key == BUILT))
    .where(Account.sign_in_name == "demo", Account.disabled_at.is_(None))
)


def enter_demo(token: str = "") -> str:
    """Begin a visit in the demo practice, building it on first use; returns the visit's token, `token` if given.

    A demo of an earlier day is rebuilt, with dates that end today, unless somebody is still in it.
    """
    token = token or new_visit_token(Place.DEMO)
    demo = database(Place.DEMO)
    with _building:
        account_id = _current_account(demo)
        if account_id is None:
            _empty(demo)
            account_id = build_demo(demo, now().astimezone().date())
        begin_demo_visit(demo, account_id, token)
    return token


def is_built() -> bool:
    """Whether the demo practice can be entered at once."""
    return not _building.locked() and _current_account(database(Place.DEMO)) is not None


def _current_account(demo: Database) -> str | None:
    """The account that visitors use, or None when the demo has to be built first."""
    with demo.read() as tx:
        person = tx.execute(_DEMO_PERSON).first()
    if person is None:
        return None
    outdated = person.created_at.astimezone().date() < now().astimezone().date() and not _is_in_use(demo)
    return None if outdated else str(person.id)


def _is_in_use(demo: Database) -> bool:
    with demo.read() as tx:
        return any(is_live(tx, visit_id) for visit_id in tx.scalars(select(Visit.id).where(Visit.ended_at.is_(None))))


def _empty(demo: Database) -> None:
    """Delete everything in the demo practice, which holds invented people only."""
    if demo.place is not Place.DEMO:
        raise ValueError("only the demo practice is ever emptied")
    with demo.write() as tx:
        for table in reversed(Base.metadata.sorted_tables):
            if not table.name.startswith("audit"):  # append-only, here too
                tx.execute(delete(table))
