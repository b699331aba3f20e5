"""A package's tests, run in a forked process on the unchanged code or on a mutant."""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import warnings
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

from benchmarks.mutants.mutant import Mutant

SLOWER = 3
"""Times the CPU seconds of the unchanged tests, plus ten, after which a mutant is stopped: it loops."""


class _Loader(SourceFileLoader):
    """Loads a mutant in place of its file; finds nothing else."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path.resolve()))
        self._mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if name != self._mutant.module:
            return None
        folders = [str(self._mutant.path.parent.resolve())] if self._mutant.path.stem == "__init__" else None
        return spec_from_file_location(name, self.path, loader=self, submodule_search_locations=folders)

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(self._mutant.code, self.path, "exec")


class _QuickestFirst:
    """Plugin that remembers how long each test took, or runs them by what was remembered, in tenths of a second."""

    def __init__(self, known: Mapping[str, float]) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float, known)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: round(self.seconds[item.nodeid], 1))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration


@dataclass(frozen=True, slots=True)
class PackageTests:
    """The tests of one package, and how they run on the unchanged code."""

    package: str
    apart: bool
    """Whether they need nothing of tests/conftest.py, which imports the whole app."""
    cpu_seconds: float | None = None
    test_seconds: Mapping[str, float] = field(default_factory=dict)

    def run(self, mutant: Mutant | None, output: Path) -> tuple[int, float]:
        """Run them in a forked process; return its wait status and the CPU seconds it used."""
        child = os.fork()
        if child:
            _, status, usage = os.wait4(child, 0)
            return status, usage.ru_utime + usage.ru_stime
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        if self.cpu_seconds is not None:
            limit = int(SLOWER * self.cpu_seconds) + 10
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 10))
            signal.alarm(limit * 40)  # one that waits instead of computing
        if mutant is not None:
            sys.meta_path.insert(0, _Loader(mutant))
        options = ["-x", "-q", "-n0", "--assert=plain", "--tb=short", "-p", "no:cacheprovider"]
        apart = [f"--confcutdir=tests/{self.package}"] if self.apart else []
        order, code = _QuickestFirst(self.test_seconds), 3
        with suppress(BaseException):
            code = pytest.main([f"tests/{self.package}", *options, *apart], plugins=[order])
        if mutant is None:
            learned = {"modules": _third_party(), "seconds": order.seconds}
            output.with_suffix(".json").write_text(json.dumps(learned), encoding="utf-8")
        os._exit(code)

    @classmethod
    def measure(cls, package: str, output: Path) -> PackageTests:
        """Run them once, and import here, once for all, what they import from others."""
        for apart in (True, False):
            status, cpu_seconds = cls(package, apart).run(None, output)
            if not status:
                learned = json.loads(output.with_suffix(".json").read_text(encoding="utf-8"))
                for name in learned["modules"]:
                    with suppress(Exception), warnings.catch_warnings(action="ignore"):
                        importlib.import_module(name)
                return cls(package, apart, cpu_seconds, learned["seconds"])
        raise SystemExit(f"The tests of {package} fail without any change:\n{output.read_text(encoding='utf-8')}")


def _third_party() -> list[str]:
    return [
        name
        for name, module in sys.modules.items()
        if "site-packages" in str(getattr(getattr(module, "__spec__", None), "origin", ""))
    ]
