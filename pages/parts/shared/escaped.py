"""Text that people typed, inside Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&@/])")


def escaped(text: str) -> str:
    """`text` shown as typed: everything escaped that Markdown, LaTeX or Streamlit's directives would read as markup."""
    return _SPECIAL.sub(r"\\\1", text)
