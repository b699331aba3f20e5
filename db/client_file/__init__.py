"""A client's file, read from the tables (`alliance_monitor.client_file` says what is in it)."""

from __future__ import annotations

from db.client_file.file import read_client_file

__all__ = ["read_client_file"]
