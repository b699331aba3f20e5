"""What all printed sheets share: the page, its styles, and turning typed text into a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from alliance_monitor.report.letters import BOLD, PLAIN, printable, register

MARGIN = 18 * mm
PADDING = 6.0
"""Points that ReportLab leaves between a page's margin and its text."""

WIDTH = A4[0] - 2 * (MARGIN + PADDING)
INK, QUIET, RULE = HexColor("#24211c"), HexColor("#5f594f"), HexColor("#cfc8bb")

BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9.5, leading=13, textColor=INK, spaceAfter=4)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8, leading=11, textColor=QUIET)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=15, leading=19, spaceAfter=2)
HEADING = ParagraphStyle("heading", parent=BODY, fontName=BOLD, fontSize=11, leading=15, spaceBefore=8, spaceAfter=3)


def paragraph(text: str, style: ParagraphStyle = BODY, *, lead: str = "") -> Paragraph:
    """A paragraph of text shown as typed, after `lead` in bold."""
    words = escape(printable(text)).replace("\n", "<br/>")
    return Paragraph((f"<b>{escape(printable(lead))}</b> " if lead else "") + words, style)


def table(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """A table whose first row is the heading; `widths` are shares of the page width."""
    head, *body = rows
    cells = [[paragraph(heading, SMALL) for heading in head], *([paragraph(cell) for cell in row] for row in body)]
    made = Table(cells, colWidths=[WIDTH * share for share in widths], repeatRows=1, hAlign="LEFT")
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return made


def sheet(title: str, footer: str, content: Sequence[Flowable]) -> bytes:
    """Lay out the content on A4 pages and return the PDF. Only `title` appears in the document's properties."""
    register()
    made = BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author="Alliance Monitor",
        lang="en",
        invariant=True,
    )

    def foot(canvas: Canvas, _document: object) -> None:
        canvas.saveState()
        canvas.setFont(PLAIN, 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN + PADDING, 10 * mm, printable(footer))
        canvas.drawRightString(A4[0] - MARGIN - PADDING, 10 * mm, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()

    document.build(list(content), onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()
