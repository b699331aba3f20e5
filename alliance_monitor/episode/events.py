"""What can happen to a rupture that is followed; each event is stored as it was entered."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from alliance_monitor.records import Identifier, NoteText, Rater, RuptureType


class Origin(StrEnum):
    """What an episode was opened from."""

    FLAG = "flag"
    MARKER = "marker"
    HAND = "hand"


class Outcome(StrEnum):
    """How a therapist closes an episode; dismissed = not a rupture after all."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    DISMISSED = "dismissed"


Session = Annotated[int, Field(ge=1)]
Resolution = Annotated[int, Field(ge=1, le=5)]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Opened(_Event):
    """A rupture in this session is followed from now on."""

    kind: Literal["opened"] = "opened"
    session: Session
    origin: Origin
    rupture_type: RuptureType | None = None


class Classified(_Event):
    """The therapist says which kind of rupture it is."""

    kind: Literal["classified"] = "classified"
    rupture_type: RuptureType


class Worked(_Event):
    """One stage of repair was worked on in this session: what was tried, and how it went."""

    kind: Literal["worked"] = "worked"
    session: Session
    stage: Annotated[int, Field(ge=1, le=4)]
    tried: NoteText = ""
    went: Literal["helped", "partly", "not"] | None = None


class RupturedAgain(_Event):
    """Another rupture during this repair; the work starts again at stage 1."""

    kind: Literal["ruptured_again"] = "ruptured_again"
    session: Session
    rupture_type: RuptureType | None = None


class Rated(_Event):
    """How far one person considers it resolved, 1–5."""

    kind: Literal["rated"] = "rated"
    rater: Rater
    resolution: Resolution


class Closed(_Event):
    """The therapist closes the episode; dismissing needs a reason."""

    kind: Literal["closed"] = "closed"
    session: Session
    outcome: Outcome
    reason: NoteText = ""


class Reopened(_Event):
    """The rupture was not over after all."""

    kind: Literal["reopened"] = "reopened"


class Merged(_Event):
    """It is the same rupture as another episode, which continues."""

    kind: Literal["merged"] = "merged"
    into: Identifier


class TherapyEnded(_Event):
    """Therapy ended with the episode open: it is unresolved, unless somebody had rated it resolved."""

    kind: Literal["therapy_ended"] = "therapy_ended"
    session: Session


Event = Annotated[
    Opened | Classified | Worked | RupturedAgain | Rated | Closed | Reopened | Merged | TherapyEnded,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
