"""The widget key of one answer about one client: what was typed for one is never shown, nor saved, for another."""

from __future__ import annotations


def widget_key(client_id: str, name: str, saved: int = 0) -> str:
    """A key of this client's alone; `saved` counts what was saved before, so that a saved form comes back empty."""
    return f"{name}:{client_id}:{saved}"
