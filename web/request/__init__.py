"""What a request says of who sent it: address, browser, visit."""

from web.request.address import address_of
from web.request.browser_name import browser_name
from web.request.cookie import token_from
from web.request.current_visit import guest, is_locked

__all__ = ["address_of", "browser_name", "guest", "is_locked", "token_from"]
