"""The frame around every page: who is here, and which pages they have."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from db.place import Place
from db.sign_in import end_visit
from pages.parts.shared import ICON, emergency_notices, escaped, visitor
from pages.parts.shared.menu import MenuPage, menu_of
from web.sign_in import redirect_to_sign_in

HERE = Path(__file__).parent

st.set_page_config(page_title="Alliance Monitor", page_icon=ICON, layout="wide")

st.logo(ICON, size="large")

person = visitor.person()


def as_page(page: MenuPage, *, address: str = "", first: bool = False, shown: bool = True) -> st.Page:
    return st.Page(
        HERE / f"{page.name}.py",
        title=page.title,
        icon=f":material/{page.icon}:",
        url_path=address or page.name,
        default=first,
        visibility="visible" if shown else "hidden",
    )


start, *others = menu_of(person.roles)
if start.name == "caseload":
    pages = [as_page(start, first=True)]
else:
    # Streamlit serves its first page only at `/`: listed a second time, hidden, the page keeps its own address as well.
    pages = [as_page(start, address="home", first=True), as_page(start, shown=False)]
navigation = st.navigation([*pages, *map(as_page, others)])
if st.session_state.get("page") != navigation.url_path:
    # Going back or forward to another page keeps the client chosen on this one: let the address decide again.
    st.session_state["page"] = navigation.url_path
    st.session_state.pop("client-in-address", None)

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
