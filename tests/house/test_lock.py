"""The locks hold what pyproject.toml asks for, in one exact version each, with hashes; `make lock` makes them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME = PROJECT["project"]["dependencies"]
LOCKS = {
    "requirements.txt": RUN_TIME,
    "requirements-dev.txt": RUN_TIME + PROJECT["dependency-groups"]["dev"],
}


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def versions(lock: str) -> dict[str, str]:
    """The version of each package of a lock."""
    found = [Requirement(entry.split("--hash")[0]) for entry in entries(lock)]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_dependency_in_a_version_that_fits(lock: str) -> None:
    held = versions(lock)
    for dependency in map(Requirement, LOCKS[lock]):
        name = canonicalize_name(dependency.name)
        assert name in held, f"{name} is missing: make lock"
        assert held[name] in dependency.specifier, f"{name} {held[name]} does not fit: make lock"


def test_the_development_lock_contains_the_other_one() -> None:
    assert versions("requirements.txt").items() <= versions("requirements-dev.txt").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_a_package_with_hashes_from_no_particular_index(lock: str) -> None:
    hashed = re.compile(r"[a-z0-9-]+(\[[a-z,]+\])?==[^ ;]+( ;[^;]+?)? +(--hash=sha256:[0-9a-f]{64} *)+")
    assert [entry for entry in entries(lock) if not hashed.fullmatch(entry)] == []
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")
