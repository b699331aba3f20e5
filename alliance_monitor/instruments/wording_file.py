"""The wording of an instrument as a practice writes it: a plain text file, one per instrument, language and rater.

language: en
rater: client
instruction: What the form says above its items.
lowest: What the lowest answer means
highest: What the highest answer means
answer 1: What an answer between means (optional)

1. The first item.
2. The second, which may run on
   over several lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pydantic import ValidationError

from alliance_monitor.instruments.definition import Instrument, ItemWording, Wording
from alliance_monitor.instruments.errors import DefinitionError
from alliance_monitor.records import clean_text

LARGEST = 100_000
"""Longest wording file, in characters."""

_HEADER = re.compile(r"(instrument|version|language|rater|instruction|lowest|highest|answer -?\d+)\s*:\s*(.*)", re.I)
_ITEM = re.compile(r"(\d{1,3})[.)]\s+(.*)")


class WordingFile(NamedTuple):
    """What a file says: header lines by lower-case name, items by number."""

    header: dict[str, str]
    items: dict[str, str]

    @property
    def instrument(self) -> str | None:
        """The instrument the file names, if any."""
        return self.header.get("instrument")


def read_wording(name: str, text: str) -> WordingFile:
    """Read a wording file.

    Raises
    ------
    DefinitionError : a line is unexpected, repeated, or cannot be stored; the text names the line.
    """
    if len(text) > LARGEST:
        raise DefinitionError(f"The wording file {name} is too long.", f"At most {LARGEST} characters.")
    try:
        text = clean_text(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except ValueError as fault:
        raise DefinitionError(f"The wording file {name} cannot be used: {fault}.") from None
    header: dict[str, str] = {}
    items: dict[str, str] = {}
    into: tuple[dict[str, str], str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.strip()
        if not content or content.startswith("#"):
            continue
        if found := _ITEM.fullmatch(content):
            into = (items, str(int(found.group(1))))
        elif not items and (found := _HEADER.fullmatch(content)):
            into = (header, found.group(1).lower())
        elif into is not None:
            into[0][into[1]] += f" {content}"
            continue
        else:
            raise DefinitionError(f"The wording file {name} cannot be used: line {number} belongs to nothing.")
        if into[1] in into[0]:
            raise DefinitionError(f"The wording file {name} cannot be used: line {number} repeats “{into[1]}”.")
        into[0][into[1]] = found.group(2).strip()
    return WordingFile(header, items)


def with_wording(form: Instrument, file: WordingFile, name: str) -> Instrument:
    """The instrument with this wording, which takes the place of one for the same language and rater.

    Raises
    ------
    DefinitionError : the file is for another instrument, or its items are not the instrument's.
    """
    header = {"rater": "client"} | {key: value for key, value in file.header.items() if value}
    missing = [key for key in ("language", "instruction", "lowest", "highest") if key not in header]
    if missing:
        raise DefinitionError(f"The wording file {name} does not say: {', '.join(missing)}.")
    if header.get("instrument", form.id) != form.id or header.get("version", str(form.version)) != str(form.version):
        raise DefinitionError(f"The wording file {name} is not for {form.id}, version {form.version}.")
    if header["rater"] not in form.raters:
        raise DefinitionError(f"{form.name} is not filled in by the {header['rater']}.")
    try:
        words = Wording.model_validate(
            {
                "language": header["language"],
                "rater": header["rater"],
                "instruction": header["instruction"],
                "items": {
                    key: ItemWording(text=text, low=header["lowest"], high=header["highest"])
                    for key, text in file.items.items()
                },
                "answers": {key.split()[1]: value for key, value in header.items() if key.startswith("answer ")},
            }
        )
        others = [
            wording for wording in form.wordings if (wording.language, wording.rater) != (words.language, words.rater)
        ]
        return Instrument.model_validate(form.model_dump() | {"wordings": [*others, words]})
    except ValidationError as fault:
        why = str(fault.errors()[0]["msg"]).removeprefix("Value error, ")
        raise DefinitionError(f"The wording file {name} cannot be used: {why}.") from None


def template(form: Instrument, language: str, rater: str) -> str:
    """An empty wording file for this instrument."""
    lines = [
        f"# The wording of {form.name} that your practice is entitled to use.",
        f"# {form.licence}",
        f"instrument: {form.id}",
        f"version: {form.version}",
        f"language: {language}",
        f"rater: {rater}",
        "instruction: ",
        "lowest: ",
        "highest: ",
        "",
        *(f"{key}. …" for key in form.item_keys),
    ]
    return "\n".join(lines) + "\n"
