"""What sign-in needs to know about the sender of a request."""

from __future__ import annotations

from starlette.requests import Request

from web.request.address import remote_address
from web.request.browser_name import browser_name


def sender(request: Request) -> tuple[str, str]:
    """The address attempts are throttled by, and the name of the browser for the list of visits."""
    return remote_address(request.scope), browser_name(request.headers.get("user-agent", ""))
