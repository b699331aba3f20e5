"""The frame around every page: who is here, and which pages they have."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from db.access import Role
from db.place import Place
from db.sign_in import end_visit
from pages.parts.shared import ICON, emergency_notices, escaped, visitor
from web.sign_in import redirect_to_sign_in

HERE = Path(__file__).parent

st.set_page_config(page_title="Alliance Monitor", page_icon=ICON, layout="wide")

st.logo(ICON, size="large")

person = visitor.person()
roles = set(person.roles)


THERAPIST, SUPERVISOR, ADMINISTRATOR = {Role.THERAPIST}, {Role.SUPERVISOR}, {Role.ADMINISTRATOR}
AT_HAND = {Role.THERAPIST, Role.SUPERVISOR}
EVERYONE = set(Role)
PAGES = (
    ("caseload", "Caseload", "groups", THERAPIST),
    ("session", "Log a session", "edit_note", THERAPIST),
    ("client", "Client", "timeline", THERAPIST),
    ("intake", "Intake", "person_add", THERAPIST),
    ("importing", "Import", "upload_file", THERAPIST),
    ("training", "Practise", "school", THERAPIST),
    ("supervision", "Supervision", "diversity_3", SUPERVISOR),
    ("practice", "Practice", "monitoring", {Role.PRACTICE_LEAD, Role.SUPERVISOR, Role.THERAPIST}),
    ("emergency", "Emergency", "emergency", AT_HAND),
    ("administration", "Administration", "admin_panel_settings", ADMINISTRATOR),
    ("methods", "Methods", "science", EVERYONE),
    ("account", "Account", "manage_accounts", EVERYONE),
)
"""Every page and who has it in the menu. What they may do there the store decides, in every call."""


def page(name: str, title: str, icon: str, *, address: str = "", first: bool = False, shown: bool = True) -> st.Page:
    return st.Page(
        HERE / f"{name}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=address or name,
        default=first,
        visibility="visible" if shown else "hidden",
    )


mine = [(name, title, icon) for name, title, icon, whose in PAGES if whose & roles]
(first, *_), opened = mine[0], [page(*one) for one in mine[1:]]
if first == "caseload":
    opened.insert(0, page(*mine[0], first=True))
else:
    # Streamlit knows its first page by no other address than `/`; others are known by their own name as well.
    opened = [page(*mine[0], address="home", first=True), page(*mine[0], shown=False), *opened]
navigation = st.navigation(opened)
if st.session_state.get("page") != navigation.url_path:
    # What was chosen on another page's chooser is no choice on this one, though its key still holds it: when people go
    # back or forward, the address says whose page this is.
    st.session_state["page"] = navigation.url_path
    st.session_state.pop("client-asked", None)

if visitor.actor().place is Place.DEMO:
    st.info(
        "**Demo practice** – every person here is invented. Nothing you enter is about anyone real.",
        icon=":material/theater_comedy:",
    )

if person.has_notices:
    emergency_notices(visitor.store())

with st.sidebar:
    st.caption(escaped(person.display_name))
    if st.button("Sign out", icon=":material/logout:", key="sign-out"):
        end_visit(visitor.actor())
        redirect_to_sign_in()
        st.stop()

navigation.run()
