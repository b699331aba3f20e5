"""Slowing down whoever guesses links, without keeping anyone out who has a real one.

With 256 random bits nobody guesses a link; what a flood of guesses can do is cost time. So wrong tokens from one
address are, after some, answered one after another. Real ones are never slowed: many clients may share one address.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

import anyio

FREE = 60
"""Wrong tokens an address may try in a window before it is slowed; people reopen old links."""

WINDOW_SECONDS = 15 * 60.0
PAUSE_SECONDS = 0.01
"""Each further one waits its turn for this long: 100 a second and address."""

MAX_WAITING = 100
"""Guesses of one address that may wait at a time; more are refused unread."""

MAX_ADDRESSES = 5_000


@dataclass
class _Guesses:
    begun: float
    count: int = 0
    waiting: int = 0
    turn: anyio.Lock = field(default_factory=anyio.Lock)


_guesses: OrderedDict[str, _Guesses] = OrderedDict()


def is_flooded(address: str) -> bool:
    """Whether so many guesses of this address wait already that the next one need not even be looked up."""
    found = _guesses.get(address)
    return found is not None and found.waiting >= MAX_WAITING


async def delay(address: str) -> None:
    """Count a wrong token, and wait where there were too many."""
    guesses = _of(address)
    guesses.count += 1
    if guesses.count <= FREE:
        return
    guesses.waiting += 1
    try:
        async with guesses.turn:
            await anyio.sleep(PAUSE_SECONDS)
    finally:
        guesses.waiting -= 1


def _of(address: str) -> _Guesses:
    moment = time.monotonic()
    found = _guesses.get(address)
    if found is None or (moment - found.begun > WINDOW_SECONDS and not found.waiting):
        found = _guesses[address] = _Guesses(moment)
        while len(_guesses) > MAX_ADDRESSES:
            _guesses.popitem(last=False)
    return found
