"""A fair queue for the writers of this process.

SQLite admits one writer at a time. The others poll for the lock, and an unlucky one can miss it for seconds. A queue
serves them in the order in which they arrived.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from db.connection.write_errors import BusyError

WRITE_LOCK_SECONDS = 10.0
"""How long a writer waits for the write lock before giving up, on either database."""


class WriteQueue:
    """A lock that waiting threads acquire first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._held = False

    @contextmanager
    def wait(self, seconds: float) -> Iterator[None]:
        """Hold the lock during the block; raises BusyError if it is not free within `seconds`."""
        with self._guard:
            granted = Event() if self._held else None
            if granted is not None:
                self._waiting.append(granted)
            self._held = True
        if granted is not None and not granted.wait(seconds):
            with self._guard:
                if not granted.is_set():  # otherwise it was granted just after the timeout
                    self._waiting.remove(granted)
                    raise BusyError
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._held = False
