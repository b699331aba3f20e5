"""A headless client of Streamlit's WebSocket protocol, which times each rerun from request to last message."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


@dataclass
class Page:
    """One open page of a running app."""

    stream: ClientConnection
    page_name: str = ""
    query: str = ""
    script_hash: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    """Widget key → its id in the latest run."""
    states: dict[str, WidgetState] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """Alerts of the latest run."""
    pages: dict[str, str] = field(default_factory=dict)
    """Address of a page → the script hash that requests it."""

    at_once: bool = True
    """Whether to acknowledge TCP segments at once, unlike browsers."""

    kept: dict[str, ForwardMsg] = field(default_factory=dict)
    """Messages by hash, because the server refers to unchanged ones by hash only."""

    @classmethod
    def open(cls, port: int, cookie: str = "", *, page: str = "", query: str = "", at_once: bool = True) -> Page:
        """Connect and wait until the page is drawn once."""
        stream = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=Origin(f"http://127.0.0.1:{port}"),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
            open_timeout=60,
        )
        opened = cls(stream, page, query, at_once=at_once)
        opened.rerun()
        return opened

    def rerun(self, press: str | None = None) -> float:
        """Request a run, pressing a button if one is named; returns the seconds until it was drawn."""
        message = BackMsg()
        ask = message.rerun_script
        ask.query_string = self.query
        if self.script_hash:
            ask.page_script_hash = self.script_hash
        else:
            ask.page_name = self.page_name
        ask.widget_states.widgets.extend(self.states.values())
        if press is not None:
            ask.widget_states.widgets.add(id=self.ids[press], trigger_value=True)
        start = time.perf_counter()
        self.stream.send(message.SerializeToString())
        self._listen()
        return time.perf_counter() - start

    def turn(self, page: str, query: str) -> float:
        """Go to another page, with nothing filled in; returns the seconds until it was drawn."""
        self.query, self.script_hash = query, self.pages[page]
        self.forget()
        return self.rerun()

    def choose(self, key: str, *options: str) -> None:
        """Choose answers of segmented controls; they are sent with the next run."""
        state = WidgetState(id=self.ids[key])
        state.string_array_value.data.extend(options)
        self.states[key] = state

    def forget(self) -> None:
        """Clear the form."""
        self.states.clear()

    def _listen(self) -> None:
        self.ids.clear()
        self.said.clear()
        while True:
            self._acknowledge()
            message = ForwardMsg.FromString(bytes(self.stream.recv(timeout=60)))
            if message.WhichOneof("type") == "ref_hash":
                message = self.kept[message.ref_hash]
            elif message.hash:
                self.kept[message.hash] = message
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.script_hash = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            elif kind == "delta" and message.delta.HasField("new_element"):
                self._note(message)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def _acknowledge(self) -> None:
        """Turn on TCP_QUICKACK if asked to: where the server's socket waits for acknowledgements before it sends the
        next small message, the usual delay of 40 ms would hide the differences to be measured."""
        if self.at_once and hasattr(socket, "TCP_QUICKACK"):
            self.stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        name = element.WhichOneof("type")
        content = getattr(element, name) if name else None
        identity = getattr(content, "id", "")
        if isinstance(identity, str) and identity.startswith("$$"):
            # $$ID-<hash>-<key>: the key is what the page's script called it.
            self.ids[identity.split("-", 2)[2]] = identity
        if name == "alert":
            self.said.append(element.alert.body)
