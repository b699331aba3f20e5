"""What is usual before a client has shown their own usual: level and noise priors per channel."""

from __future__ import annotations

from dataclasses import dataclass, field

from alliance_monitor.detection.channels import CHANNELS, NO_TENSION


@dataclass(frozen=True, slots=True)
class ChannelNorm:
    """Priors of one channel.

    Parameters
    ----------
    level : expected rating of a client nobody knows yet, in the rating's own unit (1–7, tension 1–5).
    pull : how many of the client's own ratings this level is worth (κ): noise variance within a
        client divided by variance between clients.
    variance : usual variance of a client's ratings around their own level (σ²).
    """

    level: float
    pull: float
    variance: float

    def __post_init__(self) -> None:
        if not (self.pull > 0 and self.variance > 0):
            raise ValueError("pull and variance must be above zero")


@dataclass(frozen=True, slots=True)
class Norms:
    """Priors of the four channels, and from how many clients they come (0: published defaults)."""

    client_alliance: ChannelNorm
    therapist_alliance: ChannelNorm
    client_tension: ChannelNorm
    therapist_tension: ChannelNorm
    clients: int = 0
    oriented: tuple[tuple[float, float, float], ...] = field(init=False, repr=False, compare=False)
    """(level turned so that low is bad, pull, variance) per channel, in channel order."""

    def __post_init__(self) -> None:
        turned = []
        for index, channel in enumerate(CHANNELS):
            norm = self.of(channel)
            level = norm.level if index < 2 else NO_TENSION - norm.level
            turned.append((level, norm.pull, norm.variance))
        object.__setattr__(self, "oriented", tuple(turned))

    def of(self, channel: str) -> ChannelNorm:
        """Return the priors of one of `CHANNELS`."""
        norm: ChannelNorm = getattr(self, channel)
        return norm


PUBLISHED_NORMS = Norms(
    client_alliance=ChannelNorm(level=5.4, pull=0.40, variance=0.30),
    therapist_alliance=ChannelNorm(level=5.2, pull=0.35, variance=0.20),
    client_tension=ChannelNorm(level=1.8, pull=0.80, variance=0.35),
    therapist_tension=ChannelNorm(level=1.8, pull=0.80, variance=0.35),
)
"""Defaults before a practice has an archive of its own. Levels and variances agree with published
session ratings on 1–7: between-client SD ≈ 0.9, within-client SD ≈ 0.5, 65–80 % of variance between
clients, therapists lower than clients (d ≈ .6). Default, not validated in any one practice."""
