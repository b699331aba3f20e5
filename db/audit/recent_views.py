"""Which records a visit has looked at lately: a look is audited once a while, not with every redraw of a page."""

from __future__ import annotations

import time
from threading import Lock

from db.access import Actor

AUDITED_EVERY = 15 * 60.0
"""Seconds after which looking at the same client counts as a new look. A page redraws with every tap."""

MOST = 10_000
"""Looks remembered in this process; when there are more, all are forgotten and the next ones audited again."""

_looks: dict[tuple[str, str, str], float] = {}
_lock = Lock()


def viewed_recently(actor: Actor, client_id: str) -> bool:
    """Whether this visit's look at this client is in the audit log already."""
    last = _looks.get(_key(actor, client_id))
    return last is not None and time.monotonic() - last < AUDITED_EVERY


def remember(actor: Actor, client_id: str) -> None:
    """The look was audited and that transaction is through."""
    with _lock:
        if len(_looks) >= MOST:
            _looks.clear()
        _looks[_key(actor, client_id)] = time.monotonic()


def _key(actor: Actor, client_id: str) -> tuple[str, str, str]:
    return actor.account_id, actor.visit_id or "", client_id
