"""Signing in through the practice's identity provider: what is connected, connecting, disconnecting."""

from __future__ import annotations

import streamlit as st

from db.configuration import configuration
from db.store import Store
from pages.parts.account.prove import proved
from pages.parts.shared import escaped


def identities(store: Store) -> None:
    """Draw the section, where a provider is configured."""
    if not configuration().oidc_issuer:
        return
    name = configuration().oidc_name
    st.subheader(f"Signing in with {escaped(name)}", anchor=False)
    connected = store.identities()
    if connected:
        st.write("Your account can also be opened by:")
    else:
        st.write("Not connected yet. You can connect it once, and then sign in either way.")
    for one in connected:
        st.markdown(f"**{escaped(one.name)}**, since {one.connected_at.astimezone():%d %b %Y}")
    with st.expander("Change this", icon=":material/badge:"):
        if not proved(store, "change how you sign in"):
            return
        for one in connected:
            if st.button(f"Disconnect {one.name}", key=f"disconnect:{one.id}"):
                store.disconnect_identity(one.id)
                st.rerun()
        st.link_button("Connect an identity", "/oidc/connect")
