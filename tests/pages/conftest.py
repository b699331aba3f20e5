"""Pages as somebody who looks around the demo practice sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.sign_in.visits import live_visit
from db.store import Store, open_store
from demo.entry import enter_demo
from pages.parts.shared import visitor


@pytest.fixture
def demo_store(demo_there: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of the demo person, who has every role and supervises two colleagues; pages run on their visit."""
    token = enter_demo()
    monkeypatch.setattr(visitor, "token", lambda: token)
    visit = live_visit(token)
    assert visit is not None
    return open_store(visit.actor)
