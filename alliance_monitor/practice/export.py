"""A practice's figures as CSV: the same figures as on screen, with the same ones suppressed."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from alliance_monitor.practice.release import Figure

HEADINGS = ("measure", "group", "from", "until", "count", "of", "share", "low_95", "high_95", "remark")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters that start a formula in a spreadsheet, some in full width as well
(https://owasp.org/www-community/attacks/CSV_Injection)."""


def safe(cell: str) -> str:
    """`cell` in a form that a spreadsheet shows and never runs as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def to_csv(figures: Iterable[Figure]) -> bytes:
    """Return the figures as CSV in UTF-8, with the byte order mark that spreadsheets need."""
    output = StringIO()
    rows = csv.writer(output, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    for figure in figures:
        share = figure.share
        numbers = (
            ("", "", "", "", "")
            if share is None
            else (str(share.yes), str(share.of), *(f"{value:.3f}" for value in (share.value, share.low, share.high)))
        )
        span = ("", "") if share is None else (f"{figure.span.since:%Y-%m}", f"{figure.span.until:%Y-%m}")
        remark = "too few to show" if share is None else ""
        rows.writerow([safe(cell) for cell in (figure.measure.title, figure.group or "all", *span, *numbers, remark)])
    return b"\xef\xbb\xbf" + output.getvalue().encode()
