"""Always the same, almost the highest rating: no proof of safety."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SESSIONS: Final = 5
NEAR_MAXIMUM: Final = 6.5
WIDEST: Final = 0.25
"""At least five ratings, all of 6.5 or more on 1–7, no further than a quarter point apart. Clients are
polite, and an alliance never said to vary may be one that is not spoken about. Default, not validated."""


def no_variation(means: Sequence[float | None]) -> bool:
    """Say whether the newest `SESSIONS` ratings by the client (1–7) are constant and near the maximum.

    Parameters
    ----------
    means : means of goals, tasks and bond, oldest first, None where the client did not rate.
    """
    rated = [mean for mean in means if mean is not None][-SESSIONS:]
    return len(rated) == SESSIONS and min(rated) >= NEAR_MAXIMUM and max(rated) - min(rated) <= WIDEST
