"""Tests import no tests: what several of them need is in tests/support, where it can be found and changed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def imported(source: str) -> set[str]:
    """Every module this source imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def modules_of_tests(modules: set[str]) -> set[str]:
    """Those of these modules that hold tests or fixtures."""
    parts = {name: name.split(".") for name in modules if name.startswith("tests.")}
    return {name for name, path in parts.items() if any(one.startswith("test_") or one == "conftest" for one in path)}


@pytest.mark.parametrize(
    "line", ["from tests.db.test_store import rated", "import tests.conftest", "from tests.db import test_store"]
)
def test_an_import_of_a_test_is_found(line: str) -> None:
    assert modules_of_tests(imported(f"def f():\n    {line}"))


def test_no_test_imports_a_test() -> None:
    files = sorted(TESTS.rglob("*.py"))
    assert len(files) > 100
    assert {
        str(file.relative_to(TESTS)): found
        for file in files
        if (found := modules_of_tests(imported(file.read_text(encoding="utf-8"))))
    } == {}
