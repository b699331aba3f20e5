"""How much the tests try: a part of the long ones by default, all of them with ALLIANCE_TESTS=all (`make test-all`)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest

EVERYTHING = os.environ.get("ALLIANCE_TESTS") == "all"
"""Whether every test runs, with every example, kill and mutation."""


def extent(full: int, part: int) -> int:
    """How often to try something: `full` times when everything is tried, else `part` times."""
    return full if EVERYTHING else part


def parametrize_part(names: str | Sequence[str], cases: Sequence[Any], part: int = 1, **more: Any) -> Any:
    """As `pytest.mark.parametrize`, but only `part` of the cases always run, spread evenly from the first.

    The others are marked `thorough`, so that they run with everything or when asked for by name.
    """
    always = range(0, len(cases), -(-len(cases) // part))
    values = [(case,) if isinstance(names, str) else tuple(case) for case in cases]
    marks = [() if place in always else (pytest.mark.thorough,) for place in range(len(cases))]
    given = [pytest.param(*value, marks=mark) for value, mark in zip(values, marks, strict=True)]
    return pytest.mark.parametrize(names, given, **more)
