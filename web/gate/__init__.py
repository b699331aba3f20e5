"""The gate in front of Streamlit: nothing passes without a live visit."""

from web.gate.body import LARGEST_FORM
from web.gate.gate import Gate

__all__ = ["LARGEST_FORM", "Gate"]
