"""Building the demo practice in a database of its own: the same content for the same day."""

from __future__ import annotations

import random
from datetime import date

from sqlalchemy import insert, select

from db.access import Role
from db.connection import Database
from db.derived import deferred_derivation
from db.sign_in import set_up
from db.store import Store
from db.tables import Account, Write
from demo.colleagues import add_colleagues, build_colleagues
from demo.stories import STORIES
from demo.story_events import record_events
from demo.story_sessions import sessions_of

PRACTICE = "Demo practice (invented people)"
BUILT = "demo-built"
"""The key of the last write: without it a demo was not built to the end."""


def build_demo(demo: Database, today: date) -> str:
    """Fill the empty demo database, with dates that end `today`; returns the id of the account that visitors use."""
    unusable = f"nobody-knows-{random.SystemRandom().getrandbits(256):x}"
    actor = set_up(demo, practice=PRACTICE, sign_in_name="demo", display_name="Robin Demo", passphrase=unusable)
    store = Store(actor, demo)
    # The demo person has every role, so that visitors see every page.
    store.change_roles(actor.account_id, Role)
    with demo.read() as tx:
        practice_id = tx.scalar(select(Account.practice_id).where(Account.id == actor.account_id)) or ""
    account_ids = add_colleagues(demo, store, practice_id)
    store.import_sessions([session for story in STORIES for session in sessions_of(story, today)], key="demo")
    stories = {story.code: story for story in STORIES}
    with deferred_derivation(demo):
        for client in store.clients():
            record_events(store, client, stories[client.code], today)
    build_colleagues(demo, account_ids, today)
    with demo.write() as tx:
        tx.execute(insert(Write).values(account_id=actor.account_id, key=BUILT, outcome=actor.account_id))
    return actor.account_id
