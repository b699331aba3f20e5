"""What the library of instruments holds, and what our own two of them claim."""

from __future__ import annotations

from alliance_monitor.instruments import (
    instrument,
    instruments,
)
from tests.support.instrument_cases import IDS

OURS = {"brief-session", "brief-attachment"}


def test_the_library_holds_every_instrument_of_the_clinical_model():
    assert {instrument.id for instrument in instruments()} == IDS


def test_only_our_own_two_instruments_ship_wording_for_both_raters():
    assert {instrument.id for instrument in instruments() if instrument.wordings} == OURS
    for instrument_id in OURS:
        for rater in ("client", "therapist"):
            words = instrument(instrument_id).wording(rater)
            assert words is not None
            assert set(words.items) == set(instrument(instrument_id).item_keys)


def test_our_own_instruments_do_not_claim_to_be_validated():
    for instrument_id in OURS:
        assert "not validated" in instrument(instrument_id).source.lower()


def test_client_statements_are_short_enough_to_read_easily():
    for instrument_id in OURS:
        for item in instrument(instrument_id).wording("client").items.values():
            assert len(item.text.split()) <= 18


def test_our_attachment_intake_mixes_its_keying_on_both_dimensions():
    for scale in instrument("brief-attachment").subscales:
        assert len(scale.items) == 5
        assert 0 < len(scale.reversed) < 5


def test_the_ecr_rs_is_the_one_recommended_intake():
    assert [instrument.id for instrument in instruments() if instrument.recommended] == ["ecr-rs"]
