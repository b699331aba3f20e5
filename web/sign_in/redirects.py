"""Sending a signed-out browser from Streamlit to the sign-in page."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

SIGN_IN = "/sign-in?ended=1"


def redirect_message(path: str = SIGN_IN) -> ForwardMsg:
    """The message on which Streamlit's page goes elsewhere: to the sign-in form (as its own logout does), or `path`."""
    message = ForwardMsg()
    message.auth_redirect.url = path
    return message


def redirect_to_sign_in() -> None:
    """Enqueue that message from within a script run."""
    redirect_to(SIGN_IN)


def redirect_to(path: str) -> None:
    """Send this browser from a script run to another path of ours."""
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(redirect_message(path))
