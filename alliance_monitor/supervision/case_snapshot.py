"""What a case looked like when it was last discussed, and what has changed since."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict

from alliance_monitor.therapy import Summary

WORTH_SAYING = 0.5
"""Points on 1–7 by which the client's rating must have moved to be mentioned. Default, not validated."""


class CaseSnapshot(BaseModel):
    """What is kept with a discussion to tell later what changed; `need` names the sign that was behind it."""

    model_config = ConfigDict(frozen=True)

    sessions: int
    flagged: bool
    episode_opened: int | None = None
    episode_stage: int | None = None
    repaired: int = 0
    client_mean: float | None = None
    voice_missing: bool = False
    need: str = ""

    @classmethod
    def of(cls, summary: Summary, need: str = "") -> Self:
        """Take a snapshot of a case as it is now."""
        means = [mean for mean in summary.client_line if mean is not None]
        return cls(
            sessions=summary.sessions,
            flagged=summary.flag_session is not None,
            episode_opened=summary.episode_opened,
            episode_stage=summary.episode_stage,
            repaired=summary.repaired,
            client_mean=means[-1] if means else None,
            voice_missing=summary.voice_missing,
            need=need,
        )


def changes_between(before: CaseSnapshot, now: CaseSnapshot) -> tuple[str, ...]:
    """What has changed, good news first, each in a few words; empty if nothing has."""
    good: list[str] = []
    news: list[str] = []
    hard: list[str] = []
    if now.repaired > before.repaired:
        good.append("a rupture was repaired")
    if before.voice_missing and not now.voice_missing:
        good.append("the client rates again")
    if before.episode_stage and now.episode_stage and now.episode_stage != before.episode_stage:
        same = now.episode_opened == before.episode_opened
        news.append(f"the repair moved from stage {before.episode_stage} to {now.episode_stage}" if same else "")
    if before.client_mean is not None and now.client_mean is not None:
        moved = now.client_mean - before.client_mean
        if abs(moved) >= WORTH_SAYING:
            words = f"the client's rating went from {before.client_mean:.1f} to {now.client_mean:.1f}"
            (good if moved > 0 else hard).append(words)
    if now.episode_opened is not None and now.episode_opened != before.episode_opened:
        hard.append(f"a rupture is followed since session {now.episode_opened}")
    if now.flagged and not before.flagged:
        hard.append("a new possible rupture")
    if now.voice_missing and not before.voice_missing:
        hard.append("the client has stopped rating")
    held = now.sessions - before.sessions
    if held > 0:
        news.insert(0, f"{held} further session{'s' if held != 1 else ''}")
    return tuple(change for change in [*good, *news, *hard] if change)
