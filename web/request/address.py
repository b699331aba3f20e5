"""The network address of a request's sender, as far as it can be known: attempts are throttled by it."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from db.configuration import configuration

UNKNOWN = "unknown"


def remote_address(scope: Scope) -> str:
    """The sender's address; behind our own proxies, the one the outermost of them saw.

    Each proxy appends its peer's address to X-Forwarded-For, so the outermost wrote the entry as many places from the
    right as there are trusted proxies. Entries further left come from the sender and prove nothing.
    """
    trusted = configuration().trusted_proxies
    # A proxy may add a header line instead of extending the existing one: all lines count, in order.
    lines = Headers(scope=scope).getlist("x-forwarded-for")
    seen = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    if trusted and len(seen) >= trusted:
        found = normalise_address(seen[-trusted])
        if found is not None:
            return found
    client = scope.get("client")
    return UNKNOWN if client is None else normalise_address(str(client[0])) or str(client[0])


def normalise_address(written: str) -> str | None:
    """One spelling per sender: without port, and IPv6 as the /64 network that a household or office gets.

    None for anything that is not an address.
    """
    if written.startswith("["):
        written = written[1:].split("]", maxsplit=1)[0]
    elif written.count(":") == 1:
        written = written.split(":")[0]
    try:
        address = ip_address(written)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), 64), strict=False))
