"""Which of the two databases of an installation: the practice's own or the demo's, never mixed."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    """Which database a visit works in."""

    PRACTICE = "practice"
    DEMO = "demo"
