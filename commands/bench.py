"""`bench detect`: measure on this computer how well ruptures are detected."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

from alliance_monitor.errors import AllianceError


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "bench",
        help="run a benchmark",
        description="Run a benchmark. “bench detect”: how well ruptures are found in simulated practices.",
    )
    command.add_argument("benchmark", choices=["detect"])
    command.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="passed on; try “bench detect -h”")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Hand over to the benchmark."""
    try:
        benchmark = import_module("benchmarks.detection")
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith("benchmarks"):
            raise
        raise AllianceError(
            "The benchmarks are not part of this installation.", "Run this in a copy of the source code."
        ) from None
    benchmark.main(options.arguments)
