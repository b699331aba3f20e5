"""The folders of the code, each with how many Python files it has and what it is: `python -m tests.house.folders`.

Run as a module it brings the listing in CONTRIBUTING.md up to date; a test fails while it is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("alliance_monitor", "db", "demo", "web", "pages", "commands")
PAGE = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- folders: python -m tests.house.folders -->\n", "<!-- /folders -->"


def folders() -> Iterator[Path]:
    """Every package of the code, in the order of reading: a folder before those inside it."""
    for name in PACKAGES:
        yield from sorted(file.parent for file in (ROOT / name).rglob("__init__.py"))


def files_in(folder: Path) -> list[Path]:
    """The Python files of one folder, without its `__init__.py`."""
    return [file for file in folder.glob("*.py") if file.name != "__init__.py"]


def purpose(folder: Path) -> str:
    """The first sentence of the folder's docstring, or nothing."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def listing() -> str:
    """The table for CONTRIBUTING.md."""
    lines = ["| Folder | Files | What it is |", "| --- | ---: | --- |"]
    for folder in folders():
        name = folder.relative_to(ROOT).as_posix()
        lines.append(f"| `{name}/` | {len(files_in(folder))} | {purpose(folder)} |")
    return "\n".join(lines) + "\n"


def page_with(table: str) -> str:
    """CONTRIBUTING.md with this table in its place."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + table + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(page_with(listing()), encoding="utf-8")
