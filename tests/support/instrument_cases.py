"""The instruments of the library, and answers to their items."""

from __future__ import annotations


def form(*answers: float) -> dict[str, float]:
    """Answers to items 1, 2, … in order."""
    return {str(number): answer for number, answer in enumerate(answers, start=1)}


# Worked out by hand from the published keys: answers → native scores, and some of them on 1–7.
HAND_WORKED: dict[str, tuple[dict[str, float], dict[str, float], dict[str, float]]] = {
    "brief-session": (
        form(6, 5, 4.5, 2),
        {"goal": 6, "task": 5, "bond": 4.5, "tension": 2},
        {"goal": 6, "tension": 2.5},
    ),
    # anxiety 6 + (8−3) + 7 + 6 + (8−2) = 30; avoidance 2 + (8−5) + 1 + (8−6) + 3 = 11
    "brief-attachment": (
        form(6, 2, 3, 5, 7, 1, 6, 6, 2, 3),
        {"anxiety": 30 / 5, "avoidance": 11 / 5},
        {"anxiety": 6},
    ),
    # avoidance (8−6) + (8−5) + (8−7) + (8−6) + 2 + 1 = 11; anxiety 5 + 6 + 4 = 15
    "ecr-rs": (form(6, 5, 7, 6, 2, 1, 5, 6, 4), {"avoidance": 11 / 6, "anxiety": 5}, {"anxiety": 5}),
    "phq-9": (form(1, 2, 1, 3, 0, 2, 1, 0, 0), {"total": 10, "harm": 0}, {"total": 1 + 60 / 27}),
    "gad-7": (form(2, 2, 1, 1, 0, 1, 2), {"total": 9}, {"total": 1 + 54 / 21}),
    # items 2 and 3 turned round: 3 + 3 + 2 + 3 + 2 + 0 + 4 + 1 + 2 + 3 = 23
    "core-10": (form(3, 1, 2, 3, 2, 0, 4, 1, 2, 3), {"total": 23, "harm": 0}, {"total": 4.45}),
    # task 5 + 4 + 4 + 5; goal 2 + 3 + 2 + 3; bond 3 + 5 + 4 + 5
    "wai-sr": (
        form(5, 4, 3, 2, 5, 3, 4, 2, 5, 4, 3, 5),
        {"task": 18 / 4, "goal": 10 / 4, "bond": 17 / 4, "total": 45 / 12},
        {"task": 6.25, "goal": 3.25, "bond": 5.875, "total": 5.125},
    ),
    # task 6 + 5 + 6 + 5; bond 7 + 6 + 7 + 6; goal (8−2) + 5 + (8−3) + 4
    "wai-s": (
        form(6, 5, 7, 2, 6, 5, 7, 6, 6, 3, 4, 5),
        {"task": 22 / 4, "goal": 20 / 4, "bond": 26 / 4, "total": 68 / 12},
        {"goal": 5},
    ),
    "srs": (
        form(8, 9, 7.5, 9),
        {"bond": 8, "goal": 9, "task": 7.5, "overall": 9, "total": 33.5},
        {"bond": 5.8, "goal": 6.4, "task": 5.5, "overall": 6.4, "total": 6.025},
    ),
    "ors": (
        form(3, 4.5, 5.5, 6),
        {"individual": 3, "interpersonal": 4.5, "social": 5.5, "overall": 6, "total": 19},
        {"total": 3.85},
    ),
    "sai": (form(5, 4, 4, 3, 5, 3), {"alliance": 4}, {"alliance": 5.8}),
    # item 3 turned round: 6 + 5 + 6 + 7 + 6 = 30
    "arm-5": (form(6, 5, 2, 7, 6), {"alliance": 6}, {"alliance": 6}),
    # avoidance (8−2) + 3 + (8−6) + 1 + (8−5) + 2 = 17; anxiety 6 + 5 + 7 + (8−2) + 4 + 6 = 34
    "ecr-s": (
        form(2, 6, 3, 5, 6, 7, 1, 2, 5, 4, 2, 6),
        {"avoidance": 17 / 6, "anxiety": 34 / 6},
        {"anxiety": 34 / 6},
    ),
    # self (6 + 1) − (2 + 3); other (6 + 2) − (1 + 3)
    "rq": (
        form(6, 3, 2, 1),
        {"secure": 6, "fearful": 3, "preoccupied": 2, "dismissing": 1, "self": 2, "other": 4},
        {"self": 4.5, "other": 5},
    ),
}

WITHOUT_ITEMS = {"aai", "cats", "ecr-12", "ecr-r", "pacs", "seq"}
"""Instruments of which only scores or classes are entered."""

IDS = {*HAND_WORKED, *WITHOUT_ITEMS}
