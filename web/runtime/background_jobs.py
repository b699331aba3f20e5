"""Background jobs of the running app: scheduled backups, logging the audit head, garbage collection."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from alliance_monitor.errors import AllianceError
from db.audit import anchor, anchored_entry_exists, head_of
from db.backup import make_if_due
from db.configuration import configuration
from db.opening import database
from db.place import Place
from web.runtime.log_lines import log
from web.runtime.memory import COLLECT_SECONDS, collect

AUDIT_HEAD_SECONDS = 3600.0
"""How often the audit head is logged."""

BACKUP_FIRST_SECONDS, BACKUP_CHECK_SECONDS = 20.0, 300.0
"""When to check first whether a backup is due, once the first pages are drawn, and how often after that."""


def log_audit_head() -> None:
    """Log the audit head; log an error if the audit log no longer matches its anchor."""
    home = database(Place.PRACTICE)
    with home.read() as tx:
        head = head_of(tx)
    if head is not None:
        anchor.log_head(head)
    if not anchored_entry_exists(home):
        log.error("the audit log does not fit its anchor: run python -m alliance_monitor verify-audit")


def back_up_if_due() -> None:
    """Make the scheduled backup if it is due; its outcome is recorded for the administrator."""
    try:
        make_if_due(database(Place.PRACTICE), configuration())
    except AllianceError as error:
        log.error("the scheduled backup failed: %s", error)


@asynccontextmanager
async def background_jobs() -> AsyncIterator[None]:
    """Run all jobs while the app runs."""
    _show_audit_heads()
    await run_in_threadpool(log_audit_head)
    tasks = [
        asyncio.create_task(_repeat(log_audit_head, first=AUDIT_HEAD_SECONDS, every=AUDIT_HEAD_SECONDS)),
        asyncio.create_task(_repeat(collect, first=COLLECT_SECONDS, every=COLLECT_SECONDS)),
        asyncio.create_task(_repeat(back_up_if_due, first=BACKUP_FIRST_SECONDS, every=BACKUP_CHECK_SECONDS)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _repeat(job: Callable[[], None], *, first: float, every: float) -> None:
    await asyncio.sleep(first)
    while True:
        try:
            await run_in_threadpool(job)
        except Exception as error:  # noqa: BLE001 - the app must go on; the job is tried again
            log.error("%s failed: %s", job.__name__, type(error).__name__)
        await asyncio.sleep(every)


def _show_audit_heads() -> None:
    """Send audit heads to the console even where logging is not set up, which shows warnings only."""
    anchor.log.setLevel(logging.INFO)
    if not anchor.log.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        anchor.log.addHandler(handler)
