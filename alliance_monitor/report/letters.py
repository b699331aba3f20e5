"""The fonts of printed sheets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILIES: Final = (
    (Path("/usr/share/fonts/truetype/dejavu"), "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    (Path(reportlab.__file__).parent / "fonts", "Vera.ttf", "VeraBd.ttf"),
)
"""DejaVu if the system has it (Latin, Greek, Cyrillic and more), else Vera, which comes with ReportLab (Latin)."""

PLAIN, BOLD = "Sheet", "Sheet-Bold"
MISSING = "?"
"""Replaces a character the font does not have."""


@cache
def register() -> frozenset[int]:
    """Register both fonts with ReportLab; return the characters they have in common."""
    folder, plain, bold = next(
        family for family in FAMILIES if (family[0] / family[1]).exists() and (family[0] / family[2]).exists()
    )
    faces = [TTFont(PLAIN, str(folder / plain)), TTFont(BOLD, str(folder / bold))]
    for face in faces:
        pdfmetrics.registerFont(face)
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def printable(text: str) -> str:
    """`text` with every character replaced that the font does not have; line breaks are kept."""
    known = register()
    return "".join(character if character in "\n\t" or ord(character) in known else MISSING for character in text)
