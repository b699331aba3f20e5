"""A client's file, for the client's own therapist."""

from __future__ import annotations

import json

from starlette.requests import Request

from alliance_monitor.client_file import to_bundle
from db.store import Store
from web.downloads.download import download


def client_file(store: Store, request: Request) -> bytes:
    """Everything recorded about an own client, as JSON (docs/client-file.md)."""
    return store.client_file(request.path_params["client"]).to_json()


def client_bundle(store: Store, request: Request) -> bytes:
    """What of it fits into FHIR R4, as a bundle."""
    bundle = to_bundle(store.client_file(request.path_params["client"]))
    return json.dumps(bundle, ensure_ascii=False, indent=2).encode()


CLIENT_FILES = [
    download("/client-file/{client}", "client-file.json", client_file, "application/json"),
    download("/client-file/{client}/fhir", "client-file.fhir.json", client_bundle, "application/fhir+json"),
]
