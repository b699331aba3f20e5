"""The domain stands alone: it can be used without a screen or a database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import pkgutil, sys, importlib, alliance_monitor
names = [one.name for one in pkgutil.walk_packages(alliance_monitor.__path__, "alliance_monitor.")]
names = [name for name in names if not name.endswith("__main__") and ({figures} or ".figures" not in name)]
for name in names:
    importlib.import_module(name)
assert len(names) > 40, names
print(*sorted({{name.split(".")[0] for name in sys.modules}}))
"""


def loaded(*, figures: bool) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOOK.format(figures=figures)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_the_domain_loads_no_screen_no_database_and_no_server() -> None:
    assert not loaded(figures=True) & {"streamlit", "sqlalchemy", "starlette", "alembic", "db", "web", "pages"}


def test_only_the_figures_load_plotly() -> None:
    assert "plotly" not in loaded(figures=False)
    assert "plotly" in loaded(figures=True)
