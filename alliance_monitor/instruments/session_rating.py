"""From a filled-in session form to a rating."""

from __future__ import annotations

from collections.abc import Mapping

from alliance_monitor.instruments.definition import Instrument
from alliance_monitor.instruments.scoring import score
from alliance_monitor.records import Rater, Rating


def session_rating(
    instrument: Instrument, answers: Mapping[str, float], rater: Rater, resolution: int | None = None
) -> Rating:
    """Score one person's answers about a session.

    Parameters
    ----------
    answers : item key ("1", "2", …) → answer as ticked.
    resolution : how far a tension was worked through, 1–5, which is asked beside the instrument's items.

    Raises
    ------
    AnswersError, TooManyMissingError : as `score`.
    ValidationError : neither goals, tasks, bond nor tension is rated.
    """
    scores = score(instrument, answers)
    tension = scores.subscales.get("tension")
    return Rating(
        rater=rater,
        goal=scores.parts.get("goal"),
        task=scores.parts.get("task"),
        bond=scores.parts.get("bond"),
        depth=scores.parts.get("depth"),
        smoothness=scores.parts.get("smoothness"),
        tension=None if tension is None else int(tension),
        resolution=resolution,
        instrument=instrument.id,
        instrument_version=instrument.version,
        answers=dict(answers),
    )
