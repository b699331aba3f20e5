"""What a person sees when a page fails: one calm sentence, and nothing clinical in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from alliance_monitor.errors import AllianceError

log = logging.getLogger("alliance_monitor")


def keep_values_out_of_the_log() -> None:
    """Stop Streamlit from printing a failed page's traceback, whose last line can hold what somebody typed."""
    logging.getLogger("streamlit.error_util").addFilter(lambda record: record.exc_info is None)


def show_error(error: Exception) -> bool:
    """Show an error of ours as it is; anything else as a calm sentence with a reference for the log."""
    if isinstance(error, AllianceError):
        st.error(str(error), icon=":material/info:")
        return True
    reference = secrets.token_hex(4)
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else "unknown"
    log.error("page failed: %s at %s, reference %s", type(error).__name__, place, reference)
    st.error(
        f"Something went wrong on this page. What you saved is safe. Reload it; if it comes again, mention {reference}."
    )
    return True
