"""Rules from the literature, shown beside the score and compared with it by `bench detect`.

One file, one function, one source each. Labels end in “-type” where the original formula was not available in full.
Most look at the client's mean rating and give no result where the client did not rate.
"""

from __future__ import annotations

from typing import Final

from alliance_monitor.detection.published.courses import Courses, courses
from alliance_monitor.detection.published.ewma import EWMA
from alliance_monitor.detection.published.last_drop import LAST_DROP
from alliance_monitor.detection.published.own_sd_drop import OWN_SD_DROP
from alliance_monitor.detection.published.reliable_change import RELIABLE_CHANGE, reliable_change_index
from alliance_monitor.detection.published.reported_tension import REPORTED_TENSION
from alliance_monitor.detection.published.rule import PublishedRule, apply_rule
from alliance_monitor.detection.published.shewhart import SHEWHART
from alliance_monitor.detection.published.srs_cut_off import SRS_CUT_OFF_RULE
from alliance_monitor.detection.published.srs_drop import SRS_DROP
from alliance_monitor.detection.published.stricter_sd import ONE_SD_DROP, TWO_SD_DROP

RULES: Final[tuple[PublishedRule, ...]] = (
    LAST_DROP,
    SRS_CUT_OFF_RULE,
    SRS_DROP,
    OWN_SD_DROP,
    ONE_SD_DROP,
    TWO_SD_DROP,
    RELIABLE_CHANGE,
    SHEWHART,
    EWMA,
    REPORTED_TENSION,
)

__all__ = ["RULES", "Courses", "PublishedRule", "apply_rule", "courses", "reliable_change_index"]
