"""What the bearer of a client's link may do: look at one form and answer it once."""

from db.client_link.answers import OpenLink, open_link, redeem
from db.client_link.token import hashed, new_token

__all__ = ["OpenLink", "hashed", "new_token", "open_link", "redeem"]
