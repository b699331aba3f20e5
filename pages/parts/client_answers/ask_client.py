"""Letting the client answer: a QR code and link for their own phone, or this device handed over."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

import segno
import streamlit as st

from alliance_monitor.errors import AllianceError
from alliance_monitor.therapy import REMINDERS
from db.configuration import LOOPBACK, configuration
from db.connection import now
from db.store import NewLink
from pages.parts.shared import visitor
from web.client_link import NAMES, languages
from web.sign_in import redirect_to

SESSION_FORM = "brief-session"
"""The form a client gets about a session."""

QR_PIXELS = 220
POLL_SECONDS = 5
"""How often the page checks, while a code is shown, whether the client has answered."""


def answered_by_link(client_id: str, held_on: date) -> bool:
    """Whether the client has rated this day's session by link; if so, says it where the paper form would be."""
    link = visitor.store().link_of_day(client_id, held_on, SESSION_FORM)
    if link is None or link.used_at is None:
        return False
    st.session_state.pop(_slot(client_id, held_on, SESSION_FORM), None)
    st.write(f":material/check: {_answered_message()}")
    return True


def ask_client(client_id: str, held_on: date, instrument: str = SESSION_FORM) -> None:
    """Offer both ways to ask; show the code and link made in this window."""
    slot = _slot(client_id, held_on, instrument)
    with st.container(horizontal=True):
        if st.button("QR code or link", icon=":material/qr_code_2:", key=f"ask-by-link-{instrument}"):
            st.session_state[slot] = _new_link(client_id, held_on, instrument)
        if st.button(
            "Hand over this device",
            icon=":material/tablet:",
            key=f"hand-over-{instrument}",
            help="The client's page opens here. Everything else is locked until you give your passphrase or PIN.",
        ):
            handed_over = _new_link(client_id, held_on, instrument)
            if handed_over is not None:
                visitor.store().hand_over(handed_over.id)
                redirect_to(handed_over.path)
                st.stop()
    shown: NewLink | None = st.session_state.get(slot)
    if shown is not None:
        _show_link(client_id, held_on, instrument, shown)


def _new_link(client_id: str, held_on: date, instrument: str) -> NewLink | None:
    """A new link, or None after showing why not. The run goes on: what was typed further down is lost if not drawn."""
    try:
        return visitor.store().create_link(client_id, held_on, instrument=instrument)
    except AllianceError as error:
        st.error(str(error), icon=":material/error:")
        return None


def address_of(link: NewLink, language: str | None = None) -> str:
    """The link as the client opens it."""
    query = f"?lang={language}" if language else ""
    return f"{_base_url()}{link.path}{query}"


def _show_link(client_id: str, held_on: date, instrument: str, link: NewLink) -> None:
    with st.container(border=True):
        language = st.segmented_control(
            "Language of the client's page",
            ["", *languages()],
            format_func=lambda code: NAMES.get(code, code) if code else "As their phone",
            default="",
            required=True,
            key=f"ask-language-{instrument}",
        )
        address = address_of(link, language)
        picture = BytesIO()
        segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=8, border=3, light="#ffffff")
        st.image(picture.getvalue().decode("utf-8"), width=QR_PIXELS, alt="QR code with the client's link, as below")
        st.code(address, language=None, wrap_lines=True)
        until = link.expires_at.astimezone()
        st.caption(f"Works once, until {until:%d %b %H:%M}. Show it or copy it; this app sends nothing by itself.")
        with st.expander("A message to copy"):
            reminder = REMINDERS.get(language or "en", REMINDERS["en"])
            st.code(reminder.format(until=f"{until:%d.%m. %H:%M}", link=address), language=None, wrap_lines=True)
            st.caption("It names neither you nor therapy. Send it only in a way your client has agreed to.")
        if not configuration().public_url and urlsplit(address).hostname in LOOPBACK:
            st.caption(
                ":material/info: This app serves this computer only, so a phone cannot open the link. Hand over this "
                "device instead, or type the answers in from paper."
            )
        _status(client_id, held_on, instrument)
        if st.button("Take the link back", key=f"ask-revoke-{instrument}", type="tertiary"):
            visitor.store().revoke_link(link.id)
            st.session_state.pop(_slot(client_id, held_on, instrument), None)
            st.rerun()


@st.fragment(run_every=POLL_SECONDS)
def _status(client_id: str, held_on: date, instrument: str) -> None:
    # Only this line updates by itself: if the page moved under the therapist's finger, they would tap the wrong thing.
    link = visitor.store().link_of_day(client_id, held_on, instrument)
    if link is not None and link.used_at is not None:
        answered = _answered_message() if instrument == SESSION_FORM else "The client has answered. Reload to see it."
        st.caption(f":material/check: {answered}")
    elif link is not None and link.is_open(now()):
        st.caption("Waiting for the client's answers.")
    else:
        st.caption("This link is closed now. Make a new one if the client still wants to answer.")


def _answered_message() -> str:
    when = "on the client's page" if configuration().client_ratings_at_once else "once yours are saved"
    return f"The client has rated this session. You see their answers {when}."


def _slot(client_id: str, held_on: date, instrument: str) -> str:
    return f"link:{client_id}:{held_on}:{instrument}"


def _base_url() -> str:
    """The address clients know this app by."""
    if configuration().public_url:
        return configuration().public_url
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "http://localhost:8501"
