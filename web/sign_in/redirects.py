"""Redirects out of a Streamlit page, which has no HTTP response to redirect with."""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

SIGN_IN = "/sign-in?ended=1"
"""The sign-in page, saying that the visit has ended."""


def redirect_message(path: str = SIGN_IN) -> ForwardMsg:
    """The message that makes Streamlit's frontend leave for `path`; Streamlit's own logout uses it too."""
    message = ForwardMsg()
    message.auth_redirect.url = path
    return message


def redirect_to_sign_in() -> None:
    """Send this browser to the sign-in page, from a script run."""
    redirect_to(SIGN_IN)


def redirect_to(path: str) -> None:
    """Send this browser to another path of the app, from a script run."""
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(redirect_message(path))
