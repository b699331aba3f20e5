"""What the running app does by itself: makes backups, tells the log where the audit ends, frees unused memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import anyio

from alliance_monitor.errors import AllianceError
from db.audit import anchor, anchored_entry_exists, head_of
from db.backup import make_if_due
from db.configuration import configuration
from db.opening import database
from db.place import Place
from web.runtime.memory import COLLECT_SECONDS, collect

AUDIT_HEAD_SECONDS = 3600.0
"""How often the audit's end goes to the log."""

BACKUP_FIRST_SECONDS, BACKUP_LOOK_SECONDS = 20.0, 300.0
"""When it is first looked whether a backup is due, after the first pages are drawn, and how often then."""

log = logging.getLogger("alliance_monitor")


def log_audit_head() -> None:
    """Write the audit's end to the log; say loudly when it lies behind its anchor."""
    home = database(Place.PRACTICE)
    with home.read() as tx:
        head = head_of(tx)
    if head is not None:
        anchor.log_head(head)
    if not anchored_entry_exists(home):
        log.error("the audit log does not fit its anchor: run python -m alliance_monitor verify-audit")


def back_up_if_due() -> None:
    """The scheduled backup; what becomes of it is recorded for the administrator."""
    try:
        make_if_due(database(Place.PRACTICE), configuration())
    except AllianceError as error:
        log.error("the scheduled backup failed: %s", error)


@asynccontextmanager
async def background_jobs() -> AsyncIterator[None]:
    """Keep at it while the app runs."""
    _let_the_audit_speak()
    await anyio.to_thread.run_sync(log_audit_head)
    tasks = [
        asyncio.create_task(_again_and_again(log_audit_head, first=AUDIT_HEAD_SECONDS, every=AUDIT_HEAD_SECONDS)),
        asyncio.create_task(_again_and_again(collect, first=COLLECT_SECONDS, every=COLLECT_SECONDS)),
        asyncio.create_task(_again_and_again(back_up_if_due, first=BACKUP_FIRST_SECONDS, every=BACKUP_LOOK_SECONDS)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _again_and_again(work: Callable[[], None], *, first: float, every: float) -> None:
    await asyncio.sleep(first)
    while True:
        try:
            await anyio.to_thread.run_sync(work)
        except Exception as error:  # noqa: BLE001 - the next time is another try; the app must go on
            log.error("%s failed: %s", work.__name__, type(error).__name__)
        await asyncio.sleep(every)


def _let_the_audit_speak() -> None:
    """Where nothing else is set up, warnings alone reach the console; the audit's end must as well."""
    anchor.log.setLevel(logging.INFO)
    if not anchor.log.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        anchor.log.addHandler(handler)
