"""A client's file through the front door: for the client's therapist who has proved lately who they are."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alliance_monitor.client_file import to_bundle
from db.store import Store
from web.downloads.sheets import download


async def client_file(request: Request) -> Response:
    """Everything recorded about an own client, as JSON (docs/client-file.md)."""

    def make(store: Store) -> bytes:
        return store.client_file(request.path_params["client"]).to_json()

    return await download(request, "client-file.json", make, "application/json")


async def client_bundle(request: Request) -> Response:
    """What fits into FHIR R4 of it, as a bundle."""

    def make(store: Store) -> bytes:
        bundle = to_bundle(store.client_file(request.path_params["client"]))
        return json.dumps(bundle, ensure_ascii=False, indent=2).encode()

    return await download(request, "client-file.fhir.json", make, "application/fhir+json")


CLIENT_FILES = [Route("/client-file/{client}", client_file), Route("/client-file/{client}/fhir", client_bundle)]
