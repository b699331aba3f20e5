"""Pages on the way in: welcome, set-up, sign-in, second factor, unlocking, proof of identity."""

from web.sign_in import public_pages, unlock
from web.sign_in.redirects import SIGN_IN, redirect_message, redirect_to, redirect_to_sign_in

UNLOCK_PATH = unlock.PATH
ROUTES = [*unlock.ROUTES, *public_pages.ROUTES]

__all__ = ["ROUTES", "SIGN_IN", "UNLOCK_PATH", "redirect_message", "redirect_to", "redirect_to_sign_in"]
