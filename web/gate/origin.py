"""Checks of the Origin and Host headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from db.configuration import LOOPBACK, configuration


def same_origin(scope: Scope) -> bool:
    """Whether the Origin header names this app. A missing one counts as foreign."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if not origin or origin == "null":
        return False
    if configuration().public_url:
        return origin == configuration().public_url
    return urlsplit(origin).netloc == headers.get("host")


def known_host(scope: Scope) -> bool:
    """Whether the Host header is one of our own names.

    Another site can point its name at this computer (DNS rebinding); its pages would then share our origin.
    """
    host = Headers(scope=scope).get("host", "")
    if configuration().public_url:
        return host == urlsplit(configuration().public_url).netloc
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False
