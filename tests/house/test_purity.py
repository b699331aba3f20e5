"""The domain stands alone: it can be used without a screen or a database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import pathlib, sys, importlib, alliance_monitor
root = pathlib.Path(alliance_monitor.__file__).parent
files = [file.relative_to(root.parent).with_suffix("") for file in root.rglob("*.py")]  # pkgutil would import packages
names = [".".join(file.parts).removesuffix(".__init__") for file in files]
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
