"""Pages on the way in and out: welcome, set-up, sign-in, second factor, unlocking, proof of identity, sign-out."""

from web.sign_in import (
    demo,
    first_sign_in,
    oidc_pages,
    prove,
    second_factor,
    set_up,
    sign_in,
    sign_out,
    unlock,
    welcome,
)
from web.sign_in.redirects import SIGN_IN, redirect_message, redirect_to, redirect_to_sign_in

UNLOCK_PATH = unlock.PATH
ROUTES = [
    *welcome.ROUTES,
    *set_up.ROUTES,
    *sign_in.ROUTES,
    *second_factor.ROUTES,
    *first_sign_in.ROUTES,
    *oidc_pages.ROUTES,
    *demo.ROUTES,
    *unlock.ROUTES,
    *prove.ROUTES,
    *sign_out.ROUTES,
]

__all__ = ["ROUTES", "SIGN_IN", "UNLOCK_PATH", "redirect_message", "redirect_to", "redirect_to_sign_in"]
