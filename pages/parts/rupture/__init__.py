"""A rupture on the screen: the flag, its evidence, the episode, the prompts."""

from pages.parts.rupture.evidence import evidence_for
from pages.parts.rupture.flag_card import flag_card, set_aside_flag
from pages.parts.rupture.kinds import TYPE_LABELS, kind_label
from pages.parts.rupture.open_episode import earlier_episodes, open_episode_form
from pages.parts.rupture.other_rules import other_rules
from pages.parts.rupture.prompts import VERDICTS, own_procedure, practice_library, prompts_for_flag
from pages.parts.rupture.workspace import repair_path, workspace

__all__ = [
    "TYPE_LABELS",
    "VERDICTS",
    "earlier_episodes",
    "evidence_for",
    "flag_card",
    "kind_label",
    "open_episode_form",
    "other_rules",
    "own_procedure",
    "practice_library",
    "prompts_for_flag",
    "repair_path",
    "set_aside_flag",
    "workspace",
]
