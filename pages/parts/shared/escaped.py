"""A person's own words inside Markdown, shown as typed."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&@/])")


def escaped(text: str) -> str:
    """`text` with everything escaped that Markdown, LaTeX or Streamlit's colon directives would read as markup."""
    return _SPECIAL.sub(r"\\\1", text)
