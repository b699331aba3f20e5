"""The therapist rates the alliance well above the client."""

from __future__ import annotations

from typing import Final

WIDE_GAP: Final = 1.5
"""Points on 1–7. Therapists usually rate half a point *below* their clients (d ≈ .6), so 1.5 above is two
points from what is usual. Default, not validated."""


def perspective_gap(client: float | None, therapist: float | None, wide: float = WIDE_GAP) -> bool:
    """Say whether the therapist's mean rating of a session lies at least `wide` points above the client's."""
    return client is not None and therapist is not None and therapist - client >= wide
