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

SECONDS_A_TURN = 0.001
"""How long a thread may keep the interpreter while others wait, instead of 5 ms. A write has a dozen short waits for
the database; after each it would wait so long for whoever draws a page, and all other writers behind it. With 200
people at work (`make bench-load`) that alone made the slowest twentieth of answers twice as slow."""


def prepare() -> None:
    """Check the configuration and bring the database up to date; stop with one sentence if that fails."""
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
    """Import what the first page needs before anyone asks for it."""
    set_tcp_nodelay()
    sys.setswitchinterval(SECONDS_A_TURN)
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
