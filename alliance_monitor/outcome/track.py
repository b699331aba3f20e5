"""One outcome instrument over time: its scores, what changed reliably, and sudden gains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alliance_monitor.instruments import Instrument, Subscale
from alliance_monitor.outcome.form import OutcomeForm
from alliance_monitor.outcome.reliable_change import Change, change
from alliance_monitor.outcome.sudden_gain import sudden_gains


@dataclass(frozen=True, slots=True)
class OutcomeTrack:
    """Forms of one instrument, oldest first."""

    forms: tuple[OutcomeForm, ...]

    @property
    def definition(self) -> Instrument:
        """The instrument in the version filled in last."""
        return self.forms[-1].definition

    @property
    def scale(self) -> Subscale:
        """The score shown: the one with a published reliable change, else the first."""
        scales = self.definition.subscales
        return next((scale for scale in scales if scale.reliable is not None), scales[0])

    @property
    def scores(self) -> tuple[tuple[date, float | None], ...]:
        """(day, score in the instrument's own unit); None where too little was answered."""
        return tuple((form.held_on, form.scores.subscales.get(self.scale.id)) for form in self.forms)

    @property
    def change(self) -> Change | None:
        """The client's change from the first scored form to the newest; None with fewer than two."""
        scored = [value for _, value in self.scores if value is not None]
        limit = self.scale.reliable
        return change(scored[0], scored[-1], limit) if limit is not None and len(scored) > 1 else None

    @property
    def gains(self) -> tuple[tuple[date, date], ...]:
        """Sudden gains: the days of the form before and the form after each."""
        limit = self.scale.reliable
        if limit is None:
            return ()
        scores = self.scores
        found = sudden_gains([value for _, value in scores], cutoff=limit.points, better=limit.better)
        return tuple((scores[place - 1][0], scores[place][0]) for place in found)


def outcome_tracks(forms: Iterable[OutcomeForm]) -> tuple[OutcomeTrack, ...]:
    """One track per instrument, in the order they were first used."""
    by_instrument: dict[str, list[OutcomeForm]] = {}
    for form in sorted(forms, key=lambda form: form.held_on):
        by_instrument.setdefault(form.instrument, []).append(form)
    return tuple(OutcomeTrack(tuple(some)) for some in by_instrument.values())
