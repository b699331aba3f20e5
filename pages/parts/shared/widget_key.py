"""Keys of widgets that ask about one client: what was typed for one client is never shown, or saved, for another."""

from __future__ import annotations


def widget_key(client_id: str, name: str, saved: int = 0) -> str:
    """The key of one field. `saved` counts earlier saves, so that a form is empty again once it was saved."""
    return f"{name}:{client_id}:{saved}"
