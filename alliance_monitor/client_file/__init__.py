"""Everything recorded about one client, as a file: the client's right of access."""

from __future__ import annotations

from alliance_monitor.client_file.fhir import to_bundle
from alliance_monitor.client_file.file import ClientFile
from alliance_monitor.client_file.units import instruments_of, scales

__all__ = ["ClientFile", "instruments_of", "scales", "to_bundle"]
