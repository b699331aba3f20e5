"""The way to the identity provider and back, to sign in or to connect an identity with one's account."""

from __future__ import annotations

import hmac
import secrets

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.configuration import configuration
from db.opening import database
from db.place import Place
from db.sign_in import Flow, LiveVisit, admit, begin_flow, end_flow, live_visit
from db.store import open_store
from web.request import browser_name, cookie
from web.runtime import html_page, local_path
from web.sign_in.oidc import AuthorizationRequest, Provider, ProviderError
from web.sign_in.sign_in import sign_in_response


def _provider(request: Request) -> Provider | None:
    settings = configuration()
    own = settings.public_url or f"http://{request.headers.get('host', '')}"
    return Provider.of(settings, own) if settings.oidc_issuer else None


async def _visit(request: Request) -> LiveVisit | None:
    token = cookie.token_from(request.cookies)
    return await anyio.to_thread.run_sync(lambda: live_visit(token))


async def start(request: Request) -> Response:
    """To the provider, in order to sign in."""
    return await _leave(request, local_path(request.query_params.get("next", "/")), None)


async def connect(request: Request) -> Response:
    """To the provider, in order to connect the identity it knows with the account that is signed in."""
    visit = await _visit(request)
    if visit is None or visit.actor.place is not Place.PRACTICE:
        return RedirectResponse("/sign-in", 303)
    return await _leave(request, "/account", visit.actor.visit_id)


async def _leave(request: Request, wish: str, visit_id: str | None) -> Response:
    provider = _provider(request)
    if provider is None:
        return PlainTextResponse("Not found", 404)

    def leave() -> AuthorizationRequest:
        leaving = provider.authorization_request()
        begin_flow(database(Place.PRACTICE), leaving.state, Flow(leaving.nonce, leaving.verifier, wish, visit_id))
        return leaving

    try:
        leaving = await anyio.to_thread.run_sync(leave)
    except AllianceError as error:
        return html_page("sign_in.html", 502, error=str(error), next=wish)
    response = RedirectResponse(leaving.address, 303)
    cookie.set_flow(response, cookie.OIDC_STATE, leaving.state)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: who is there is looked at once, for the browser that was sent."""
    provider = _provider(request)
    if provider is None:
        return PlainTextResponse("Not found", 404)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    own = request.cookies.get(cookie.flow_name(cookie.OIDC_STATE), "")
    visit = await _visit(request)
    agent = browser_name(request.headers.get("user-agent", ""))

    def back() -> Response:
        home = database(Place.PRACTICE)
        if not state or not hmac.compare_digest(state.encode(), own.encode()):
            raise ProviderError
        flow = end_flow(home, state)
        if flow is None or not code:
            raise ProviderError
        identity = provider.verified_identity(code, flow.verifier, flow.nonce)
        if flow.visit_id is None:
            response = sign_in_response(admit(home, identity, agent), flow.next_path)
            cookie.clear_flow(response, cookie.OIDC_STATE)
            return response
        if visit is None or visit.actor.visit_id != flow.visit_id:
            raise ProviderError
        # Another site could have sent this browser on the way with an identity of its own: the person must agree.
        again = secrets.token_urlsafe(32)
        begin_flow(home, again, Flow("", "", "/account", flow.visit_id, identity))
        response = html_page("connect.html", person=identity.name)
        cookie.set_flow(response, cookie.OIDC_STATE, again)
        return response

    try:
        return await anyio.to_thread.run_sync(back)
    except AllianceError as error:
        response = html_page("sign_in.html", 400, error=str(error), next="/")
        cookie.clear_flow(response, cookie.OIDC_STATE)
        return response


async def agree(request: Request) -> Response:
    """The person says that the identity is theirs: it can sign in from now on."""
    visit = await _visit(request)
    own = request.cookies.get(cookie.flow_name(cookie.OIDC_STATE), "")
    if request.method != "POST" or visit is None:
        return RedirectResponse("/account", 303)

    def keep() -> None:
        flow = end_flow(database(Place.PRACTICE), own)
        if flow is None or flow.identity is None or flow.visit_id != visit.actor.visit_id:
            raise ProviderError
        open_store(visit.actor).connect_identity(flow.identity)

    try:
        await anyio.to_thread.run_sync(keep)
    except AllianceError as error:
        return html_page("connect.html", 400, error=str(error))
    response = RedirectResponse("/account", 303)
    cookie.clear_flow(response, cookie.OIDC_STATE)
    return response


ROUTES = [
    Route("/oidc/start", start),
    Route("/oidc/connect", connect),
    Route("/oidc/callback", callback),
    Route("/oidc/agree", agree, methods=["GET", "POST"]),
]
