"""Where a request says it comes from, and whom it says it asks."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from db.configuration import LOOPBACK, configuration


def same_origin(scope: Scope) -> bool:
    """Whether the request says that it comes from our own pages. A missing Origin is foreign."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if not origin or origin == "null":
        return False
    if configuration().public_url:
        return origin == configuration().public_url
    return urlsplit(origin).netloc == headers.get("host")


def known_host(scope: Scope) -> bool:
    """Whether the request asks for us by our own name.

    Another site can point its name at this computer; its pages would then be of one origin with ours.
    """
    host = Headers(scope=scope).get("host", "")
    if configuration().public_url:
        return host == urlsplit(configuration().public_url).netloc
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False
