"""What is written down while the app runs: one JSON object a line on stderr, nothing clinical and no secret in it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

OURS = "alliance_monitor"
FIELDS = ("method", "path", "status", "milliseconds", "reference")
"""What a line about a request may say beside its message."""

PAGES = frozenset(script.stem for script in (Path(__file__).parents[2] / "pages").glob("[!_]*.py"))
PLACES = (
    frozenset(
        """
        alliance.css client-file component demo favicon.ico favicon.png first-sign-in health home icon.svg media oidc
        practice-file practise prove r ready second-step set-up sheets sign-in sign-out static unlock welcome _stcore
        """.split()
    )
    | PAGES
    | {""}
)
"""First parts of our own addresses. Anything else may have been typed by somebody, a client's name for one."""

log = logging.getLogger(OURS)


class JsonLines(logging.Formatter):
    """A record as one line of JSON. Of an exception only its kind and place are kept: its text may hold anything."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        ours = record.name.startswith(OURS)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # What others log may quote what somebody typed; the pattern of their message cannot.
            "message": record.getMessage() if ours else str(record.msg)[:200],
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def write_json_lines() -> None:
    """From now on everything is logged as JSON lines on stderr, requests as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("streamlit", "uvicorn", "starlette", "alembic"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True
    log.setLevel(logging.INFO)


def loggable_path(path: str) -> str:
    """A path as it may be written down: its first part if it is one of ours, and nothing of what stands behind it."""
    first = path.split("/")[1] if path.startswith("/") else path
    return f"/{first if first in PLACES else '…'}{'/…' if path.count('/') > 1 else ''}"


def error_location(error: BaseException) -> str:
    """The kind of an error and the line it comes from."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    line = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else "unknown"
    return f"{type(error).__name__} at {line}"
