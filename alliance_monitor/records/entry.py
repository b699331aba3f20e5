"""What a therapist enters: a client, an ending, a session. Validated here and nowhere else."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from alliance_monitor.records.ratings import Rater, Rating
from alliance_monitor.records.rupture import Observation
from alliance_monitor.records.text import Code, NoteText


class Attendance(StrEnum):
    """What became of an appointment."""

    ATTENDED = "attended"
    CANCELLED = "cancelled"
    DID_NOT_ATTEND = "did_not_attend"


class Ending(StrEnum):
    """How a therapy ended; unilateral = the client left without agreement."""

    PLANNED = "planned"
    UNILATERAL = "unilateral"
    TRANSFERRED = "transferred"
    OTHER = "other"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClientEntry(_Entry):
    """A client as a practice knows them: its own code (never a name) and the start of therapy."""

    code: Code
    started_on: date | None = None


class SessionEntry(_Entry):
    """One appointment with everything said about it.

    `number` is given by imports only; otherwise the store numbers attended sessions by date.
    """

    held_on: date | None
    attendance: Attendance = Attendance.ATTENDED
    ratings: tuple[Rating, ...] = ()
    observations: tuple[Observation, ...] = ()
    note: NoteText = ""
    number: int | None = None

    @field_validator("observations", mode="before")
    @classmethod
    def _bare_markers(cls, value: Any) -> Any:
        """A marker id alone is a sign the therapist saw, without further detail."""
        return tuple({"marker": sign} if isinstance(sign, str) else sign for sign in value)

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        raters = [rating.rater for rating in self.ratings]
        if len(raters) != len(set(raters)):
            raise ValueError("each person rates a session once")
        if self.attendance is not Attendance.ATTENDED and (self.ratings or self.observations):
            raise ValueError("only an attended session can be rated")
        seen = [(observation.marker, observation.observed_by) for observation in self.observations]
        if len(seen) != len(set(seen)):
            raise ValueError("each person notes a sign once a session")
        if self.number is not None and self.number < 1:
            raise ValueError("session numbers start at 1")
        return self

    def rating_by(self, rater: Rater) -> Rating | None:
        """This person's rating, or None."""
        return next((rating for rating in self.ratings if rating.rater is rater), None)
