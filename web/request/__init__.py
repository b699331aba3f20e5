"""Who sent a request: address, browser, visit."""

from web.request.address import remote_address
from web.request.browser_name import browser_name
from web.request.cookie import token_from
from web.request.current_visit import current_visit, is_locked
from web.request.sender import sender

__all__ = ["browser_name", "current_visit", "is_locked", "remote_address", "sender", "token_from"]
