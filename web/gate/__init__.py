"""The gate in front of Streamlit: nothing passes without a live visit."""

from web.gate.gate import Gate

__all__ = ["Gate"]
