"""What a client's past contributes to the next judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Self

from alliance_monitor.detection.channels import CHANNELS, RATERS
from alliance_monitor.detection.channels.arithmetic import Number


class ChannelState(NamedTuple):
    """What one channel needs to know of the past, of one client or – as arrays – of many with equally many ratings.

    Attributes
    ----------
    ratings : number of earlier ratings.
    n, total : forgetting count and sum of earlier ratings, as they count for the level.
    surprises, squares : forgetting count and sum of squared surprises.
    last, before_last : the last two ratings.
    best : highest sum of `decline.WINDOW` ratings in a row so far.
    """

    ratings: int
    n: float
    total: Number
    surprises: float
    squares: Number
    last: Number
    before_last: Number
    best: Number

    def leading(self, clients: int) -> ChannelState:
        """The state of the first `clients` of many."""
        ratings, n, total, surprises, squares, last, before_last, best = self
        return ChannelState(
            ratings,
            n,
            total[:clients],
            surprises,
            squares[:clients],
            last[:clients],
            before_last[:clients],
            best[:clients],
        )


class State(NamedTuple):
    """Everything one client's past contributes to the next judgement.

    Attributes
    ----------
    channels : in the order of `CHANNELS`.
    instruments : last instrument stated by each of `RATERS`.
    """

    client_id: Any
    session_number: int
    channels: tuple[ChannelState, ...]
    instruments: tuple[str | None, ...]

    @classmethod
    def new(cls, client_id: Any) -> Self:
        """The state of a client nobody has rated yet."""
        return cls(client_id, 0, (NOTHING_RATED,) * len(CHANNELS), (None,) * len(RATERS))

    @classmethod
    def of(
        cls,
        client_id: Any,
        session_number: int,
        channels: Iterable[Sequence[float]],
        instruments: Iterable[str | None],
    ) -> Self:
        """The state from its parts as lists of plain numbers, the way JSON and `assess_and_keep` keep them."""
        states = (ChannelState(int(ratings), *sums) for ratings, *sums in channels)
        return cls(client_id, session_number, tuple(states), tuple(instruments))


NOTHING_RATED: Final = ChannelState(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
