"""Priors: published, or learnt from a practice's own ratings."""

from __future__ import annotations

from dataclasses import fields

import pytest

from alliance_monitor.detection import (
    PUBLISHED_NORMS,
    Assessment,
    ChannelNorm,
    DetectionSettings,
    Norms,
    assess,
    fit_norms,
)
from alliance_monitor.detection.channels import CHANNELS
from alliance_monitor.detection.parameters.calibration import BASELINE_OFFSETS, FALSE_ALARMS, WEIGHTS
from alliance_monitor.simulation import WORLDS, World, cohort


def test_a_small_archive_teaches_nothing() -> None:
    assert fit_norms(cohort("growth", 40, seed=1).ratings) == PUBLISHED_NORMS


def test_a_large_archive_teaches_level_and_noise() -> None:
    world = World("plain", level=5.0, quiet=0.5, uneven=0.0, onset=0.0, grain=1 / 3)
    norms = fit_norms(cohort(world, 600, seed=2, varied=False).ratings)
    assert norms.clients > 500
    # The client's channel leans on the lowest part and so lies below the mean of the parts.
    assert 4.5 < norms.client_alliance.level < 5.1
    assert norms.client_alliance.variance == pytest.approx(0.5**2, rel=0.4)
    noisier = World("noisy", level=5.0, quiet=0.75, uneven=0.0, onset=0.0, grain=1 / 3)
    noisy = fit_norms(cohort(noisier, 600, seed=2, varied=False).ratings)
    assert noisy.client_alliance.variance > 1.5 * norms.client_alliance.variance


def test_a_channel_nobody_rates_keeps_the_published_norm() -> None:
    ratings = cohort("growth", 120, seed=3).ratings
    norms = fit_norms(ratings[ratings["rater"] == "client"])
    assert norms.therapist_alliance == PUBLISHED_NORMS.therapist_alliance
    assert norms.client_alliance != PUBLISHED_NORMS.client_alliance


def test_own_norms_keep_false_alarms_together_across_practices() -> None:
    """Drifting worlds alarm most with published norms; a practice's own bring them near the others."""
    practice = cohort("dip", 400, seed=4)
    quiet = ~practice.sessions["in_rupture"]

    def alarms(norms: object) -> float:
        rows = practice.sessions.merge(assess(practice.ratings, norms))  # type: ignore[arg-type]
        return float(rows.loc[quiet, "status"].isin(["possible", "likely"]).mean())

    assert alarms(fit_norms(practice.ratings)) < alarms(PUBLISHED_NORMS)


def test_norms_and_settings_refuse_the_impossible() -> None:
    with pytest.raises(ValueError, match="above zero"):
        ChannelNorm(level=5.0, pull=0.0, variance=0.3)
    with pytest.raises(ValueError, match="limit"):
        DetectionSettings(possible=1.0, likely=0.0)
    with pytest.raises(ValueError, match="weights"):
        DetectionSettings(weights=(1.0, 1.0, 1.0, -1.0))
    with pytest.raises(ValueError, match="forgetting"):
        DetectionSettings(forgetting=1.5)


def test_stated_false_alarm_rates_hold_on_fresh_practices() -> None:
    flagged = {"possible": 0, "likely": 0}
    quiet = 0
    for index, world in enumerate([*WORLDS] * 6):
        practice = cohort(world, 70, seed=5_000 + index)
        rows = practice.sessions.merge(assess(practice.ratings))
        rows = rows[~rows["in_rupture"] & rows["score"].notna()]
        quiet += len(rows)
        flagged["likely"] += int((rows["status"] == "likely").sum())
        flagged["possible"] += int(rows["status"].isin(["possible", "likely"]).sum())
    for status, count in flagged.items():
        assert count / quiet == pytest.approx(FALSE_ALARMS[status], rel=0.4)


def test_norms_settings_and_rows_have_a_place_for_every_channel() -> None:
    names = [channel.name for channel in CHANNELS]
    assert [field.name for field in fields(Norms) if field.name in names] == names
    for kind in ("evidence", "observed", "expected", "spread"):
        declared = [field for field in Assessment._fields if field.endswith(f"_{kind}")]
        assert declared == [f"{name}_{kind}" for name in names]
    assert list(WEIGHTS) == list(BASELINE_OFFSETS) == names
