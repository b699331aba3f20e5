"""Reading the library of prompts: the files shipped here, and a practice's own file on top."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from alliance_monitor.errors import AllianceError
from alliance_monitor.records import RuptureType
from alliance_monitor.repair.prompt import Prompt, PromptPattern

LIBRARY_VERSION = 1
"""Version of the prompt file's layout; a file may state it as `version = 1`."""

SPOKEN = ("try", "say")
"""The kinds that offer something to say or do with the client."""

LEAST_SPOKEN, LEAST_AVOID = 2, 1
"""Every cell of stage × type × pattern holds at least this many prompts to try or say, and to avoid."""

_TABLE = re.compile(r"^\s*\[\[\s*prompt\s*\]\]")


class PromptFileError(AllianceError):
    """A prompt file that cannot be used; the text names the file and the line."""


def read_prompts(file_name: str, text: str) -> tuple[Prompt, ...]:
    """Read the prompts of one TOML file (tables `[[prompt]]`).

    Raises
    ------
    PromptFileError : not TOML, another layout, a faulty prompt, an id given twice; names each faulty line.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PromptFileError(f"The prompt file {file_name} is not readable TOML: {fault}.") from None
    tables = content.get("prompt")
    if set(content) - {"version", "prompt"} or not isinstance(tables, list) or not tables:
        raise PromptFileError(
            f"The prompt file {file_name}, line 1: only “version” and [[prompt]] tables are expected.",
            "Write each prompt under its own [[prompt]] line.",
        )
    if content.get("version", LIBRARY_VERSION) != LIBRARY_VERSION:
        line = _line_of(text.splitlines(), 0, "version")
        raise PromptFileError(
            f"The prompt file {file_name}, line {line}: unknown version.",
            f"This program reads version {LIBRARY_VERSION}.",
        )
    return _check(file_name, text.splitlines(), tables)


def _check(file_name: str, lines: list[str], tables: list[dict[str, Any]]) -> tuple[Prompt, ...]:
    starts = [number for number, line in enumerate(lines) if _TABLE.match(line)]
    if len(starts) != len(tables):  # the same content as inline tables: there is no [[prompt]] line to name
        starts = [0] * len(tables)
    found: dict[str, Prompt] = {}
    faults: list[str] = []
    for start, table in zip(starts, tables, strict=True):
        try:
            prompt = Prompt.model_validate(table)
        except ValidationError as fault:
            faults += [
                f"line {_line_of(lines, start, str(error['loc'][0]) if error['loc'] else '')}: "
                f"{'.'.join(map(str, error['loc']))}: {error['msg'].removeprefix('Value error, ')}"
                for error in fault.errors(include_url=False, include_input=False)
            ]
            continue
        if prompt.id in found:
            faults.append(f"line {_line_of(lines, start, 'id')}: the id {prompt.id} is given twice")
        found[prompt.id] = prompt
    if faults:
        raise PromptFileError(
            f"The prompt file {file_name} cannot be used: {'; '.join(faults)}.", "Put these lines right."
        )
    return tuple(found.values())


def _line_of(lines: list[str], start: int, key: str) -> int:
    """Line number, from 1, of `key = …` within the table that starts at index `start`, or of the table."""
    for number in range(start, len(lines)):
        if number > start and _TABLE.match(lines[number]):
            break
        if key and re.match(rf"\s*{re.escape(key)}\s*[.=]", lines[number]):
            return number + 1
    return start + 1


@cache
def _shipped() -> tuple[Prompt, ...]:
    shelf = files("alliance_monitor.repair").joinpath("library")
    found: dict[str, Prompt] = {}
    for entry in sorted(shelf.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        text = entry.read_text(encoding="utf-8")
        for prompt in read_prompts(entry.name, text):
            if prompt.id in found:
                line = next((n for n, row in enumerate(text.splitlines(), 1) if prompt.id in row), 1)
                raise PromptFileError(
                    f"The prompt file {entry.name}, line {line}: the id {prompt.id} is taken.",
                    "Give each prompt an id of its own.",
                )
            found[prompt.id] = prompt
    return tuple(found.values())


def _require_full(prompts: tuple[Prompt, ...], source: str) -> None:
    count = Counter(
        (prompt.stage, prompt.rupture_type, prompt.pattern, prompt.kind in SPOKEN)
        for prompt in prompts
        # a prompt kept for the late phase cannot be counted on at other times
        if prompt.kind in (*SPOKEN, "avoid") and prompt.phase != "late"
    )
    for stage, kind, pattern in product((1, 2, 3, 4), RuptureType, get_args(PromptPattern)):
        spoken, avoid = (count[stage, kind, pattern, some] for some in (True, False))
        if spoken < LEAST_SPOKEN or avoid < LEAST_AVOID:
            raise PromptFileError(
                f"{source} leaves too few prompts for stage {stage}, {kind}, {pattern}.",
                f"Needed: {LEAST_SPOKEN} to try or say and {LEAST_AVOID} to avoid, outside the late phase.",
            )


def library(override: Path | None = None) -> tuple[Prompt, ...]:
    """Return all prompts, in a fixed order.

    Parameters
    ----------
    override : a practice's own TOML file of the same layout. A prompt with a known id replaces that prompt, any
        other is added after the shipped ones.

    Raises
    ------
    PromptFileError : a file cannot be read or used, or leaves a cell of stage × type × pattern too empty.
    """
    if override is None:
        return _full_library()
    try:
        text = override.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise PromptFileError(
            f"The prompt file {override.name} cannot be read.",
            "Check that it exists and is saved as UTF-8 text.",
        ) from None
    prompts = {prompt.id: prompt for prompt in (*_full_library(), *read_prompts(override.name, text))}
    merged = tuple(prompts.values())
    _require_full(merged, f"The prompt file {override.name}")
    return merged


@cache
def _full_library() -> tuple[Prompt, ...]:
    prompts = _shipped()
    _require_full(prompts, "The prompt library")
    return prompts
