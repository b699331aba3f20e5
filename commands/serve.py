"""`serve`: starts the app; one sentence and a non-zero exit when the configuration is not safe."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from pathlib import Path
from typing import Any

from db.configuration import check_listening, configuration

FRONT_DOOR = Path(__file__).resolve().parents[1] / "app.py"
"""The app. Streamlit reads its settings from `.streamlit/config.toml` beside it, both in a checkout and installed. They
win over a `.streamlit` in the current or the home folder, and STREAMLIT_… variables win over them."""


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "serve",
        help="start the dashboard",
        description="Start the dashboard, for the browser of this computer: see docs/configuration.md for its options.",
    )
    command.set_defaults(run=run)


def run(_options: argparse.Namespace) -> None:
    """Check the configuration, then let Streamlit serve the app until it is stopped."""
    # Loading leaves little garbage, and collecting it again and again costs a fifth of the start-up time.
    # `web.runtime.memory.configure_gc` turns collection on.
    gc.disable()
    check_listening(configuration(), os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1"))
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    print(
        f"Alliance Monitor is starting: open http://localhost:{port} in your browser. Stop it with Ctrl+C.",
        flush=True,
    )
    signal.signal(signal.SIGINT, _stop)
    from streamlit.web.cli import main  # noqa: PLC0415 - slow to load; errors above are reported at once

    main(["run", str(FRONT_DOOR)], prog_name="streamlit")


def _stop(_signal: int, _frame: object) -> None:
    """Ctrl+C. Once the app serves, the server's own handler shuts it down and then passes the signal on to this one,
    where Python's default handler would interrupt a finished shutdown with a page of traceback.
    """
    if not gc.isenabled():  # still loading: `configure_gc` has not run
        sys.exit(128 + signal.SIGINT)
