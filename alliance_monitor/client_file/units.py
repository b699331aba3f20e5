"""What the numbers in a client's file mean: the common scales, and those of each instrument used."""

from __future__ import annotations

from collections.abc import Iterable

from alliance_monitor.client_file.entries import Part
from alliance_monitor.instruments import Instrument
from alliance_monitor.records import ALLIANCE_HIGH, ALLIANCE_LOW, TENSION_NONE, TENSION_SEVERE


class Scale(Part):
    """One scale: its ends, and what a high value means."""

    name: str
    low: float
    high: float
    high_means: str


class InstrumentPart(Part):
    """An instrument that was used: its own unit, scores and licence. Its items are not in the file."""

    id: str
    version: int
    name: str
    unit: str
    scores: tuple[Scale, ...]
    source: str
    licence: str


def scales() -> tuple[Scale, ...]:
    """The scales every rating is on, whatever instrument it came from."""
    alliance = {"low": ALLIANCE_LOW, "high": ALLIANCE_HIGH}
    return (
        Scale(name="goal", high_means="more agreement on goals", **alliance),
        Scale(name="task", high_means="more agreement on what is done", **alliance),
        Scale(name="bond", high_means="a stronger bond", **alliance),
        Scale(name="tension", low=TENSION_NONE, high=TENSION_SEVERE, high_means="more tension; 1 is none"),
        Scale(name="resolution", low=1, high=5, high_means="the tension was worked through further"),
        Scale(name="depth", high_means="a deeper session", **alliance),
        Scale(name="smoothness", high_means="a smoother session", **alliance),
        Scale(name="intensity of a sign", low=1, high=5, high_means="more severe"),
        Scale(name="anxiety", high_means="more attachment anxiety", **alliance),
        Scale(name="avoidance", high_means="more attachment avoidance", **alliance),
    )


def instruments_of(used: Iterable[Instrument]) -> tuple[InstrumentPart, ...]:
    """Each of these instruments once, by id and version."""
    each = {(instrument.id, instrument.version): instrument for instrument in used}
    return tuple(
        InstrumentPart(
            id=instrument.id,
            version=instrument.version,
            name=instrument.name,
            unit=instrument.unit,
            scores=tuple(
                Scale(name=part.id, low=part.native.low, high=part.native.high, high_means=part.high_means)
                for part in instrument.subscales
            ),
            source=instrument.source,
            licence=instrument.licence,
        )
        for _, instrument in sorted(each.items())
    )
