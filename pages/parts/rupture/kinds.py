"""The kinds of rupture in a therapist's words."""

from __future__ import annotations

from alliance_monitor.records import RuptureType

TYPE_LABELS = {
    RuptureType.WITHDRAWAL_AWAY: "Withdrawal – away from me",
    RuptureType.WITHDRAWAL_TOWARD: "Withdrawal – toward me, at their own cost",
    RuptureType.CONFRONTATION: "Confrontation – against me",
    RuptureType.MIXED: "Both kinds",
}
