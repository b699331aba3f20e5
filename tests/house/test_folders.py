"""A newcomer finds the room from the tree: every folder says in a sentence what it is, and none is crowded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.folders import PAGE, ROOT, files_in, folders, listing, page_with, purpose

MOST_FILES = 14
"""About a dozen files show at a glance; more hide a second concept."""


@pytest.mark.parametrize("folder", tuple(folders()), ids=lambda folder: folder.relative_to(ROOT).as_posix())
def test_a_folder_says_in_one_sentence_what_it_is_and_is_not_crowded(folder: Path) -> None:
    assert 20 <= len(purpose(folder)) <= 160, purpose(folder)
    assert len(files_in(folder)) <= MOST_FILES


def test_contributing_lists_the_folders_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_with(listing()), "run: python -m tests.house.folders"
