"""Which records a visit viewed recently: a view is audited once in a while, not with every redraw of a page."""

from __future__ import annotations

import time
from threading import Lock

from db.access import Actor

AUDITED_EVERY = 15 * 60.0
"""Seconds after which viewing the same client is audited again. A page redraws with every tap."""

MAX_REMEMBERED = 10_000
"""Views remembered in this process; beyond that all are dropped, and the next ones audited again."""

_recent_views: dict[tuple[str, str, str], float] = {}
_lock = Lock()


def viewed_recently(actor: Actor, client_id: str) -> bool:
    """Whether this visit's view of this client is in the audit log already."""
    last = _recent_views.get(_key(actor, client_id))
    return last is not None and time.monotonic() - last < AUDITED_EVERY


def remember(actor: Actor, client_id: str) -> None:
    """Note that the view was audited and that transaction committed."""
    with _lock:
        if len(_recent_views) >= MAX_REMEMBERED:
            _recent_views.clear()
        _recent_views[_key(actor, client_id)] = time.monotonic()


def _key(actor: Actor, client_id: str) -> tuple[str, str, str]:
    return actor.account_id, actor.visit_id or "", client_id
