"""The client has not rated for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SILENT_SESSIONS: Final = 3
"""Sessions in a row. With 15–20 % of ratings missing by chance, three in a row happen by chance about once
in 200 sessions. Without the client's rating about a third of the ruptures that would be found are missed
(docs/decisions/0003-detection-score.md). Default, not validated."""


def client_voice_missing(rated: Sequence[bool], sessions: int = SILENT_SESSIONS) -> bool:
    """Say whether the client rated none of the newest `sessions` attended sessions.

    Parameters
    ----------
    rated : for each attended session, oldest first, whether there is a rating by the client.
    """
    return len(rated) >= sessions and not any(rated[-sessions:])
