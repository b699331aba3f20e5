"""Starts the app: one sentence and a non-zero exit when the configuration is not safe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alliance_monitor.errors import AllianceError
from db.configuration import check_listening, configuration

ROOT = Path(__file__).resolve().parents[1]


def serve() -> int:
    """Check the configuration, then hand this process over to Streamlit."""
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
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")])  # noqa: S606
    return 0


if __name__ == "__main__":
    sys.exit(serve())
