"""How fast one address may ask without a visit, so that nobody can wear the app down or guess in bulk."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

WINDOW = 60.0
"""Seconds over which requests are counted."""

MAX_ADDRESSES = 10_000
"""Addresses remembered; beyond that the one not heard of for longest is forgotten."""


class RateLimiter:
    """Counts the requests of each address in a sliding minute; several processes allow as much each."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def exceeds(self, address: str, limit: int) -> bool:
        """Count one request of this address; whether it is one more than `limit` within the window."""
        moment = time.monotonic()
        with self._lock:
            times = self._seen.pop(address, None) or deque()
            self._seen[address] = times  # back in at the end, so that the first is the longest unheard
            while times and moment - times[0] > WINDOW:
                times.popleft()
            if len(times) >= limit:
                return True
            times.append(moment)
            if len(self._seen) > MAX_ADDRESSES:
                del self._seen[next(iter(self._seen))]
        return False
