"""The gate in front of Streamlit: nothing passes without a live visit."""

from web.gate.body import MAX_FORM_BYTES
from web.gate.gate import Gate

__all__ = ["MAX_FORM_BYTES", "Gate"]
