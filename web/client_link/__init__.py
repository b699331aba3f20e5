"""The page on which a client answers a link, in their language."""

from web.client_link.client_page import ROUTES
from web.client_link.languages import NAMES, languages

__all__ = ["NAMES", "ROUTES", "languages"]
