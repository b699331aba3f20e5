"""What a proxy or a container asks: does the process answer, and does the database."""

from __future__ import annotations

import anyio
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.opening import database
from db.place import Place


async def ready(_request: Request) -> Response:
    """Whether the practice's database answers: 200, else 503."""

    def ask() -> None:
        with database(Place.PRACTICE).read() as tx:
            tx.execute(text("SELECT 1"))

    try:
        await anyio.to_thread.run_sync(ask)
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is the same and reveals nothing
        return JSONResponse({"status": "not ready"}, 503)
    return JSONResponse({"status": "ready"})


async def health(_request: Request) -> Response:
    """Whether the process answers."""
    return JSONResponse({"status": "ok"})
