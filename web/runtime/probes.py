"""Health and readiness probes, for proxies and containers."""

from __future__ import annotations

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.opening import database
from db.place import Place
from web.runtime.public_route import PublicRoute


async def ready(_request: Request) -> Response:
    """Readiness: 200 if the practice's database answers, else 503."""

    def ask() -> None:
        with database(Place.PRACTICE).read() as tx:
            tx.execute(text("SELECT 1"))

    try:
        await run_in_threadpool(ask)
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is the same and reveals nothing
        return JSONResponse({"status": "not ready"}, 503)
    return JSONResponse({"status": "ready"})


async def health(_request: Request) -> Response:
    """Health: 200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"})


ROUTES = [PublicRoute("/ready", ready, while_locked=True), PublicRoute("/health", health, while_locked=True)]
