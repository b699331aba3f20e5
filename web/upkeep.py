"""What the running app does by itself: tells the log where the audit ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio

from db import anchor
from db.audit import anchored_entry_is_there, head_of
from db.database import Place, database

TELL_SECONDS = 3600.0
"""How often the audit's end goes to the log."""

log = logging.getLogger("alliance_monitor")


def tell_audit_head() -> None:
    """Write the audit's end to the log; say loudly when it lies behind its anchor."""
    home = database(Place.PRACTICE)
    with home.read() as tx:
        head = head_of(tx)
    if head is not None:
        anchor.tell(head)
    if not anchored_entry_is_there(home):
        log.error("the audit log does not fit its anchor: run python -m alliance_monitor verify-audit")


@asynccontextmanager
async def upkeep() -> AsyncIterator[None]:
    """Keep at it while the app runs."""
    _let_the_audit_speak()
    await anyio.to_thread.run_sync(tell_audit_head)
    task = asyncio.create_task(_tell())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tell() -> None:
    while True:
        await asyncio.sleep(TELL_SECONDS)
        try:
            await anyio.to_thread.run_sync(tell_audit_head)
        except Exception as error:  # noqa: BLE001 - the next hour is another try; the app must go on
            log.error("the audit's end could not be told: %s", type(error).__name__)


def _let_the_audit_speak() -> None:
    """Where nothing else is set up, warnings alone reach the console; the audit's end must as well."""
    anchor.log.setLevel(logging.INFO)
    if not anchor.log.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        anchor.log.addHandler(handler)
