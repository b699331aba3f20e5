"""Repairing a rupture: the four stages, a library of prompts, and three of them chosen for one rupture."""

from alliance_monitor.repair.catalogue import PromptFileError, library
from alliance_monitor.repair.prompt import Evidence, Prompt
from alliance_monitor.repair.stages import STAGES, Stage
from alliance_monitor.repair.suggest import suggest
from alliance_monitor.repair.suggestion import (
    LEAVE,
    RISK_NOTICE,
    SAFETY,
    Feedback,
    Leave,
    Suggested,
    Suggestion,
    Variant,
)

__all__ = [
    "LEAVE",
    "RISK_NOTICE",
    "SAFETY",
    "STAGES",
    "Evidence",
    "Feedback",
    "Leave",
    "Prompt",
    "PromptFileError",
    "Stage",
    "Suggested",
    "Suggestion",
    "Variant",
    "library",
    "suggest",
]
