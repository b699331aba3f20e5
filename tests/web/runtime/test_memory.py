"""What has lived for long is searched for garbage when the app says so."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from web.runtime.memory import collect, configure_gc


class Ring:
    """Something that refers to itself, so that only a search finds it unused."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_the_old_is_searched_in_a_sweep_and_the_young_all_the_time() -> None:
    configure_gc()
    assert gc.get_freeze_count() > 0
    old = Ring()
    for _ in range(2):
        gc.collect(1)  # twice survived: old by now
    still_there = weakref.ref(old)
    del old
    kept = [Ring() for _ in range(10)]
    young = weakref.ref(kept[0])
    del kept
    for _ in range(200):
        [[] for _ in range(1_000)]
        [Ring() for _ in range(100)]
    assert young() is None, "the young are searched without being asked"
    assert still_there() is not None
    collect()
    assert still_there() is None
