"""Entering a questionnaire answer by answer: with its words where there are some, else by item number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.instruments import Instrument
from alliance_monitor.records import Rater
from pages.parts.shared import escaped, widget_key

MOST_STEPS = 11
"""Answers with more steps than this, or with steps in between, are typed."""


def item_entry(form: Instrument, rater: Rater, key: str, client_id: str, saved: int) -> dict[str, float]:
    """Draw one field per item; returns the answers given, by item key.

    `key` leads the widgets' keys; `saved` counts what was saved of this client before (`widget_key`).
    """
    wording = form.wording(rater.value) or next((one for one in form.wordings if one.rater == rater.value), None)
    if wording is not None:
        ends = {(words.low, words.high) for words in wording.items.values()}
        shared = f" {_ends(form, '1', *ends.pop())}" if len(ends) == 1 and not wording.answers else ""
        st.caption(escaped(wording.instruction + shared))
    else:
        shared = ""
        st.caption(
            "Answers by item number, as ticked; the wording stays on your own form. Leave out what was not given."
        )
    answers: dict[str, float] = {}
    beside = 1 if wording else 3
    for place, item in enumerate(form.item_keys):
        limits = form.range_of(int(item))
        assert limits is not None  # noqa: S101 - a definition gives every item a range
        if place % beside == 0:
            # A row at a time: on a phone, and for the tab key, columns come one whole column after another.
            columns = st.columns(beside)
        column, name = columns[place % beside], widget_key(client_id, f"{key}-{item}", saved)
        steps = list(range(round(limits.low), round(limits.high) + 1))
        value: float | None
        if wording is not None and len(steps) <= MOST_STEPS:
            words = wording.items[item]
            said = escaped(f"{item}. {words.text}")
            named = {str(steps[0]): words.low, str(steps[-1]): words.high} | wording.answers
            if {str(step) for step in steps} <= named.keys():
                value = column.radio(
                    said, steps, index=None, format_func=partial(_step, named), horizontal=True, key=name
                )
            else:
                if not shared:
                    said = f"{said} {escaped(_ends(form, item, words.low, words.high))}"
                value = column.segmented_control(said, steps, width="stretch", key=name)
        else:
            label = f"Item {item}" if wording is None else escaped(f"{item}. {wording.items[item].text}")
            value = column.number_input(
                label,
                min_value=float(limits.low),
                max_value=float(limits.high),
                value=None,
                step=1.0 if form.whole_answers else 0.1,
                key=name,
            )
        if value is not None:
            answers[item] = float(value)
    return answers


def _step(words: dict[str, str], step: int) -> str:
    return f"{step} {escaped(words[str(step)])}"


def _ends(form: Instrument, item: str, low: str, high: str) -> str:
    """What the lowest and the highest answer mean, once where it is the same for all items."""
    limits = form.range_of(int(item))
    return f"({limits.low:g} {low} … {limits.high:g} {high})" if limits is not None else ""
