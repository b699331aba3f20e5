"""The session form as it stands: its answers, kept as a draft with every tap, and the entry they make."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, Rater, Rating, SessionEntry, StrainDomain
from pages.parts.session.signs import observations
from pages.parts.shared import visitor

SCALES = ("goal", "task", "bond", "tension")


@dataclass(frozen=True, slots=True)
class UnsavedSession:
    """What was tapped for one client and is not saved yet."""

    client_id: str

    @property
    def prefix(self) -> str:
        """What the widget keys of this client's form begin with; answers of two clients never mix."""
        return f"entry:{self.client_id}:"

    def key(self, name: str) -> str:
        """The widget key of one answer."""
        return self.prefix + name

    def answer(self, name: str) -> Any:
        """One answer as it stands in the form."""
        return st.session_state.get(self.key(name))

    @property
    def held_on(self) -> date:
        """The day the form stands on."""
        return self.answer("held_on") or visitor.today()

    @property
    def attendance(self) -> Attendance:
        """What became of the appointment.

        The field always has an answer. When a tap and the look for the client's answers came together on a slow
        computer, a page was seen to say that it has none: then what it had before holds.
        """
        said = self.answer("attendance") or st.session_state.get(self._known)
        return Attendance(said) if said else Attendance.ATTENDED

    @property
    def attended(self) -> bool:
        """Whether the client came."""
        return self.attendance is Attendance.ATTENDED

    @property
    def _known(self) -> str:
        return f"appointment:{self.client_id}"

    def tense(self, rater: Rater) -> bool:
        """Whether this person felt any tension."""
        return (self.answer(f"{rater.value}_tension") or 1) > 1

    def keep(self) -> None:
        """Keep the form as it stands, so that a reload or a lost connection costs nothing."""
        content: dict[str, Any] = {}
        for key, value in st.session_state.items():
            if isinstance(key, str) and key.startswith(self.prefix) and value not in (None, "", []):
                content[key.removeprefix(self.prefix)] = value.isoformat() if isinstance(value, date) else value
        visitor.store().keep_draft(self.client_id, content)

    def recall(self) -> None:
        """Fill the form from the draft: Streamlit forgets what a field held once another page, or another client,
        is shown; the draft does not."""
        # The appointment tells: it always has an answer, and no other page sets it, as one does the day.
        if not self.answer("attendance"):
            draft = visitor.store().draft(self.client_id) or {}
            st.session_state[self.key("key")] = draft.get("key") or self.answer("key") or secrets.token_urlsafe(18)
            st.session_state[self.key("attendance")] = draft.get("attendance") or self.attendance.value
            for name, value in draft.items():
                st.session_state.setdefault(self.key(name), date.fromisoformat(value) if name == "held_on" else value)
            if len(draft) > 1:
                st.toast("Your unfinished entry is back.")
        st.session_state.setdefault(self.key("held_on"), visitor.today())
        st.session_state[self._known] = self.answer("attendance")

    def forget(self) -> None:
        """Empty the form."""
        for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state.pop(self._known, None)

    def entry(self) -> SessionEntry:
        """The session as it stands in the form; raises InvalidEntryError with one sentence."""
        ratings = self._ratings() if self.attended else ()
        if self.attended and not ratings:
            raise InvalidEntryError("Nothing is rated yet.", "Rate at least one of goals, tasks, bond or tension.")
        try:
            return SessionEntry(
                held_on=self.answer("held_on"),
                attendance=self.attendance,
                ratings=ratings,
                observations=observations(self.answer("markers") or (), self.answer) if self.attended else (),
                note=self.answer("note") or "",
            )
        except ValidationError as error:
            why = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            raise InvalidEntryError("The session was not saved.", f"{why.capitalize()}.") from None

    def _ratings(self) -> tuple[Rating, ...]:
        return tuple(one for one in map(self._rating, (Rater.THERAPIST, Rater.CLIENT)) if one)

    def _rating(self, rater: Rater) -> Rating | None:
        """What this person said, or None when nothing was answered."""
        given = {name: self.answer(f"{rater.value}_{name}") for name in SCALES}
        if all(value is None for value in given.values()):
            return None
        answers = {name: value for name, value in given.items() if value is not None}
        if rater is Rater.CLIENT:
            worked_through = self._resolution(rater, "client_resolution")
            return Rating(rater=rater, **given, resolution=worked_through, answers=answers)
        return Rating(
            rater=rater,
            **given,
            strained=frozenset(StrainDomain(one) for one in self.answer("strained") or ()),
            resolution=self._resolution(rater, "resolution"),
            answers=answers,
            depth=self.answer("depth"),
            smoothness=self.answer("smoothness"),
        )

    def _resolution(self, rater: Rater, name: str) -> int | None:
        """How far the tension was worked through; what was tapped before the tension was taken back says nothing."""
        return self.answer(name) if self.tense(rater) else None
