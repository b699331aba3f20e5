"""Parts of the account page: identities, PIN, second step, and confirming who is there."""

from pages.parts.account.identities import identities
from pages.parts.account.pin import pin
from pages.parts.account.prove import proved
from pages.parts.account.second_factor import second_factor

__all__ = ["identities", "pin", "proved", "second_factor"]
