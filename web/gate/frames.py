"""Which WebSocket messages a browser may send to Streamlit; maintenance messages are refused."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

ALLOWED = frozenset(
    {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
        "backend_operation_request",
        "load_git_info",
        "set_run_on_save",
    }
)

DROPPED = frozenset({"load_git_info", "set_run_on_save"})
"""Streamlit's frontend sends these unprompted, so they do not close the connection; but the app never gets them."""

OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})


def permitted_kind(data: bytes) -> str | None:
    """The kind of a message, or None if it is not allowed."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    kind = message.WhichOneof("type")
    if kind not in ALLOWED:
        return None
    if (
        kind == "backend_operation_request"
        and message.backend_operation_request.WhichOneof("payload") not in OPERATIONS
    ):
        return None
    return str(kind)


def is_user_activity(data: bytes) -> bool:
    """Whether a person did something: auto-refresh and heartbeats must not keep a visit alive."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return False
    return message.WhichOneof("type") == "rerun_script" and not message.rerun_script.is_auto_rerun
