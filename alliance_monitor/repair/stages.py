"""The four stages of repairing a rupture (Safran & Muran 1996, 2000). They are revisited, not ticked off."""

from __future__ import annotations

from dataclasses import dataclass

from alliance_monitor.records import RuptureType

STAGE_SOURCE = "Safran & Muran 1996, 2000"


@dataclass(frozen=True)
class Stage:
    """One stage: its number 1–4, what it is for, and what it looks like in the room.

    `aim_after` holds a further aim per rupture type, where the type matters (stage 4).
    """

    number: int
    name: str
    aim: str
    looks_like: str
    aim_after: tuple[tuple[RuptureType, str], ...] = ()
    source: str = STAGE_SOURCE

    def aim_for(self, rupture_type: RuptureType | None) -> str:
        """Return the aim after this type of rupture; the general aim where the type makes no difference."""
        return dict(self.aim_after).get(rupture_type, self.aim) if rupture_type else self.aim


_ASSERT = "Help the client say what they need or do not want, out loud and to you."
_SOFTEN = "Help the client reach the more vulnerable feeling under the anger, and the wish it holds."

STAGES: tuple[Stage, ...] = (
    Stage(
        number=1,
        name="Recognise and disengage",
        aim="Notice the strain, stop playing your part in it, and invite a look at the here and now.",
        looks_like="You pause the work and say, without blame, what you see happening between you.",
    ),
    Stage(
        number=2,
        name="Explore the experience",
        aim="Find out, in detail and from both sides, how each of you lived through the rupture.",
        looks_like="The client tells how it was for them; you listen, accept it, and own what you added.",
    ),
    Stage(
        number=3,
        name="Explore the avoidance",
        aim="Look together at what makes this hard to talk about, and what holding back protects.",
        looks_like="The talk stalls or turns; fear of your reaction comes into view and is met with care.",
    ),
    Stage(
        number=4,
        name="Clarify the wish or need",
        aim="Find the wish or need underneath, and let it be said and answered in the relationship.",
        looks_like="The client says what they want or lack from you, and you take it seriously, met or not.",
        aim_after=(
            (RuptureType.WITHDRAWAL_AWAY, _ASSERT),
            (RuptureType.WITHDRAWAL_TOWARD, _ASSERT),
            (RuptureType.CONFRONTATION, _SOFTEN),
            (RuptureType.MIXED, f"Both in turn. {_ASSERT} {_SOFTEN}"),
        ),
    ),
)
"""In order, although real repair moves back and forth, and a change of task or goal can be enough."""
