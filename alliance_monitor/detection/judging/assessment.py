"""One judged session."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from alliance_monitor.detection.channels import CHANNELS


class Assessment(NamedTuple):
    """One judged session; the fields are the columns of `assess`.

    `score` is in log-odds and is the sum of `prior` and of the `*_evidence` of all channels; a channel that was not
    rated, or has no earlier rating to compare with, has evidence 0 and expected and spread NaN. Score,
    probability and prior are NaN where no channel could be compared. `*_observed`, `*_expected` and
    `*_spread` are in the rating's own unit (alliance 1–7, tension 1–5), in single precision.
    """

    client_id: Any
    session_number: int
    score: float
    rupture_probability: float
    status: str
    decline: bool
    client_alliance_evidence: float
    therapist_alliance_evidence: float
    client_tension_evidence: float
    therapist_tension_evidence: float
    prior: float
    client_alliance_observed: float
    therapist_alliance_observed: float
    client_tension_observed: float
    therapist_tension_observed: float
    client_alliance_expected: float
    therapist_alliance_expected: float
    client_tension_expected: float
    therapist_tension_expected: float
    client_alliance_spread: float
    therapist_alliance_spread: float
    client_tension_spread: float
    therapist_tension_spread: float


DEFERS_TO: Final = tuple(
    tuple(earlier for earlier in range(index) if CHANNELS[earlier].measure == channel.measure)
    for index, channel in enumerate(CHANNELS)
)
"""Per channel, the earlier channels of the same measure: its decline counts only where those were not rated. So the
client's own decline counts, and the therapist's only where the client did not rate."""
