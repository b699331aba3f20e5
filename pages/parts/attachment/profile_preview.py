"""What a profile just entered looks like, before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alliance_monitor.attachment import Pattern, Profile, describe, do_not_assume, listen_for
from alliance_monitor.figures import attachment_map
from pages.parts.shared import chart


def profile_preview(profile: Profile, earlier: Sequence[Profile]) -> None:
    """Draw `profile` on the map beside `earlier` ones, with what to listen for and what not to assume."""
    left, right = st.columns(2)
    with left:
        chart(attachment_map([*earlier, profile]), key="intake-map", alt=describe(profile))
    with right:
        st.write(describe(profile))
        for note in profile.notes:
            st.warning(note)
        pattern = Pattern(profile.pattern)
        for title, notes in (("Listen for", listen_for(pattern)), ("Do not assume", do_not_assume(pattern))):
            lines = (f"- {note.text} :small[({note.source}, {note.strength})]" for note in notes)
            st.markdown(f"**{title}**\n\n" + "\n".join(lines))
