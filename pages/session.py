"""Log a session in under a minute; the result comes on the same screen."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.course import course
from alliance_monitor.entry import Attendance, SessionEntry
from alliance_monitor.errors import AllianceError, InvalidEntryError
from alliance_monitor.ratings import Rater, Rating, StrainDomain
from alliance_monitor.rupture import NOT_A_RUPTURE
from alliance_monitor.text import NOTE_LENGTH
from pages.parts import visitor
from pages.parts.ask_client import answered_by_link, ask_client
from pages.parts.choose_client import choose_client
from pages.parts.expected_now import expected_now
from pages.parts.signs import LABELS, more_about, observations
from pages.parts.standing import standing

SEVEN, FIVE = list(range(1, 8)), list(range(1, 6))
PARTS = {
    "goal": "Goals – we agree on where this goes",
    "task": "Tasks – what we do makes sense",
    "bond": "Bond – trust and liking between us",
}
ATTENDANCES = {
    Attendance.ATTENDED: "Attended",
    Attendance.CANCELLED: "Cancelled",
    Attendance.DID_NOT_ATTEND: "Did not attend",
}

st.title("Log a session", anchor=False)
store = visitor.store()
client = choose_client(store.clients(), running_only=True)
if client is None:
    expected_now(visitor.today())
    st.stop()
client_id = client.id

prefix = f"entry:{client.id}:"
saved = st.session_state.get(f"saved:{client.id}")


def field(name: str) -> str:
    """The widget key of one answer; answers of two clients never mix."""
    return prefix + name


def answer(name: str) -> Any:
    """One answer as it stands in the form."""
    return st.session_state.get(field(name))


def keep() -> None:
    """Keep the form as it stands, so that a reload or a lost connection costs nothing."""
    content: dict[str, Any] = {}
    for key, value in st.session_state.items():
        if isinstance(key, str) and key.startswith(prefix) and value not in (None, "", []):
            content[key.removeprefix(prefix)] = value.isoformat() if isinstance(value, date) else value
    visitor.store().keep_draft(client_id, content)


if saved:
    st.success("Saved.", icon=":material/check:")
    judged = course(store.history(client.id))
    if st.session_state.pop("just-saved", None):
        # On a phone the page stays scrolled to where the button was, and the flag lies above.
        flag = judged.open_flag(visitor.today())
        st.toast(
            f"Saved. {flag.status.capitalize()} rupture: see above." if flag else "Saved.", icon=":material/check:"
        )
    standing(judged)
    with st.container(horizontal=True):
        if st.button("Log another session", icon=":material/add:", key="log-another"):
            del st.session_state[f"saved:{client.id}"]
            st.rerun()
        if st.button("Open the client's page", icon=":material/timeline:"):
            del st.session_state[f"saved:{client.id}"]
            st.switch_page("client.py", query_params={"client": client.id})
    st.stop()

# Streamlit forgets what a field held once another page, or another client, is shown; the draft does not.
if field("held_on") not in st.session_state:
    draft = store.draft(client.id) or {}
    st.session_state[field("key")] = draft.get("key") or secrets.token_urlsafe(18)
    for name, value in draft.items():
        st.session_state.setdefault(field(name), date.fromisoformat(value) if name == "held_on" else value)
    if len(draft) > 1:
        st.toast("Your unfinished entry is back.")
st.session_state.setdefault(field("held_on"), visitor.today())
st.session_state.setdefault(field("attendance"), Attendance.ATTENDED.value)

left, right = st.columns(2)
left.date_input("Date", key=field("held_on"), on_change=keep, max_value=visitor.today(), format="DD/MM/YYYY")
with right:
    attendance = st.segmented_control(
        "Appointment",
        [one.value for one in ATTENDANCES],
        format_func=lambda one: ATTENDANCES[Attendance(one)],
        key=field("attendance"),
        on_change=keep,
        required=True,
    )
if (day := answer("held_on")) and store.logged_on(client.id, day):
    st.warning(
        f"An appointment on {day:%d %b %Y} is logged already. Saving adds one more; to change the one that is there, "
        "open the client's page.",
        icon=":material/event_repeat:",
    )


def rating_form(rater: Rater, caption: str) -> None:
    """Goals, tasks, bond and tension, one tap each."""
    st.caption(caption)
    for name, label in PARTS.items():
        st.segmented_control(label, SEVEN, key=field(f"{rater.value}_{name}"), on_change=keep, width="stretch")
    st.segmented_control(
        "Tension, misunderstanding or conflict between us (1 none … 5 severe)",
        FIVE,
        key=field(f"{rater.value}_tension"),
        on_change=keep,
        width="stretch",
    )


def rating_of(rater: Rater) -> Rating | None:
    """What this person said, or None when nothing was answered."""
    given = {name: answer(f"{rater.value}_{name}") for name in (*PARTS, "tension")}
    if all(value is None for value in given.values()):
        return None
    strained = (
        frozenset(StrainDomain(one) for one in answer("strained") or ()) if rater is Rater.THERAPIST else frozenset()
    )
    return Rating(
        rater=rater,
        **given,
        strained=strained,
        resolution=_resolution(rater),
        answers={name: value for name, value in given.items() if value is not None},
        depth=answer("depth") if rater is Rater.THERAPIST else None,
        smoothness=answer("smoothness") if rater is Rater.THERAPIST else None,
    )


def _resolution(rater: Rater) -> int | None:
    """How far the tension was worked through; what was tapped before the tension was taken back says nothing."""
    name = "resolution" if rater is Rater.THERAPIST else "client_resolution"
    return answer(name) if (answer(f"{rater.value}_tension") or 1) > 1 else None


attended = attendance == Attendance.ATTENDED.value
if attended:
    mine, theirs = st.columns(2, gap="large")
    with mine:
        st.subheader("Your view", anchor=False)
        rating_form(Rater.THERAPIST, "1 not at all … 7 completely; leave out what was not rated")
    with theirs:
        st.subheader("The client's view", anchor=False)
        if not answered_by_link(client.id, answer("held_on") or visitor.today()):
            ask_client(client.id, answer("held_on") or visitor.today())
            rating_form(Rater.CLIENT, "Or typed in from paper; leave out what was not rated")
            if (answer("client_tension") or 1) > 1:
                st.segmented_control(
                    "How far was it worked through, as the client sees it? (1 not at all … 5 fully)",
                    FIVE,
                    key=field("client_resolution"),
                    on_change=keep,
                    width="stretch",
                )
    if (answer("therapist_tension") or 1) > 1:
        st.pills(
            "What was strained?",
            [one.value for one in StrainDomain],
            selection_mode="multi",
            format_func=str.capitalize,
            key=field("strained"),
            on_change=keep,
        )
        st.pills(
            "What did you see?",
            list(LABELS),
            selection_mode="multi",
            format_func=LABELS.__getitem__,
            key=field("markers"),
            on_change=keep,
            help=NOT_A_RUPTURE,
        )
        if chosen := answer("markers"):
            more_about(chosen, field, keep)
        st.segmented_control(
            "How far was it worked through? (1 not at all … 5 fully)",
            FIVE,
            key=field("resolution"),
            on_change=keep,
            width="stretch",
        )
    with st.expander("Depth and smoothness of the session (optional)"):
        st.caption("Both go with how a client is attached to the therapist (Mallinckrodt, Porter & Kivlighan 2005).")
        for name, label in (("depth", "Depth (1 shallow … 7 deep)"), ("smoothness", "Smoothness (1 rough … 7 smooth)")):
            st.segmented_control(label, SEVEN, key=field(name), on_change=keep, width="stretch")
st.text_area("Note (optional)", key=field("note"), max_chars=NOTE_LENGTH, height=80, on_change=keep)


def entry_from_form() -> SessionEntry:
    """The session as it stands in the form; raises InvalidEntryError with one sentence."""
    attended = answer("attendance") == Attendance.ATTENDED.value
    ratings = tuple(one for one in map(rating_of, (Rater.THERAPIST, Rater.CLIENT)) if one) if attended else ()
    if attended and not ratings:
        raise InvalidEntryError("Nothing is rated yet.", "Rate at least one of goals, tasks, bond or tension.")
    try:
        return SessionEntry(
            held_on=answer("held_on"),
            attendance=Attendance(answer("attendance")),
            ratings=ratings,
            observations=observations(answer("markers") or (), answer) if attended else (),
            note=answer("note") or "",
        )
    except ValidationError as error:
        why = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise InvalidEntryError("The session was not saved.", f"{why.capitalize()}.") from None


def save() -> None:
    """Store the form as one session. It runs before the page is drawn, so that the result needs only one drawing."""
    try:
        visitor.store().record_session(client_id, entry_from_form(), key=answer("key"))
    except AllianceError as error:
        st.session_state["entry-problem"] = str(error)
        return
    for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(prefix)]:
        del st.session_state[key]
    st.session_state[f"saved:{client_id}"] = st.session_state["just-saved"] = True


if problem := st.session_state.pop("entry-problem", None):
    st.error(problem, icon=":material/error:")
st.button("Save the session", type="primary", icon=":material/save:", key="save-session", on_click=save)
