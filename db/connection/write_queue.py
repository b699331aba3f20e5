"""Writers of this process take turns in the order in which they came.

SQLite lets one writer in at a time; the others look again and again whether it is done, and an unlucky one may look at
the wrong moment for seconds. In a queue nobody is passed over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from db.connection.write_errors import BusyError


class Turns:
    """A lock that is handed on first come, first served."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for one's turn, at most so long; raises BusyError when it does not come."""
        with self._guard:
            mine = Event() if self._taken else None
            if mine is not None:
                self._waiting.append(mine)
            self._taken = True
        if mine is not None and not mine.wait(seconds):
            with self._guard:
                if not mine.is_set():  # else it was handed on in this very moment
                    self._waiting.remove(mine)
                    raise BusyError
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._taken = False
