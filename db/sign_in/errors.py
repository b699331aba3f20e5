"""Why a sign-in is refused. None of these says whether an account exists."""

from __future__ import annotations

from alliance_monitor.errors import AllianceError


class SignInRefusedError(AllianceError):
    """What was typed does not match; the same text for unknown names."""


class TooManyTriesError(SignInRefusedError):
    """Too many failed attempts for this account or from this address; even the right answer has to wait."""


class SignInExpiredError(AllianceError):
    """This pending sign-in has expired, was used already, or never existed."""

    def __init__(self) -> None:
        super().__init__("This sign-in took too long.", "Begin again with your passphrase.")


class UnknownIdentityError(AllianceError):
    """Nobody has connected this identity with an account; identities never create accounts."""

    def __init__(self) -> None:
        super().__init__(
            "This identity is not connected with an account here.",
            "Sign in with your passphrase and connect it under Account.",
        )
