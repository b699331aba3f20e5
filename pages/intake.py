"""Intake: a new client, and the attachment profile by estimate or by scores from elsewhere."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st
from pydantic import ValidationError

from alliance_monitor.attachment import Pattern, Profile, describe, do_not_assume, listen_for
from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.figures import attachment_map
from alliance_monitor.instruments import instruments
from alliance_monitor.records import ClientEntry
from pages.parts.client import choose_client, earlier_profiles
from pages.parts.client_answers import questionnaire
from pages.parts.shared import visitor, widget_key

st.title("Intake", anchor=False)
store = visitor.store()

with (
    st.expander(
        "Add a client", expanded=not store.clients() or "client" not in st.query_params, icon=":material/person_add:"
    ),
    st.form("add-client", clear_on_submit=False, border=False),
):
    code = st.text_input(
        "Client code", max_chars=40, help="A code of your own, such as C-014. Never a name.", key="new-code"
    )
    started_on = st.date_input("Start of therapy", visitor.today(), key="new-start", format="DD/MM/YYYY")
    if st.form_submit_button("Add the client", type="primary"):
        try:
            entry = ClientEntry(code=code, started_on=started_on)
        except ValidationError:
            raise InvalidEntryError(
                "The client code needs 1 to 40 characters on one line.", "Type one and try again."
            ) from None
        client_id = store.add_client(entry, key=visitor.write_key("add-client"))
        visitor.written("add-client")
        st.session_state["added"] = client_id
        st.query_params["client"] = client_id
        st.rerun()

if st.session_state.pop("added", None):
    st.success("The client is added. Take an attachment profile now, or later.", icon=":material/check:")

client = choose_client(store.clients())
if client is None:
    st.stop()
history = store.history(client.id)
st.subheader("Attachment profile", anchor=False)
if st.session_state.pop("profile-saved", None):
    st.success("The profile is saved.", icon=":material/check:")
if history.profile is not None:
    st.write(f"Now: {describe(history.profile)}. A new profile is kept beside the earlier ones.")

WAYS = {
    "items": "A questionnaire",
    "estimate": "My own estimate",
    "scores": "Scores from elsewhere",
    "class": "A class from an interview",
}
way = st.segmented_control(
    "How", list(WAYS), format_func=WAYS.__getitem__, default="estimate", required=True, key="way"
)


def done_on() -> date:
    """The day of an assessment from elsewhere, which is seldom today."""
    return st.date_input(
        "Assessed on", visitor.today(), max_value=visitor.today(), key=about("assessed-on"), format="DD/MM/YYYY"
    )


offered = {one.id: one for one in instruments() if one.use == "attachment"}
about = partial(widget_key, client.id, saved=len(history.profiles))


def estimated() -> None:
    """A slider was moved; one that nobody has touched is no estimate."""
    st.session_state[about("estimated")] = True


if way != "estimate":
    st.session_state.pop(about("estimated"), None)  # the sliders go back to the middle as well
profile: Profile | None = None
if way == "items":
    profile = questionnaire(client.id, offered, len(history.profiles))
elif way == "estimate":
    st.caption("1 low … 7 high. Your estimate is shown with wider uncertainty.")
    left, right = st.columns(2)
    anxiety = left.slider(
        "Anxiety – worry about being left or not mattering",
        1.0,
        7.0,
        4.0,
        0.5,
        key=about("estimate-anxiety"),
        on_change=estimated,
    )
    avoidance = right.slider(
        "Avoidance – unease with closeness and relying on others",
        1.0,
        7.0,
        4.0,
        0.5,
        key=about("estimate-avoidance"),
        on_change=estimated,
    )
    if about("estimated") in st.session_state:
        profile = Profile.from_estimate(anxiety, avoidance, assessed_on=visitor.today())
    else:
        st.write("Move the sliders to where you see this client.")
elif way == "scores":
    scored = [key for key, one in offered.items() if "scores" in one.entry]
    chosen = st.selectbox(
        "Instrument",
        scored,
        index=scored.index("ecr-rs"),
        format_func=lambda key: offered[key].name,
        key="score-instrument",
    )
    form = offered[chosen]
    assessed_on = done_on()
    given: dict[str, float] = {}
    for part in form.subscales:
        if chosen == "rq" and part.id in ("self", "other"):
            continue
        value = st.number_input(
            part.name, value=None, step=0.1, key=about(f"score-{chosen}-{part.id}"), placeholder="not known"
        )
        if value is not None:
            given[part.id] = float(value)
    if given:
        profile = Profile.from_scores(chosen, given, assessed_on=assessed_on)
else:
    classes = [key for key, one in offered.items() if "class" in one.entry]
    chosen = st.selectbox("Instrument", classes, format_func=lambda key: offered[key].name, key="class-instrument")
    style = st.radio(
        "Class",
        [str(one) for one in offered[chosen].categories],
        index=None,
        key=about(f"class-{chosen}"),
        format_func=str.capitalize,
    )
    assessed_on = done_on()
    if style:
        profile = Profile.from_class(chosen, style, assessed_on=assessed_on)

if profile is not None:
    left, right = st.columns(2)
    with left:
        st.plotly_chart(
            attachment_map([*history.profiles, profile]),
            key="intake-map",
            alt=describe(profile),
            config={"displayModeBar": False},
        )
    with right:
        st.write(describe(profile))
        for note in profile.notes:
            st.warning(note)
        pattern = Pattern(profile.pattern)
        for title, notes in (("Listen for", listen_for(pattern)), ("Do not assume", do_not_assume(pattern))):
            told = (f"- {note.text} :small[({note.source}, {note.strength})]" for note in notes)
            st.markdown(f"**{title}**\n\n" + "\n".join(told))
earlier_profiles(client.id, history.profiles)
if profile is not None and st.button("Save the profile", type="primary", icon=":material/save:", key="save-profile"):
    store.record_profile(client.id, profile, key=visitor.write_key("profile"))
    visitor.written("profile")
    st.session_state["profile-saved"] = True
    st.rerun()
if st.button("Log a session", icon=":material/edit_note:", key="to-session"):
    st.switch_page("session.py", query_params={"client": client.id})
