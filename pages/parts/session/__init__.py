"""Logging a session: the form, its draft, the result."""

from pages.parts.session.draft import UnsavedSession
from pages.parts.session.expected_now import expected_now
from pages.parts.session.form import session_form
from pages.parts.session.result import is_saved, session_result
from pages.parts.session.session_table import session_table
from pages.parts.session.signs import add_a_sign

__all__ = [
    "UnsavedSession",
    "add_a_sign",
    "expected_now",
    "is_saved",
    "session_form",
    "session_result",
    "session_table",
]
