"""The way a response takes back through the gate."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from web.gate.addresses import PUBLIC_FOLDERS
from web.gate.headers import security_headers


class GuardedSend:
    """`send` that adds the security headers, and remembers the status so that a failure can still be answered."""

    def __init__(self, path: str, send: Send) -> None:
        self._path, self._send = path, send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", []), *security_headers()]
            if not self._path.startswith(PUBLIC_FOLDERS):
                # Browsers may cache nothing but Streamlit's own frontend files.
                headers = [(name, value) for name, value in headers if name.lower() != b"cache-control"]
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await self._send(message)

    async def respond_unless_started(self, scope: Scope, receive: Receive, response: PlainTextResponse) -> None:
        """Send this response if no other one has started."""
        if not self.status:
            await response(scope, receive, self)
