"""The app's icon: our own picture, because a named one would be fetched from another site."""

from __future__ import annotations

from pathlib import Path

ICON = (Path(__file__).parents[3] / "web" / "icon.svg").read_text(encoding="utf-8")
