"""What happens to a case in supervision: it is asked for, discussed, decided on, and followed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alliance_monitor.records import NoteText
from alliance_monitor.supervision.case_snapshot import CaseSnapshot

QUESTION_LENGTH = 500
"""Longest question in characters."""


class RequestEntry(BaseModel):
    """A therapist asks for a case to be discussed: the question, and whether the meeting may read their notes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Annotated[NoteText, Field(max_length=QUESTION_LENGTH)] = ""
    share_notes: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A recorded request: open until the case is discussed; it shares notes until the therapist withdraws that."""

    id: str
    question: str
    asked_at: datetime
    open: bool
    shares_notes: bool = False


class Discussion(BaseModel):
    """What was discussed and decided, and when to come back to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    discussed_on: date
    note: NoteText = ""
    decision: NoteText
    follow_up_on: date | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if not self.decision:
            raise ValueError("a discussion ends with a decision, if only to leave things as they are")
        if self.follow_up_on is not None and self.follow_up_on <= self.discussed_on:
            raise ValueError("the follow-up must come after the discussion")
        return self


@dataclass(frozen=True, slots=True)
class PastDiscussion:
    """A recorded discussion, and what the case looked like then."""

    discussion: Discussion
    snapshot: CaseSnapshot
    recorded_at: datetime
