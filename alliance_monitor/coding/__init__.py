"""Training to tell disagreement, withdrawal and confrontation apart."""

from alliance_monitor.coding.agreement import BLOCK, Agreement, agreement, kappa
from alliance_monitor.coding.vignette import ANSWERS, Attempt, Vignette, next_vignette, vignette, vignettes

__all__ = [
    "ANSWERS",
    "BLOCK",
    "Agreement",
    "Attempt",
    "Vignette",
    "agreement",
    "kappa",
    "next_vignette",
    "vignette",
    "vignettes",
]
