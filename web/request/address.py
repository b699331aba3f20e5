"""Where a request comes from, as far as that can be known: what guessing is slowed down by."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from db.configuration import configuration

UNKNOWN = "unknown"


def remote_address(scope: Scope) -> str:
    """The address of who asks; behind own proxies, what the outermost of them saw.

    Each proxy of ours appends to X-Forwarded-For whom it was asked by, so the outermost wrote the entry as many places
    from the right as there are proxies. What stands further left was said by whoever asked.
    """
    trusted = configuration().trusted_proxies
    # A proxy may append a line of its own instead of lengthening the one that is there: all of them count, in order.
    lines = Headers(scope=scope).getlist("x-forwarded-for")
    seen = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    if trusted and len(seen) >= trusted:
        found = normalise_address(seen[-trusted])
        if found is not None:
            return found
    client = scope.get("client")
    return UNKNOWN if client is None else normalise_address(str(client[0])) or str(client[0])


def normalise_address(written: str) -> str | None:
    """One spelling per place: without port, and of an IPv6 address the /64 that one household or office is given.

    None for what is no address.
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
