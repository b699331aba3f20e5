"""A tarpit for guessed links, which never delays anyone with a real one.

Nobody guesses 256 random bits, but a flood of guesses costs the server time. So after a number of wrong tokens from an
address, further ones are answered slowly, one after another. Real tokens are not: many clients may share an address.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

import anyio

FREE = 60
"""Wrong tokens per address and window that are answered at once, since people reopen old links."""

WINDOW_SECONDS = 15 * 60.0
PAUSE_SECONDS = 0.01
"""Delay of each further one, one at a time: at most 100 per second and address."""

MAX_WAITING = 100
"""Delayed guesses per address; beyond that, tokens are not even looked up."""

MAX_ADDRESSES = 5_000


@dataclass
class _Guesses:
    begun: float
    count: int = 0
    waiting: int = 0
    turn: anyio.Lock = field(default_factory=anyio.Lock)


_guesses: OrderedDict[str, _Guesses] = OrderedDict()


def is_flooded(address: str) -> bool:
    """Whether so many guesses from this address are waiting that the next token should not even be looked up."""
    found = _guesses.get(address)
    return found is not None and found.waiting >= MAX_WAITING


async def delay(address: str) -> None:
    """Count a wrong token from this address, and delay the response if there were too many."""
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
