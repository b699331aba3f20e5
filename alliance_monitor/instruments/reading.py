"""From scores in their native unit to their meaning: 1–7, bands, limits, style, risk, contradictions."""

from __future__ import annotations

import math
from collections.abc import Mapping

from alliance_monitor.instruments.definition import Instrument
from alliance_monitor.instruments.scores import Scores
from alliance_monitor.instruments.subscale import SEVEN_HIGH, SEVEN_LOW


def read(instrument: Instrument, scored: Mapping[str, float], items: Mapping[int, float], notes: list[str]) -> Scores:
    """Say what native scores mean.

    Parameters
    ----------
    scored : subscale id → score in native unit, already checked.
    items : single answers as ticked, as far as known; risk and contradictions are read from them.
    notes : remarks from scoring, put first.
    """
    scales = [scale for scale in instrument.subscales if scale.id in scored]
    on_seven = {scale.id: scale.on_seven(scored[scale.id]) for scale in scales}
    risk = instrument.risk
    style, style_notes = _style(instrument, scored)
    return Scores(
        instrument=instrument.id,
        version=instrument.version,
        subscales={scale.id: scored[scale.id] for scale in scales},
        on_seven=on_seven,
        parts={
            scale.part: SEVEN_LOW + SEVEN_HIGH - on_seven[scale.id] if scale.opposite else on_seven[scale.id]
            for scale in scales
            if scale.part
        },
        bands={scale.id: label for scale in scales if (label := scale.band(scored[scale.id]))},
        cutoffs={
            scale.id: reached
            for scale in scales
            if (reached := tuple(c.name for c in scale.cutoffs if c.is_reached(scored[scale.id])))
        },
        style=style,
        risk=risk is not None and any(items.get(item, risk.above) > risk.above for item in risk.items),
        notes=(*notes, *_unasked(instrument, items), *style_notes, *_contradictions(instrument, items)),
    )


def _unasked(instrument: Instrument, items: Mapping[int, float]) -> list[str]:
    """Say if the answers about harm are not known: “no risk” would then mean “no answer”."""
    if instrument.risk is None or instrument.risk.items <= items.keys():
        return []
    numbers = " and ".join(str(item) for item in sorted(instrument.risk.items - items.keys()))
    return [f"Item {numbers}, which asks about harm, is not known here: look at the form, or ask."]


def _style(instrument: Instrument, scored: Mapping[str, float]) -> tuple[str | None, list[str]]:
    """The style of the one highest prototype; a tie is reported, never broken at random."""
    rated = {style: scored[scale] for scale, style in instrument.styles.items() if scale in scored}
    if not rated or len(rated) < len(instrument.styles):
        return None, []
    best = [style for style, value in rated.items() if value == max(rated.values())]
    if len(best) == 1:
        return best[0], []
    return None, [f"No single style stands out: {' and '.join(best)} were rated equally high."]


def _contradictions(instrument: Instrument, items: Mapping[int, float]) -> list[str]:
    rule = instrument.contradiction
    if rule is None:
        return []
    names = {scale.items[0]: scale.name for scale in instrument.subscales if len(scale.items) == 1}
    return [
        f"Contradictory answers: {names.get(first, first)} and {names.get(second, second)} describe opposites, "
        "and both were said to fit. Ask which holds with whom, and when."
        for first, second in rule.pairs
        if min(items.get(first, -math.inf), items.get(second, -math.inf)) >= rule.both_from
    ]
