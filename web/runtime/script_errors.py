"""What a person sees when a Streamlit page fails: one calm sentence, and nothing clinical in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from alliance_monitor.errors import AllianceError
from web.runtime.log_lines import error_location, log


def keep_values_out_of_the_log() -> None:
    """Stop Streamlit from printing tracebacks of failed pages, whose last line can quote user input."""
    logging.getLogger("streamlit.error_util").addFilter(lambda record: record.exc_info is None)


def show_error(error: Exception) -> bool:
    """Show an AllianceError's own text; for anything else a calm sentence, with a reference to find it in the log."""
    if isinstance(error, AllianceError):
        st.error(str(error), icon=":material/info:")
        return True
    reference = secrets.token_hex(4)
    log.error("page failed: %s, reference %s", error_location(error), reference)
    st.error(
        f"Something went wrong on this page. What you saved is safe. Reload it; if it comes again, mention {reference}."
    )
    return True
