"""A running app for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.front_door import Door, opened


@pytest.fixture(scope="module")
def demo_door(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The app with a demo practice that is built already."""
    with opened(copytree(demo_once, tmp_path_factory.mktemp("browser") / "data")) as running:
        yield running
