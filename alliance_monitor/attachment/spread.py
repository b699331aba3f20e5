"""How uncertain a score is: one standard deviation on 1–7."""

from __future__ import annotations

from alliance_monitor.instruments import Instrument, Part

SCORE_SPREAD = 0.8
"""Standard deviation on 1–7 of a score whose instrument states none. Default, not validated."""

ESTIMATE_SPREAD = 1.0
"""Standard deviation on 1–7 of a clinician's estimate. Wider than any questionnaire here (.6): an outsider's
view that correlates .5 with self-report, where people differ by about 1.2, misses it by 1.2 × √(1 − .5²) ≈ 1.
Default, not validated."""


def spread_of(form: Instrument, part: Part, estimate: bool) -> float:
    """Return the standard deviation on 1–7 of one dimension of a form, as an estimate or as answers."""
    stated = next((scale.spread for scale in form.subscales if scale.part == part), None)
    return max(ESTIMATE_SPREAD, stated or 0.0) if estimate else stated or SCORE_SPREAD
