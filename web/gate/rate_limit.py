"""Rate limit for requests without a visit, against overload and bulk guessing."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

WINDOW_SECONDS = 60.0

MAX_ADDRESSES = 10_000
"""Addresses kept in memory; beyond that, the least recently seen is dropped."""


class RateLimiter:
    """Counts requests per address over a sliding minute. Each process counts by itself."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def exceeds(self, address: str, limit: int) -> bool:
        """Count a request of this address; True if there were `limit` within the window already."""
        moment = time.monotonic()
        with self._lock:
            times = self._seen.pop(address, None) or deque()
            self._seen[address] = times  # re-inserted at the end: the first is the least recently seen
            while times and moment - times[0] > WINDOW_SECONDS:
                times.popleft()
            if len(times) >= limit:
                return True
            times.append(moment)
            if len(self._seen) > MAX_ADDRESSES:
                del self._seen[next(iter(self._seen))]
        return False
