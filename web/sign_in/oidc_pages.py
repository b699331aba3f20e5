"""Going to the identity provider and back, to sign in or to connect an identity with one's account."""

from __future__ import annotations

import hmac

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from alliance_monitor.errors import AllianceError
from db.configuration import configuration
from db.crypto import new_token
from db.opening import database
from db.place import Place
from db.sign_in import Flow, admit, begin_flow, end_flow
from db.store import open_store
from web.request import browser_name, cookie, current_visit
from web.runtime import PublicRoute, html_page, local_path
from web.sign_in.oidc import AuthorizationRequest, Provider, ProviderError
from web.sign_in.signed_in import signed_in


def _provider(request: Request) -> Provider | None:
    settings = configuration()
    own_address = settings.public_url or f"http://{request.headers.get('host', '')}"
    return Provider.of(settings, own_address) if settings.oidc_issuer else None


async def start(request: Request) -> Response:
    """To the provider, to sign in."""
    return await _to_provider(request, local_path(request.query_params.get("next", "/")), None)


async def connect(request: Request) -> Response:
    """To the provider, to connect an identity with the account that is signed in."""
    visit = await current_visit(request.scope, touch=False)
    if visit is None or visit.actor.place is not Place.PRACTICE:
        return RedirectResponse("/sign-in", 303)
    return await _to_provider(request, "/account", visit.actor.visit_id)


async def _to_provider(request: Request, next_path: str, visit_id: str | None) -> Response:
    provider = _provider(request)
    if provider is None:
        return PlainTextResponse("Not found", 404)

    def begin() -> AuthorizationRequest:
        sent = provider.authorization_request()
        begin_flow(database(Place.PRACTICE), sent.state, Flow(sent.nonce, sent.verifier, next_path, visit_id))
        return sent

    try:
        sent = await run_in_threadpool(begin)
    except AllianceError as error:
        return html_page("sign_in.html", 502, error=str(error), next=next_path)
    response = RedirectResponse(sent.address, 303)
    cookie.set_flow(response, cookie.OIDC_STATE, sent.state)
    return response


async def callback(request: Request) -> Response:
    """Back from the provider: works once, and only in the browser that was sent."""
    provider = _provider(request)
    if provider is None:
        return PlainTextResponse("Not found", 404)
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    sent_state = request.cookies.get(cookie.flow_name(cookie.OIDC_STATE), "")
    visit = await current_visit(request.scope, touch=False)
    agent = browser_name(request.headers.get("user-agent", ""))

    def verified() -> Response:
        home = database(Place.PRACTICE)
        if not state or not hmac.compare_digest(state.encode(), sent_state.encode()):
            raise ProviderError
        flow = end_flow(home, state)
        if flow is None or not code:
            raise ProviderError
        identity = provider.verified_identity(code, flow.verifier, flow.nonce)
        if flow.visit_id is None:
            response = signed_in(admit(home, identity, agent), flow.next_path)
            cookie.clear_flow(response, cookie.OIDC_STATE)
            return response
        if visit is None or visit.actor.visit_id != flow.visit_id:
            raise ProviderError
        # Another site could have sent this browser here with its own identity (login CSRF): the person must agree.
        agreement = new_token()
        begin_flow(home, agreement, Flow("", "", "/account", flow.visit_id, identity))
        response = html_page("connect.html", person=identity.name)
        cookie.set_flow(response, cookie.OIDC_STATE, agreement)
        return response

    try:
        return await run_in_threadpool(verified)
    except AllianceError as error:
        response = html_page("sign_in.html", 400, error=str(error), next="/")
        cookie.clear_flow(response, cookie.OIDC_STATE)
        return response


async def agree(request: Request) -> Response:
    """The person confirms that the identity is theirs, and can sign in with it from now on."""
    visit = await current_visit(request.scope, touch=False)
    sent_state = request.cookies.get(cookie.flow_name(cookie.OIDC_STATE), "")
    if request.method != "POST" or visit is None:
        return RedirectResponse("/account", 303)

    def connect_identity() -> None:
        flow = end_flow(database(Place.PRACTICE), sent_state)
        if flow is None or flow.identity is None or flow.visit_id != visit.actor.visit_id:
            raise ProviderError
        open_store(visit.actor).connect_identity(flow.identity)

    try:
        await run_in_threadpool(connect_identity)
    except AllianceError as error:
        return html_page("connect.html", 400, error=str(error))
    response = RedirectResponse("/account", 303)
    cookie.clear_flow(response, cookie.OIDC_STATE)
    return response


ROUTES = [
    PublicRoute("/oidc/start", start),
    Route("/oidc/connect", connect),
    PublicRoute("/oidc/callback", callback),
    Route("/oidc/agree", agree, methods=["GET", "POST"]),
]
