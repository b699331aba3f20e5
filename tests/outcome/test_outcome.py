"""Outcome questionnaires: entered item by item, drawn, and a sign of risk holds prompts back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from plotly.graph_objects import Figure
from pydantic import ValidationError

from alliance_monitor.figures.outcome_course import outcome_course
from alliance_monitor.outcome.form import RISK_STANDS_DAYS, OutcomeForm, outcome_instruments, risk_stands
from alliance_monitor.outcome.track import OutcomeTrack
from alliance_monitor.records.entry import ClientEntry, SessionEntry
from alliance_monitor.records.ratings import Rater, Rating
from db.connection.database import Database
from db.connection.utc import now
from db.store import Store
from pages.parts.shared.widget_key import widget_key
from tests.support.page_cases import open_page, page_text, press, signed_in

DAY = date(2026, 11, 2)


def phq(held_on: date = DAY, *, item_9: float = 0, others: float = 1) -> OutcomeForm:
    answers = {str(item): others for item in range(1, 9)} | {"9": item_9}
    return OutcomeForm(instrument="phq-9", held_on=held_on, answers=answers)


def test_a_form_is_scored_in_its_own_unit() -> None:
    form = phq(item_9=2, others=2)
    assert form.scores.subscales["total"] == 18
    assert form.scores.bands["total"] == "moderately severe"
    assert form.scores.risk


@pytest.mark.parametrize(
    ("change", "words_"),
    [
        ({"answers": {"1": 4.0}}, "phq|PHQ|answer|range|0"),
        ({"answers": {"12": 1.0}}, "12"),
        ({"answers": {"1": 1.0}}, "missing"),
        ({"instrument": "srs"}, "outcome"),
        ({"instrument": "no-such"}, "no-such"),
    ],
)
def test_a_form_that_cannot_be_is_refused(change: dict[str, object], words_: str) -> None:
    whole = {"instrument": "phq-9", "held_on": DAY, "answers": {"1": 1.0}} | change
    with pytest.raises(ValidationError, match=words_):
        OutcomeForm.model_validate(whole)


def test_the_newest_form_of_each_instrument_decides_about_risk() -> None:
    core = {str(item): 0.0 for item in range(1, 11)} | {"6": 1.0}
    assert risk_stands((phq(item_9=1),), DAY)
    assert not risk_stands((phq(item_9=1), phq(DAY + timedelta(7))), DAY + timedelta(8))
    assert risk_stands((phq(), OutcomeForm(instrument="core-10", held_on=DAY, answers=core)), DAY)
    assert not risk_stands((phq(item_9=3),), DAY + timedelta(RISK_STANDS_DAYS + 1))
    assert not risk_stands((), DAY)


def test_every_outcome_instrument_can_be_drawn() -> None:
    for instrument in outcome_instruments():
        answers = {key: float(limits.low) for key in instrument.item_keys if (limits := instrument.range_of(int(key)))}
        form = OutcomeForm(instrument=instrument.id, version=instrument.version, held_on=DAY, answers=answers)
        figure = outcome_course(OutcomeTrack((form,)), [(DAY, 5.5)])
        assert Figure(figure.to_plotly_json()).to_plotly_json() == figure.to_plotly_json()
    assert {"phq-9", "gad-7", "core-10", "ors"} <= {instrument.id for instrument in outcome_instruments()}


def test_an_answer_about_harm_takes_the_prompts_away_until_a_form_without(
    store: Store, practice: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(practice, monkeypatch)
    today = now().astimezone().date()
    client_id = store.add_client(ClientEntry(code="C-1"), key="add")
    for week, level in enumerate((6, 6, 6, 3)):
        ratings = tuple(
            Rating(rater=who, goal=level, task=level, bond=level, tension=1 if level > 4 else 4) for who in Rater
        )
        held_on = today - timedelta(weeks=4 - week)
        store.record_session(client_id, SessionEntry(held_on=held_on, ratings=ratings), key=f"s{week}")
    app = open_page("client", client_id)
    app.selectbox(key="outcome-instrument").set_value("phq-9").run()
    for item in range(1, 10):
        app.number_input(key=widget_key(client_id, f"outcome-phq-9-{item}")).set_value(1.0)
    app.run()
    press(app, "Save the questionnaire")
    assert not app.exception
    assert "possible risk of harm" in page_text(app)
    assert not any(str(caption.value).startswith("Caution: ") for caption in app.caption)
    assert "Patient Health Questionnaire (PHQ-9) – depression: 9, item 9: 1 – on" in page_text(app)
    assert store.history(client_id).outcomes[0].scores.risk
    store.record_outcome(client_id, phq(today), key="calm")
    assert sum(str(caption.value).startswith("Caution: ") for caption in open_page("client", client_id).caption) == 3
