"""How a practice lets its sessions be judged: an operating point in plain words, and whose norms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from alliance_monitor.detection import PUBLISHED_NORMS, DetectionSettings, Norms
from alliance_monitor.detection.parameters import calibration


class OperatingPoint(StrEnum):
    """How readily a session is flagged."""

    FEWER = "fewer"
    USUAL = "usual"
    MORE = "more"


class FlagLimit(NamedTuple):
    """One limit and what it means.

    Parameters
    ----------
    limit : score from which a session is called so.
    false_alarms : share of quiet sessions that reach it.
    found : share of ruptures of which the first session or the next reaches it.
    """

    limit: float
    false_alarms: float
    found: float


FLAG_LIMITS: Final[dict[OperatingPoint, dict[str, FlagLimit]]] = {
    OperatingPoint.FEWER: {"likely": FlagLimit(0.16, 0.012, 0.52), "possible": FlagLimit(-0.70, 0.033, 0.69)},
    OperatingPoint.USUAL: {
        "likely": FlagLimit(calibration.LIKELY, calibration.FALSE_ALARMS["likely"], 0.63),
        "possible": FlagLimit(calibration.POSSIBLE, calibration.FALSE_ALARMS["possible"], 0.75),
    },
    OperatingPoint.MORE: {"likely": FlagLimit(-0.70, 0.033, 0.69), "possible": FlagLimit(-1.45, 0.084, 0.81)},
}
"""What each operating point was measured to do on simulated practices the limits were not set on
(`python -m benchmarks.detection_calibration`); “possible” counts likely ones in."""


@dataclass(frozen=True, slots=True)
class PracticeDetection:
    """What is in force in a practice.

    Parameters
    ----------
    point : operating point.
    own_norms : norms learnt from the practice's own archive; None for the published ones.
    version : tells one change of these settings from the next; empty before the first.
    """

    point: OperatingPoint = OperatingPoint.USUAL
    own_norms: Norms | None = None
    version: str = ""

    @property
    def settings(self) -> DetectionSettings:
        """Settings of the score."""
        limits = FLAG_LIMITS[self.point]
        return DetectionSettings(possible=limits["possible"].limit, likely=limits["likely"].limit)

    @property
    def norms(self) -> Norms:
        """Norms of the score."""
        return self.own_norms or PUBLISHED_NORMS

    def limit_of(self, status: str) -> FlagLimit:
        """What a flag called so (or stronger) means at this operating point."""
        return FLAG_LIMITS[self.point][status]


AS_SHIPPED: Final = PracticeDetection()
"""What holds until somebody changes it."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Attended sessions of a practice, the therapists who held them, and over how many weeks."""

    sessions: int
    therapists: int
    weeks: int

    @property
    def per_therapist_week(self) -> float | None:
        """Sessions one therapist holds in a week; None without any."""
        if not self.sessions or not self.therapists:
            return None
        return self.sessions / self.therapists / self.weeks


def predicted_alarms(point: OperatingPoint, status: str, sessions: float) -> float:
    """Return how many false flags so many quiet sessions bring on average."""
    return sessions * FLAG_LIMITS[point][status].false_alarms
