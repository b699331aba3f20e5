"""Long-lived objects are collected only when the app asks for it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from web.runtime.memory import collect, configure_gc


class Ring:
    """A reference cycle, which only garbage collection frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_old_objects_are_collected_on_request_and_young_ones_all_the_time() -> None:
    configure_gc()
    assert gc.get_freeze_count() > 0
    old = Ring()
    for _ in range(2):
        gc.collect(1)  # survived twice: in the oldest generation now
    still_there = weakref.ref(old)
    del old
    kept = [Ring() for _ in range(10)]
    young = weakref.ref(kept[0])
    del kept
    for _ in range(200):
        [[] for _ in range(1_000)]
        [Ring() for _ in range(100)]
    assert young() is None, "young objects are collected by themselves"
    assert still_there() is not None
    collect()
    assert still_there() is None
