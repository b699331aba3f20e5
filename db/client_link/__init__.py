"""What the bearer of a client's link may do: look at one form and answer it once."""

from db.client_link.answers import OpenLink, open_link, redeem
from db.client_link.token import LINK_PATH, new_link_token

__all__ = ["LINK_PATH", "OpenLink", "new_link_token", "open_link", "redeem"]
