"""The frame around every page: who is here, and which pages they have."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from db.database import Place
from db.visits import end_visit
from pages.parts import visitor
from pages.parts.literal import literal
from web.leave import redirect_to_sign_in

HERE = Path(__file__).parent

# A picture of our own: a named icon would be fetched from another site.
ICON = (HERE.parent / "web" / "icon.svg").read_text(encoding="utf-8")
st.set_page_config(page_title="Alliance Monitor", page_icon=ICON, layout="wide")

st.logo(ICON, size="large")

visit = visitor.visit()


def page(name: str, title: str, icon: str, *, default: bool = False) -> st.Page:
    return st.Page(HERE / f"{name}.py", title=title, icon=f":material/{icon}:", url_path=name, default=default)


navigation = st.navigation(
    [
        page("caseload", "Caseload", "groups", default=True),
        page("session", "Log a session", "edit_note"),
        page("client", "Client", "timeline"),
        page("intake", "Intake", "person_add"),
        page("importing", "Import", "upload_file"),
        page("practise", "Practise", "school"),
        page("methods", "Methods", "science"),
        page("account", "Account", "manage_accounts"),
    ]
)

if visit.actor.place is Place.DEMO:
    st.info(
        "**Demo practice** – every person here is invented. Nothing you enter is about anyone real.",
        icon=":material/theater_comedy:",
    )

with st.sidebar:
    st.caption(literal(visit.display_name))
    if st.button("Sign out", icon=":material/logout:", key="sign-out"):
        end_visit(visit.actor)
        redirect_to_sign_in()
        st.stop()

navigation.run()
