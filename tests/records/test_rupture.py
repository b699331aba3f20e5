"""Ruptures: what can be seen, and which way the client moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records.rupture import (
    MARKERS,
    NOT_A_RUPTURE,
    RepairContext,
    RuptureType,
    UnknownMarkerError,
    marker,
    propose_type,
)

AWAY = ["denial", "minimal-response", "abstract-talk", "topic-change", "storytelling", "self-criticism"]
TOWARD = ["over-compliance", "appeasing", "content-affect-split"]
AGAINST = [marker.id for marker in MARKERS if marker.type is RuptureType.CONFRONTATION]
some_markers = st.lists(st.sampled_from([marker.id for marker in MARKERS]))


def test_every_kind_of_marker_is_on_offer_once() -> None:
    ids = [marker.id for marker in MARKERS]
    assert len(ids) == len(set(ids))
    assert [marker.id for marker in MARKERS if marker.type is RuptureType.WITHDRAWAL_AWAY] == AWAY
    assert [marker.id for marker in MARKERS if marker.type is RuptureType.WITHDRAWAL_TOWARD] == TOWARD
    assert set(AGAINST) == {
        "anger",
        "complaint-therapist",
        "complaint-activities",
        "complaint-arrangements",
        "complaint-progress",
        "rejects-intervention",
        "defends-self",
        "demands",
        "takes-control",
    }


def test_no_two_markers_share_a_label_a_description_or_an_example() -> None:
    for field in ("label", "description", "example"):
        said = [getattr(marker, field) for marker in MARKERS]
        assert len(said) == len(set(said)), field


def test_a_marker_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        marker("denial").label = "Lies"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("seen", "proposed"),
    [
        ([], None),
        (["denial"], "withdrawal_away"),
        (["appeasing"], "withdrawal_toward"),
        (["anger", "demands"], "confrontation"),
        (["anger", "denial"], "mixed"),
        (["anger", "content-affect-split"], "mixed"),
        (["denial", "appeasing"], "withdrawal_away"),
        (["denial", "appeasing", "over-compliance"], "withdrawal_toward"),
        (["denial", "denial", "denial", "appeasing", "over-compliance"], "withdrawal_toward"),
        (["denial", "topic-change", "appeasing"], "withdrawal_away"),
    ],
)
def test_the_type_follows_from_the_markers(seen: list[str], proposed: str | None) -> None:
    assert propose_type(seen) == proposed


@given(some_markers)
def test_order_and_repetition_of_markers_do_not_matter(seen: list[str]) -> None:
    assert propose_type(seen) == propose_type(reversed(seen + seen))


@given(some_markers, st.sampled_from(AGAINST), st.sampled_from(AWAY + TOWARD))
def test_moves_against_and_withdrawal_together_are_always_mixed(seen: list[str], against: str, withdrawn: str) -> None:
    assert propose_type([*seen, against, withdrawn]) is RuptureType.MIXED


def test_an_unknown_marker_is_named_and_the_known_ones_are_listed() -> None:
    with pytest.raises(UnknownMarkerError, match=r"yawning.*denial"):
        propose_type(["denial", "yawning"])


def test_a_disagreement_within_good_collaboration_is_said_to_be_none() -> None:
    assert "not a rupture" in NOT_A_RUPTURE


@pytest.mark.parametrize("stage", [0, 5, -1])
def test_an_episode_has_one_of_four_stages(stage: int) -> None:
    with pytest.raises(InvalidEntryError, match="1, 2, 3 or 4"):
        RepairContext(RuptureType.MIXED, stage=stage)


def test_an_episode_refuses_a_type_that_does_not_exist() -> None:
    with pytest.raises(InvalidEntryError, match="withdrawal_away"):
        RepairContext("sulking")  # type: ignore[arg-type]
