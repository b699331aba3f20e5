"""The answers of an unsaved session form, kept as a draft with every tap, and the entry they make."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.detection.channels import ANSWERS
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.records import Attendance, Rater, Rating, SessionEntry, StrainDomain
from pages.parts.session.signs import observations
from pages.parts.shared import first_problem, visitor


@dataclass(frozen=True, slots=True)
class UnsavedSession:
    """The answers entered for one client and not saved yet."""

    client_id: str

    @property
    def prefix(self) -> str:
        """What the widget keys of this client's form begin with, so that answers of two clients never mix."""
        return f"entry:{self.client_id}:"

    def key(self, name: str) -> str:
        """The widget key of one answer."""
        return self.prefix + name

    def answer(self, name: str) -> Any:
        """One answer now in the form."""
        return st.session_state.get(self.key(name))

    @property
    def held_on(self) -> date:
        """The date in the form, today at first."""
        return self.answer("held_on") or visitor.today()

    @property
    def attendance(self) -> Attendance:
        """What became of the appointment.

        The field always has an answer. When a tap and the check for the client's answers coincided on a slow computer,
        the browser was seen to send none; the last known answer then stands in.
        """
        answer = self.answer("attendance") or st.session_state.get(self._last_known)
        return Attendance(answer) if answer else Attendance.ATTENDED

    @property
    def attended(self) -> bool:
        """Whether the client came."""
        return self.attendance is Attendance.ATTENDED

    @property
    def _last_known(self) -> str:
        return f"appointment:{self.client_id}"

    def felt_tension(self, rater: Rater) -> bool:
        """Whether this person rated tension above 1, none."""
        return (self.answer(f"{rater.value}_tension") or 1) > 1

    def save_draft(self) -> None:
        """Save the draft, so that a reload or a lost connection loses nothing."""
        content: dict[str, Any] = {}
        for key, value in st.session_state.items():
            if isinstance(key, str) and key.startswith(self.prefix) and value not in (None, "", []):
                content[key.removeprefix(self.prefix)] = value.isoformat() if isinstance(value, date) else value
        visitor.store().keep_draft(self.client_id, content)

    def restore(self) -> None:
        """Fill the form from the draft: Streamlit forgets a field's value once another page or client is shown."""
        # An empty appointment tells that this happened: no other page sets it, as another does set the date.
        if not self.answer("attendance"):
            draft = visitor.store().draft(self.client_id) or {}
            st.session_state[self.key("key")] = draft.get("key") or self.answer("key") or secrets.token_urlsafe(18)
            st.session_state[self.key("attendance")] = draft.get("attendance") or self.attendance.value
            for name, value in draft.items():
                st.session_state.setdefault(self.key(name), date.fromisoformat(value) if name == "held_on" else value)
            if len(draft) > 1:
                st.toast("Your unfinished entry is back.")
        st.session_state.setdefault(self.key("held_on"), visitor.today())
        st.session_state[self._last_known] = self.answer("attendance")

    def clear(self) -> None:
        """Empty the form."""
        for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state.pop(self._last_known, None)

    def entry(self) -> SessionEntry:
        """The session as entered; raises InvalidEntryError."""
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
            raise InvalidEntryError("The session was not saved.", f"{first_problem(error).capitalize()}.") from None

    def _ratings(self) -> tuple[Rating, ...]:
        return tuple(rating for rating in map(self._rating, (Rater.THERAPIST, Rater.CLIENT)) if rating)

    def _rating(self, rater: Rater) -> Rating | None:
        """This person's rating, or None when nothing was answered."""
        given = {name: self.answer(f"{rater.value}_{name}") for name in ANSWERS}
        if all(value is None for value in given.values()):
            return None
        answers = {name: value for name, value in given.items() if value is not None}
        if rater is Rater.CLIENT:
            resolution = self._resolution(rater, "client_resolution")
            return Rating(rater=rater, **given, resolution=resolution, answers=answers)
        return Rating(
            rater=rater,
            **given,
            strained=frozenset(StrainDomain(domain) for domain in self.answer("strained") or ()),
            resolution=self._resolution(rater, "resolution"),
            answers=answers,
            depth=self.answer("depth"),
            smoothness=self.answer("smoothness"),
        )

    def _resolution(self, rater: Rater, name: str) -> int | None:
        """How far the tension was worked through; ignored when the tension was changed back to none."""
        return self.answer(name) if self.felt_tension(rater) else None
