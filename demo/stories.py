"""The invented therapies of the demo practice: every attachment pattern, every state of the caseload, three repairs."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.attachment import BondElements, Strength, TalkCounts
from alliance_monitor.episode import Closed, Event, Outcome, Rated, RupturedAgain, Worked
from alliance_monitor.records import Ending, Rater
from alliance_monitor.therapy import Decision


@dataclass(frozen=True, slots=True)
class Story:
    """One invented therapy: its number of sessions, attachment, and what happens in which session."""

    code: str
    sessions: int
    anxiety: float | None
    avoidance: float | None
    falls: tuple[tuple[int, float], ...] = ()
    """(session number, fall of the client's rating on 1–7)."""
    markers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    slope: float = 0.03
    """Change of the ratings per session."""
    client_silent_from: int | None = None
    ending: Ending | None = None
    decided: tuple[int, Decision, str] | None = None
    """(session number of the flag, decision, reason)."""
    weeks_ago: int = 0
    """Weeks since the last session."""
    repair: tuple[Event, ...] = ()
    """Events of the episode that confirming the flag opened."""
    bonds: tuple[tuple[int, BondElements], ...] = ()
    talks: tuple[tuple[int, TalkCounts], ...] = ()
    depression: tuple[tuple[int, int], ...] = ()
    """(session number, PHQ-9 total): a form filled in that day, with nothing about harm."""


SMILE = (
    Worked(session=12, stage=1, tried="Said what I saw: a smile that did not fit the words.", went="partly"),
    Worked(session=12, stage=2, tried="From a slight annoyance, through unease, to plain anger.", went="helped"),
    Worked(session=12, stage=3, tried="Fear that I might give up on somebody who is beyond help.", went="helped"),
    RupturedAgain(session=12),
    Worked(session=12, stage=1, tried="Noticed a second step back, this time with shame.", went="partly"),
    Worked(session=12, stage=2, tried="Stayed with the embarrassment without hurrying on.", went="helped"),
    Worked(session=13, stage=3, tried="What it costs to ask, and what holding back protects.", went="partly"),
    Worked(session=13, stage=4, tried="The wish to be helped was said out loud, and answered.", went="helped"),
    Rated(rater=Rater.THERAPIST, resolution=4),
    Rated(rater=Rater.CLIENT, resolution=5),
    Closed(session=14, outcome=Outcome.RESOLVED),
)
"""A withdrawal with two ruptures in one session, stages revisited, resolved: the course, not the words, of the
session in Safran & Muran 1996."""

TASK = (
    Worked(session=10, stage=1, tried="Owned that I had pressed on with the exercise.", went="helped"),
    Worked(session=10, stage=2, tried="Asked about feelings towards me: too near.", went="not"),
    Worked(session=11, stage=1, tried="Went back to the task and let the client choose it.", went="helped"),
    Worked(session=12, stage=4, tried="Beneath the complaint: being left alone with it.", went="helped"),
    Rated(rater=Rater.THERAPIST, resolution=4),
    Rated(rater=Rater.CLIENT, resolution=4),
    Closed(session=12, outcome=Outcome.RESOLVED),
)
"""A confrontation with an avoidant client: more distance first, then back to the task."""

UNHEARD = (
    Worked(session=11, stage=1, tried="Asked whether something was wrong; the client said no.", went="not"),
    Worked(session=13, stage=1, tried="Asked again.", went="not"),
)
"""Not repaired; the client leaves."""


STORIES = (
    Story("D-01 Anemone", 11, 5.6, 2.6, falls=((11, 2.2),), markers=((11, ("appeasing", "content-affect-split")),)),
    Story("D-02 Birch", 14, 2.4, 5.5, falls=((14, 1.9),), markers=((14, ("rejects-intervention",)),)),
    Story("D-03 Clover", 10, 5.3, 5.2, falls=((10, 0.5),)),
    Story(
        "D-04 Dahlia",
        16,
        2.2,
        2.3,
        falls=((9, 1.6), (10, 0.8)),
        decided=(9, Decision.CONFIRMED, ""),
        repair=(Worked(session=10, stage=1, tried="Named the strain.", went="partly"), Worked(session=12, stage=2)),
    ),
    Story("D-05 Elder", 16, 4.2, 2.7, slope=-0.13),
    Story("D-06 Fern", 10, 3.0, 5.4, client_silent_from=8),
    Story(
        "D-07 Gorse",
        20,
        5.1,
        3.9,
        falls=((12, 2.0), (13, 1.2)),
        markers=((12, ("content-affect-split", "appeasing")),),
        decided=(12, Decision.CONFIRMED, ""),
        repair=SMILE,
        depression=((1, 16), (5, 14), (10, 12), (15, 8), (20, 5)),
        bonds=(
            (6, BondElements(proximity=Strength.INTENSE, safe_haven=Strength.MODERATE, separation=Strength.INTENSE)),
            (16, BondElements(proximity=Strength.MODERATE, safe_haven=Strength.MODERATE, separation=Strength.INTENSE)),
        ),
        talks=(
            (8, TalkCounts(secure=3, preoccupied=7)),
            (12, TalkCounts(secure=5, preoccupied=4, avoidant=1)),
            (15, TalkCounts(secure=8, preoccupied=3)),
        ),
    ),
    Story("D-08 Heather", 12, 2.6, 2.9, falls=((11, 1.5),), decided=(11, Decision.DISMISSED, "Outside event")),
    Story("D-09 Iris", 1, None, None),
    Story("D-10 Juniper", 7, 4.9, 5.3),
    Story(
        "D-11 Kerria",
        13,
        2.5,
        5.0,
        falls=((10, 1.8), (11, 2.2), (12, 2.4), (13, 2.5)),
        markers=((10, ("denial", "minimal-response")),),
        decided=(10, Decision.CONFIRMED, ""),
        repair=UNHEARD,
        ending=Ending.UNILATERAL,
    ),
    Story("D-12 Linden", 24, 2.3, 2.2, falls=((15, 1.2),), ending=Ending.PLANNED, weeks_ago=3),
    Story("D-13 Mallow", 6, 5.8, 5.6, falls=((4, 1.4),), decided=(4, Decision.SNOOZED, "")),
    Story("D-14 Nettle", 8, 2.9, 3.1, weeks_ago=5),
    Story(
        "D-15 Oleander",
        16,
        2.6,
        5.4,
        falls=((10, 1.9), (11, 0.7)),
        markers=((10, ("rejects-intervention", "defends-self")),),
        decided=(10, Decision.CONFIRMED, ""),
        repair=TASK,
    ),
    Story(
        "D-16 Poppy",
        9,
        5.4,
        2.9,
        falls=((8, 1.6),),
        markers=((8, ("over-compliance",)),),
        decided=(8, Decision.CONFIRMED, ""),
        repair=(Worked(session=9, stage=1, tried="Wondered aloud about the quick yes.", went="helped"),),
    ),
)
