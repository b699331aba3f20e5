"""The instruments of the library, and answers to their items."""

from __future__ import annotations

IDS = {
    "aai", "arm-5", "brief-attachment", "brief-session", "cats", "core-10", "ecr-12", "ecr-r", "ecr-rs",
    "ecr-s", "gad-7", "ors", "pacs", "phq-9", "rq", "sai", "seq", "srs", "wai-s", "wai-sr",
}  # fmt: skip


def form(*answers: float) -> dict[str, float]:
    """Answers to items 1, 2, … in order."""
    return {str(number): answer for number, answer in enumerate(answers, start=1)}
