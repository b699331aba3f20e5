"""Ruptures: their types, the observable markers, and the context in which repair prompts are chosen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from alliance_monitor.errors import AllianceError, InvalidEntryError
from alliance_monitor.records.ratings import StrainDomain
from alliance_monitor.records.text import Identifier


class RuptureType(StrEnum):
    """Which way the client moves when the alliance is strained (Safran & Muran 2000, after Horney 1950).

    Away from the therapist; toward the therapist at the price of the client's own experience; against
    the therapist; or withdrawal and confrontation in one rupture.
    """

    WITHDRAWAL_AWAY = "withdrawal_away"
    WITHDRAWAL_TOWARD = "withdrawal_toward"
    CONFRONTATION = "confrontation"
    MIXED = "mixed"


NOT_A_RUPTURE = (
    "A disagreement is not a rupture as long as you both still work together. "
    "Mark one only when the working together, or the contact between you, has suffered."
)
"""For screens, beside the markers (after Eubanks, Muran & Safran 2015)."""


class UnknownMarkerError(AllianceError):
    """No rupture marker of this id."""


_Words = Annotated[str, Field(min_length=1)]


class Marker(BaseModel):
    """An observable sign of strain, in plain language; the example is invented."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    type: Literal[RuptureType.WITHDRAWAL_AWAY, RuptureType.WITHDRAWAL_TOWARD, RuptureType.CONFRONTATION]
    label: _Words
    description: _Words
    example: _Words


class Observer(StrEnum):
    """Who noticed a sign: the therapist, the client, or somebody who watched (supervision, a recording)."""

    THERAPIST = "therapist"
    CLIENT = "client"
    OBSERVER = "observer"


class Observation(BaseModel):
    """One sign seen in one session: by whom, what it strained, and how strong it was (1 slight … 5 severe).

    `domain` and `intensity` are None if nobody said; a sign counts once per observer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    marker: Identifier
    observed_by: Observer = Observer.THERAPIST
    domain: StrainDomain | None = None
    intensity: Annotated[int, Field(ge=1, le=5)] | None = None


def _read_markers() -> tuple[Marker, ...]:
    text = files("alliance_monitor.records").joinpath("rupture_markers.toml").read_text(encoding="utf-8")
    return tuple(Marker.model_validate(entry) for entry in tomllib.loads(text)["marker"])


MARKERS: tuple[Marker, ...] = _read_markers()
"""Every marker on offer: moves away first, then toward, then against. Groups and most kinds follow the
rating manual of Eubanks, Muran & Safran (2015)."""

_BY_ID = {marker.id: marker for marker in MARKERS}


def marker(marker_id: str) -> Marker:
    """Return one marker.

    Raises
    ------
    UnknownMarkerError : no such id.
    """
    try:
        return _BY_ID[marker_id]
    except KeyError:
        raise UnknownMarkerError(
            f"There is no rupture marker “{marker_id}”.", f"Known are: {', '.join(_BY_ID)}."
        ) from None


def propose_type(marker_ids: Iterable[str]) -> RuptureType | None:
    """Propose a rupture's type from the markers seen and nothing else.

    Withdrawal and confrontation together are mixed. Within withdrawal the more frequent move decides; a tie is
    away, whose prompts ask the least of a client. A marker named twice counts once. Without markers there is no
    proposal. The client's attachment plays no part.

    Raises
    ------
    UnknownMarkerError : an id that is not a marker.
    """
    seen = [marker(marker_id).type for marker_id in set(marker_ids)]
    away, toward, against = (
        seen.count(kind)
        for kind in (RuptureType.WITHDRAWAL_AWAY, RuptureType.WITHDRAWAL_TOWARD, RuptureType.CONFRONTATION)
    )
    if not seen:
        return None
    if against:
        return RuptureType.MIXED if away or toward else RuptureType.CONFRONTATION
    return RuptureType.WITHDRAWAL_TOWARD if toward > away else RuptureType.WITHDRAWAL_AWAY


@dataclass(frozen=True)
class RepairContext:
    """What choosing repair prompts for one rupture needs to know.

    Parameters
    ----------
    rupture_type : None until somebody has said which way the client moved.
    stage : 1–4, the stage of repair worked on now.
    opened_in, current : numbers of the session of the rupture and of the current session; None = not known.
    risk : an answer about harm (PHQ-9 item 9, CORE-10 item 6) is above zero.

    Raises
    ------
    InvalidEntryError : a stage outside 1–4, or no such type.
    """

    rupture_type: RuptureType | None
    stage: int = 1
    opened_in: int | None = None
    current: int | None = None
    risk: bool = False

    def __post_init__(self) -> None:
        if self.stage not in (1, 2, 3, 4):
            raise InvalidEntryError("There is no such stage of repair.", "Choose stage 1, 2, 3 or 4.")
        if self.rupture_type is not None and self.rupture_type not in tuple(RuptureType):
            known = ", ".join(RuptureType)
            raise InvalidEntryError("There is no such type of rupture.", f"Known are: {known}.")


Episode = RepairContext
"""The name under which callers of `repair.suggest` outside this project know it."""
