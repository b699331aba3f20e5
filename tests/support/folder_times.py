"""A pytest plugin: how long the tests of each folder took, added up over all worker processes, at the end of a run."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

import pytest

DEPTH = 2
"""Folders told apart below tests/: `db/store` and `db/backup`, and a folder's own files under its name."""


class FolderTimes:
    """Adds up the reports of set-up, call and tear-down, which reach the process that prints the summary."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        folder = folder_of(report.nodeid)
        self.seconds[folder] += report.duration  # type: ignore[assignment] - a counter of floats
        self.tests[folder] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if len(self.seconds) < 2:
            return
        terminalreporter.section("seconds by folder of tests, all processes")
        for folder, seconds in self.seconds.most_common():
            terminalreporter.write_line(f"{seconds:8.1f}  {folder} ({self.tests[folder]})")
        terminalreporter.write_line(f"{sum(self.seconds.values()):8.1f}  in all ({sum(self.tests.values())})")


def folder_of(nodeid: str) -> str:
    """`db/store` for `tests/db/store/test_store.py::test_one`."""
    folders = PurePosixPath(nodeid.split("::", maxsplit=1)[0]).parent.parts
    return "/".join(folders[1 : 1 + DEPTH]) or "tests"
