"""What is usual before a client has shown what is usual for them: level and noise priors per channel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from alliance_monitor.detection.channels import CHANNELS


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
    """Priors of every channel, and from how many clients they come (0: published defaults)."""

    client_alliance: ChannelNorm
    therapist_alliance: ChannelNorm
    client_tension: ChannelNorm
    therapist_tension: ChannelNorm
    clients: int = 0
    turned: tuple[ChannelNorm, ...] = field(init=False, repr=False, compare=False)
    """The norms in the order of `CHANNELS`, levels turned so that low is bad."""

    def __post_init__(self) -> None:
        norms = ((channel, self.of(channel.name)) for channel in CHANNELS)
        turned = tuple(replace(norm, level=channel.measure.turned(norm.level)) for channel, norm in norms)
        object.__setattr__(self, "turned", turned)

    def of(self, channel: str) -> ChannelNorm:
        """Return the priors of the channel with this name."""
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
