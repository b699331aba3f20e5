"""What a trial found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often something was tried, what the result rests on, and everything that went wrong."""

    name: str
    tried: int
    rests_on: str
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing went wrong."""
        return not self.wrong
