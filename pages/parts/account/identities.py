"""Signing in through the practice's identity provider: connecting and disconnecting identities."""

from __future__ import annotations

import streamlit as st

from db.configuration import configuration
from db.store import Store
from pages.parts.account.prove import proved
from pages.parts.shared import escaped, local_date


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
    for identity in connected:
        st.markdown(f"**{escaped(identity.name)}**, since {local_date(identity.connected_at)}")
    with st.expander("Change this", icon=":material/badge:"):
        if not proved(store, "change how you sign in"):
            return
        for identity in connected:
            if st.button(f"Disconnect {identity.name}", key=f"disconnect:{identity.id}"):
                store.disconnect_identity(identity.id)
                st.rerun()
        st.link_button("Connect an identity", "/oidc/connect")
