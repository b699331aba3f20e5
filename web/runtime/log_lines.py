"""The log: one JSON object per line on stderr, with nothing clinical and no secret in it."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

OURS = "alliance_monitor"
FIELDS = ("method", "path", "status", "milliseconds", "reference")
"""What a record may carry beside its message."""

log = logging.getLogger(OURS)


class JsonLines(logging.Formatter):
    """A record as one line of JSON. Of an exception only the class is kept: its text may contain anything."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        ours = record.name.startswith(OURS)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            # Messages of other packages may quote user input; their unformatted pattern cannot.
            "message": record.getMessage() if ours else str(record.msg)[:200],
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def write_json_lines() -> None:
    """From now on, log everything as JSON lines on stderr, including requests."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("streamlit", "uvicorn", "starlette", "alembic"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [], True
    log.setLevel(logging.INFO)


def error_location(error: BaseException) -> str:
    """The class of an error, and the function and line it comes from."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    line = f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else "unknown"
    return f"{type(error).__name__} at {line}"
