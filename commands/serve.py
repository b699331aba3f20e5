"""Starts the app: one sentence and a non-zero exit when the configuration is not safe."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

from alliance_monitor.errors import AllianceError
from db.configuration import check_listening, configuration

ROOT = Path(__file__).resolve().parents[1]


def serve() -> int:
    """Check the configuration, then let Streamlit serve the app."""
    # While all is being loaded nothing becomes unused, and looking for it again and again costs a fifth of the start.
    # `web.runtime.memory.settle` begins to look.
    gc.disable()
    os.chdir(ROOT)
    try:
        check_listening(configuration(), os.environ.get("STREAMLIT_SERVER_ADDRESS", "127.0.0.1"))
    except AllianceError as error:
        print(error, file=sys.stderr)
        return 2
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    print(
        f"Alliance Monitor is starting: open http://localhost:{port} in your browser. Stop it with Ctrl+C.",
        flush=True,
    )
    signal.signal(signal.SIGINT, _stop)
    from streamlit.web.cli import main  # noqa: PLC0415 - long to load: what is wrong above is said at once

    main(["run", str(ROOT / "app.py")], prog_name="streamlit")
    return 0


def _stop(_signal: int, _frame: object) -> None:
    """Ctrl+C. While the app serves, the server has a handler of its own, shuts down, and passes the signal on to here:
    Python's own handler would then break off what has ended already, and print a page of traceback.
    """
    if not gc.isenabled():  # still loading: `settle` has not run
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    sys.exit(serve())
