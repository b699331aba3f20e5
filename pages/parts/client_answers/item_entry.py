"""Entering a questionnaire item by item: with its wording where we may show it, else by item number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alliance_monitor.instruments import Instrument
from alliance_monitor.records import Rater
from pages.parts.shared import escaped, widget_key

MOST_STEPS = 11
"""Answers with more steps than this, or with fractions, are typed."""


def item_entry(form: Instrument, rater: Rater, key: str, client_id: str, saved: int) -> dict[str, float]:
    """Draw one field per item; returns the answers given, by item key.

    `key` begins the widgets' keys; `saved` counts the forms saved for this client before (`widget_key`).
    """
    wording = form.wording(rater.value) or next(
        (wording for wording in form.wordings if wording.rater == rater.value), None
    )
    if wording is not None:
        ends = {(item.low, item.high) for item in wording.items.values()}
        shared = f" {_ends(form, '1', *ends.pop())}" if len(ends) == 1 and not wording.answers else ""
        st.caption(escaped(wording.instruction + shared))
    else:
        shared = ""
        st.caption(
            "Answers by item number, as ticked; the wording stays on your own form. Leave out what was not given."
        )
    answers: dict[str, float] = {}
    per_row = 1 if wording else 3
    for position, item in enumerate(form.item_keys):
        limits = form.range_of(int(item))
        assert limits is not None  # noqa: S101 - a definition gives every item a range
        if position % per_row == 0:
            # Row by row: a phone and the tab key go down one whole column before the next.
            columns = st.columns(per_row)
        column, name = columns[position % per_row], widget_key(client_id, f"{key}-{item}", saved)
        steps = list(range(round(limits.low), round(limits.high) + 1))
        value: float | None
        if wording is not None and len(steps) <= MOST_STEPS:
            text = wording.items[item]
            label = escaped(f"{item}. {text.text}")
            named = {str(steps[0]): text.low, str(steps[-1]): text.high} | wording.answers
            if {str(step) for step in steps} <= named.keys():
                value = column.radio(
                    label, steps, index=None, format_func=partial(_step, named), horizontal=True, key=name
                )
            else:
                if not shared:
                    label = f"{label} {escaped(_ends(form, item, text.low, text.high))}"
                value = column.segmented_control(label, steps, width="stretch", key=name)
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


def _step(labels: dict[str, str], step: int) -> str:
    return f"{step} {escaped(labels[str(step)])}"


def _ends(form: Instrument, item: str, low: str, high: str) -> str:
    """What the lowest and the highest answer mean."""
    limits = form.range_of(int(item))
    return f"({limits.low:g} {low} … {limits.high:g} {high})" if limits is not None else ""
