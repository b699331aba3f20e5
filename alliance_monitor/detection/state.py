"""What one client's past contributes to the next judgement."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple, Self


class ChannelState(NamedTuple):
    """What one channel needs to know of the past: forgetting sums, last two ratings, best level so far."""

    ratings: int
    n: float
    total: float
    surprises: float
    squares: float
    last: float
    before_last: float
    best: float


class State(NamedTuple):
    """Everything one client's past contributes to the next judgement."""

    client_id: Any
    session_number: int
    channels: tuple[ChannelState, ChannelState, ChannelState, ChannelState]
    instruments: tuple[str | None, str | None]

    def dump(self) -> str:
        """Return the state as JSON text; `load` gives it back unchanged."""
        return json.dumps(self)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote."""
        return cls.of(*json.loads(text))

    @classmethod
    def of(cls, client_id: Any, session_number: int, channels: list[Any], instruments: list[str | None]) -> Self:
        """The state from its parts as JSON keeps them."""
        first, second, third, fourth = (ChannelState(*channel) for channel in channels)
        by_client, by_therapist = instruments
        return cls(client_id, session_number, (first, second, third, fourth), (by_client, by_therapist))


NOTHING_RATED: Final = ChannelState(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
