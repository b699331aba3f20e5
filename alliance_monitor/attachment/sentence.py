"""An attachment profile in one plain sentence."""

from __future__ import annotations

from alliance_monitor import instruments
from alliance_monitor.attachment.pattern import Pattern
from alliance_monitor.attachment.profile import Profile
from alliance_monitor.instruments import UnknownInstrumentError


def describe(profile: Profile) -> str:
    """Say where a client leans, both dimensions with their uncertainty, and the source.

    For an unclear profile it names the patterns left open instead of picking one.
    """
    if profile.anxiety is None and profile.avoidance is None:
        return _class_sentence(profile) if profile.style else "Attachment not known"
    numbers = (
        f"{_dimension('anxiety', profile.anxiety, profile.anxiety_spread)}, "
        f"{_dimension('avoidance', profile.avoidance, profile.avoidance_spread)} on 1–7, {_source(profile)}"
    )
    match profile.leaning:
        case (only,):
            return f"Leaning {only}: {numbers}"
        case (first, second):
            return f"Unclear, {first} or {second}: {numbers}"
        case _:
            return f"Unclear, all four patterns possible: {numbers}"


def _class_sentence(profile: Profile) -> str:
    meaning = (
        "which says nothing about anxiety or avoidance"
        if profile.pattern is Pattern.UNKNOWN
        else f"which goes with the {profile.pattern} pattern"
    )
    return f"Class {profile.style}, {meaning}, {_source(profile)}"


def _dimension(name: str, score: float | None, spread: float | None) -> str:
    return f"{name} not known" if score is None else f"{name} {score:.1f} ± {spread:.1f}"


def _source(profile: Profile) -> str:
    if profile.instrument is None:
        return "by clinician's estimate"
    try:
        name = instruments.instrument(profile.instrument, profile.instrument_version).short
    except UnknownInstrumentError:  # a practice's own instrument that has since been removed
        name = profile.instrument
    how = {
        "questionnaire": f"by {name}, answered by the client",
        "scores": f"by {name}, scored elsewhere",
        "class": f"by {name}",
        "estimate": f"by clinician's estimate with {name}",
    }
    return how[profile.method]
