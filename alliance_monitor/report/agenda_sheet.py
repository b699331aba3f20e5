"""The agenda of a supervision meeting on paper, with room to write."""

from __future__ import annotations

from datetime import date

from reportlab.platypus import Flowable, KeepTogether, Spacer
from reportlab.platypus.flowables import HRFlowable

from alliance_monitor.report.paper import HEADING, RULE, SMALL, TITLE, paragraph, sheet
from alliance_monitor.supervision import Agenda, AgendaItem

ROOM = 40
"""Points of blank space under a case for writing down decisions, on two lines."""


def agenda_sheet(agenda: Agenda, today: date) -> bytes:
    """Return this agenda as a PDF; cases appear by their labels only."""
    content: list[Flowable] = [
        paragraph("Supervision", TITLE),
        paragraph(
            f"{today:%d %B %Y} · for this meeting: {len(agenda.items)} · to come back later: {len(agenda.later)} · "
            f"without need: {agenda.resting}",
            SMALL,
        ),
    ]
    if agenda.repaired:
        repaired = ", ".join(f"{item.label} ({item.therapist})" for item in agenda.repaired)
        content.append(paragraph(f"A rupture was repaired in {repaired}.", lead="Worth hearing how it went:"))
    if not agenda.items:
        content.append(paragraph("No case needs the meeting now."))
    for place, item in enumerate(agenda.items, start=1):
        content.append(KeepTogether(_case(place, item)))
    if agenda.later:
        content.append(paragraph("To come back later", HEADING))
        content += [_later(item) for item in agenda.later]
    return sheet(f"Supervision agenda {today:%Y-%m-%d}", "Supervision agenda · Alliance Monitor", content)


def _case(place: int, item: AgendaItem) -> list[Flowable]:
    parts: list[Flowable] = [
        paragraph(f"{place}. {item.label} · {item.therapist}", HEADING),
        paragraph(item.explanation),
    ]
    if item.last is not None and item.changed is not None:
        discussion = item.last.discussion
        changes = "; ".join(item.changed) or "nothing has changed"
        parts.append(
            paragraph(
                f"Since {discussion.discussed_on:%d %b %Y}: {changes}. Decided then: {discussion.decision}", SMALL
            )
        )
    parts += [Spacer(1, 2), paragraph("Decided, and until when:", SMALL)]
    for _ in range(2):
        parts.append(Spacer(1, ROOM / 2))
        parts.append(HRFlowable(width="100%", thickness=0.5, color=RULE))
    return parts


def _later(item: AgendaItem) -> Flowable:
    due = item.last.discussion.follow_up_on if item.last else None
    decided = item.last.discussion.decision if item.last else ""
    return paragraph(f"{item.label} · {item.therapist}: {decided}", lead=f"{due:%d %b %Y}" if due else "")
