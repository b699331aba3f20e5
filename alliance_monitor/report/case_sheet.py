"""One therapy on paper: de-identified for supervision, or with its code for the therapist's own file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportlab.platypus import Flowable, KeepTogether, Spacer

from alliance_monitor.attachment import describe
from alliance_monitor.detection import explain
from alliance_monitor.episode import RuptureEpisode
from alliance_monitor.repair import STAGES
from alliance_monitor.report.paper import BODY, HEADING, SMALL, TITLE, WIDTH, paragraph, sheet, table
from alliance_monitor.report.trajectory import trajectory_drawing
from alliance_monitor.supervision import PastDiscussion
from alliance_monitor.therapy import Course, History, course, signals

WENT = {"helped": "it helped", "partly": "partly", "not": "it did not", None: ""}
LIMITS = (
    "A flag is a question, not a diagnosis; a quiet course is no proof that all is well. Measured on simulated "
    "therapies, not clinically validated."
)


def case_sheet(
    history: History, discussions: Sequence[PastDiscussion], today: date, *, therapist: str = "", question: str = ""
) -> bytes:
    """Return one therapy as a PDF.

    Parameters
    ----------
    history : de-identified for supervision (`supervision.deidentified`), whole for the therapist's own file.
    therapist : whose case it is, for supervision.
    question : what the therapist asks.
    """
    judged = course(history)
    label = history.client.code
    content: list[Flowable] = [paragraph(label, TITLE)]
    of = f"{therapist} · " if therapist else ""
    content.append(paragraph(f"{of}{len(history.attended)} sessions · printed on {today:%d %B %Y}", SMALL))
    if question:
        content.append(paragraph(question, lead="Question:"))
    if history.attended:
        content += [Spacer(1, 6), trajectory_drawing(judged, WIDTH), Spacer(1, 4)]
    content += _now(judged)
    content += _flags(judged)
    content += _episodes(history.episodes)
    content += _discussed(discussions)
    content += [Spacer(1, 6), paragraph(LIMITS, SMALL)]
    return sheet(f"Case summary {today:%Y-%m-%d}", f"{label} · Alliance Monitor", content)


def _now(judged: Course) -> list[Flowable]:
    found: list[Flowable] = []
    if judged.newest is not None:
        found.append(paragraph(explain(judged.newest)))
    found += [paragraph(f"· {signal.sentence}") for signal in signals(judged) if signal.rule != "decline"]
    profile = judged.history.profile
    found.append(paragraph(describe(profile) if profile else "No attachment profile was taken.", lead="Attachment:"))
    return found


def _flags(judged: Course) -> list[Flowable]:
    rows = []
    for flag in judged.flags:
        decision = judged.history.decision_on(flag.session.id)
        answer = decision.decision.value if decision else "not answered"
        if decision and decision.reason:
            answer += f": {decision.reason}"
        rows.append((str(flag.session.number), flag.status, flag.reason, answer))
    if not rows:
        return []
    heads = ("Session", "Flag", "Why", "Answer")
    return [paragraph("Possible ruptures", HEADING), table([heads, *rows], (0.1, 0.12, 0.5, 0.28))]


def _episodes(episodes: Sequence[RuptureEpisode]) -> list[Flowable]:
    found: list[Flowable] = []
    for episode in episodes:
        kind = f", {episode.rupture_type.value.replace('_', ' ')}" if episode.rupture_type else ""
        title = f"Rupture of session {episode.opened_in}{kind}: {episode.status.value.replace('_', ' ')}"
        rated = [
            f"{value} of 5 by the {who}"
            for who, value in (("therapist", episode.therapist_resolution), ("client", episode.client_resolution))
            if value
        ]
        parts: list[Flowable] = [paragraph(title, HEADING)]
        if episode.path:
            rows = [
                (str(work.session), f"{work.stage} {STAGES[work.stage - 1].name}", work.tried or "–", WENT[work.went])
                for work in episode.path
            ]
            heads = ("Session", "Stage of repair", "What was tried", "How it went")
            parts.append(table([heads, *rows], (0.1, 0.27, 0.45, 0.18)))
        if rated:
            parts.append(paragraph(f"How far resolved: {', '.join(rated)}.", BODY))
        found.append(KeepTogether(parts))
    return found


def _discussed(discussions: Sequence[PastDiscussion]) -> list[Flowable]:
    if not discussions:
        return []
    found: list[Flowable] = [paragraph("Supervision", HEADING)]
    for past in discussions:
        discussion = past.discussion
        back = f" To come back on {discussion.follow_up_on:%d %b %Y}." if discussion.follow_up_on else ""
        found.append(paragraph(f"{discussion.decision}{back}", lead=f"{discussion.discussed_on:%d %b %Y}:"))
        if discussion.note:
            found.append(paragraph(discussion.note, SMALL))
    return found
