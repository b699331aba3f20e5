"""What the forms that begin a visit share."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from alliance_monitor.errors import AllianceError
from db.sign_in import PendingSignIn
from web.request import cookie
from web.runtime import Fields


def signed_in(outcome: str | PendingSignIn, next_path: str = "/") -> Response:
    """The redirect after signing in: to `next_path` with the visit's cookie, or first to the second factor."""
    if isinstance(outcome, PendingSignIn):
        response = RedirectResponse(f"/second-step?next={quote(next_path)}", 303)
        cookie.set_flow(response, cookie.PENDING, outcome.token)
        return response
    response = RedirectResponse(next_path, 303)
    cookie.set_visit(response, outcome)
    return response


def require_same(fields: Fields) -> None:
    """Refuse a form in which a new passphrase was not typed the same way twice."""
    if fields["passphrase"] != fields["again"]:
        raise AllianceError("The two passphrases differ.", "Type them again.")
