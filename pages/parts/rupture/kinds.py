"""Kinds of rupture as a therapist would put them."""

from __future__ import annotations

from alliance_monitor.records import RuptureType

TYPE_LABELS = {
    RuptureType.WITHDRAWAL_AWAY: "Withdrawal – away from me",
    RuptureType.WITHDRAWAL_TOWARD: "Withdrawal – toward me, at their own cost",
    RuptureType.CONFRONTATION: "Confrontation – against me",
    RuptureType.MIXED: "Both kinds",
}


def kind_label(kind: RuptureType | None) -> str:
    """Such as “, both kinds” after what the rupture is called; nothing while the kind is open."""
    return f", {TYPE_LABELS[kind].lower()}" if kind else ""
