"""A table whose rows open something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import streamlit as st


def clickable_table(rows: pa.Table, *, key: str, columns: Mapping[str, Any], alt: str) -> int | None:
    """Draw `rows`; returns the position of the row that was tapped, in any of its cells or on its box.

    An Arrow table is what the browser gets anyway; a data frame in between would take longer than all else here.
    """
    picked = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode=("single-row", "single-cell"),
        key=key,
        column_config=columns,
        alt=alt,
    )
    selected = [*picked["selection"]["rows"], *(row for row, _ in picked["selection"]["cells"])]
    return selected[0] if selected else None
