"""The front door: Streamlit inside, the gate around it."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402

from alliance_monitor.errors import AllianceError  # noqa: E402
from alliance_monitor.repair import library  # noqa: E402
from db.configuration import check_listening, configuration  # noqa: E402
from db.maintenance import rebuild  # noqa: E402
from db.opening import database  # noqa: E402
from db.place import Place  # noqa: E402
from db.sign_in import is_set_up  # noqa: E402
from web.gate import Gate  # noqa: E402
from web.routes import ROUTES  # noqa: E402
from web.runtime import (  # noqa: E402
    background_jobs,
    configure_gc,
    keep_values_out_of_the_log,
    set_tcp_nodelay,
    show_error,
    write_json_lines,
)
from web.sign_in import set_up_code  # noqa: E402

SWITCH_INTERVAL_SECONDS = 0.001
"""Python's thread switch interval, instead of 5 ms. A write waits for the database a dozen times, briefly; after each
wait a thread that draws a page would delay it by one interval, and all writers queued behind it. With 200 people at
work (`make bench-load`) that alone doubled the 95th percentile of response times."""


def prepare() -> None:
    """Check the configuration and bring the database up to date; exit with one sentence if that fails."""
    try:
        check_listening(configuration(), str(st.get_option("server.address") or "127.0.0.1"))
        library(configuration().prompts)
        if configuration().log == "json":
            write_json_lines()
        home = database(Place.PRACTICE)
        rebuild(home, only_stale=True)
        if not is_set_up(home):
            set_up_code.announce()
    except AllianceError as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - nothing is served yet; the console is all there is
        # Nothing is open yet, and an exception here would print the server's own traceback around the sentence.
        os._exit(2)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Prepare before the first request: data, imports, garbage collection; run background jobs until the app stops."""
    set_tcp_nodelay()
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    prepare()

    import alliance_monitor.therapy.course  # noqa: F401, PLC0415

    configure_gc()
    async with background_jobs():
        yield


keep_values_out_of_the_log()
app = st.App(
    ROOT / "pages" / "_app.py",
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=show_error,
)
