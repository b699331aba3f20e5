"""What the pages of documentation name exists: files, folders, modules and each other."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.house.folders import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OUR_FOLDERS = "alliance_monitor|db|demo|web|pages|commands|tests|benchmarks|docs|deploy"
FILE = re.compile(rf"`((?:{OUR_FOLDERS})/[\w./-]*\w)[`/ ]")
MODULE = re.compile(r"python -m ((?:alliance_monitor|commands|benchmarks|tests)[\w.]*)")
TESTS = re.compile(r"\b(tests/[\w/]+\.py)\b")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_only_what_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {*FILE.findall(text), *TESTS.findall(text)}
    missing = [name for name in sorted(named) if not (ROOT / name).exists()]
    missing += [name for name in sorted(set(MODULE.findall(text))) if find_spec(name) is None]
    missing += [link for link in sorted(set(LINK.findall(text))) if not (page.parent / link).exists()]
    assert missing == []
