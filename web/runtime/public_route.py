"""Routes that answer without a visit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class PublicRoute(Route):
    """A route the gate lets through without a visit; every other one needs a visit.

    A tablet that was handed to a client is sent to the unlock page instead, unless the route is open `while_locked`.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[[Request], Awaitable[Response]],
        *,
        methods: Sequence[str] = ("GET",),
        while_locked: bool = False,
    ) -> None:
        super().__init__(path, endpoint, methods=methods)
        self.while_locked = while_locked
