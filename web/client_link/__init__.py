"""The page on which a client answers a link, in their language."""

from db.client_link import LINK_PATH
from web.client_link.client_page import ROUTES
from web.client_link.languages import NAMES, languages

__all__ = ["LINK_PATH", "NAMES", "ROUTES", "languages"]
