"""The library of instruments: one TOML file each, read once, and a practice's own beside them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from alliance_monitor.instruments.definition import Instrument
from alliance_monitor.instruments.errors import DefinitionError, UnknownInstrumentError
from alliance_monitor.instruments.wording_file import read_wording, with_wording

SHELF = files("alliance_monitor.instruments").joinpath("definitions")
"""Where the definitions are; read as package resources, so that a zipped package works too."""


def read_definition(file_name: str, text: str) -> Instrument:
    """Read one instrument from the text of its TOML file.

    Raises
    ------
    DefinitionError : not TOML, or not an instrument; the text names the file and every fault.
    """
    try:
        return Instrument.model_validate(tomllib.loads(text))
    except ValidationError as fault:
        places = "; ".join(
            ": ".join(filter(None, (".".join(map(str, error["loc"])), error["msg"])))
            for error in fault.errors(include_url=False, include_input=False)
        )
        raise DefinitionError(f"The instrument file {file_name} cannot be used: {places}.") from None
    except tomllib.TOMLDecodeError as fault:
        raise DefinitionError(f"The instrument file {file_name} is not readable TOML: {fault}.") from None


def read_shelf(shelf: Traversable | Path) -> tuple[Instrument, ...]:
    """Read every `.toml` file in a folder, sorted by id and version.

    Raises
    ------
    DefinitionError : a file is faulty, or two files hold the same id and version.
    """
    found: dict[tuple[str, int], Instrument] = {}
    for entry in sorted(shelf.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".toml"):
            continue
        definition = read_definition(entry.name, entry.read_text(encoding="utf-8"))
        if (definition.id, definition.version) in found:
            raise DefinitionError(
                f"The instrument file {entry.name} repeats {definition.id} version {definition.version}.",
                "Give the newer file the next version number.",
            )
        found[definition.id, definition.version] = definition
    return tuple(found[key] for key in sorted(found))


def read_own(folder: Path, built_in: tuple[Instrument, ...]) -> tuple[Instrument, ...]:
    """The library with a practice's own folder: definitions (`.toml`) and wordings (`.txt`).

    Raises
    ------
    DefinitionError : a file is faulty, an instrument takes the id of a built-in one, or a wording is for none.
    """
    own = read_shelf(folder)
    known = {definition.id for definition in built_in}
    for definition in own:
        if definition.id in known:
            raise DefinitionError(
                f"Your instrument “{definition.id}” has the id of a built-in one.", "Choose another id."
            )
    found = {(definition.id, definition.version): definition for definition in (*built_in, *own)}
    for file in sorted(folder.glob("*.txt")):
        try:
            words = read_wording(file.name, file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise DefinitionError(
                f"The wording file {file.name} cannot be read.", "It must be text in UTF-8."
            ) from None
        named = words.instrument or file.name.split(".")[0]
        versions = [version for key, version in found if key == named]
        if not versions:
            raise DefinitionError(f"The wording file {file.name} is for “{named}”, which is no instrument here.")
        version = int(words.header["version"]) if words.header.get("version", "").isdigit() else max(versions)
        if version not in versions:
            raise DefinitionError(f"The wording file {file.name} is for a version of {named} that is not here.")
        found[named, version] = with_wording(found[named, version], words, file.name)
    return tuple(found[key] for key in sorted(found))


# Process-wide, unlike a practice's own prompts, which are an argument of `library`: stored values such as `OutcomeForm`
# look up their instrument when they are read back and validated, where nobody could hand them a library.
_own: list[Path] = []


def use_own(folder: Path | None) -> None:
    """Add a practice's own folder to the library of this process; None or a missing folder adds nothing."""
    there = [folder] if folder is not None and folder.is_dir() else []
    if not there and not _own:
        return
    _own[:] = there
    _shelf.cache_clear()
    _shelf()


@cache
def _shelf() -> tuple[Instrument, ...]:
    built_in = read_shelf(SHELF)
    return read_own(_own[0], built_in) if _own else built_in


def instruments() -> tuple[Instrument, ...]:
    """Return the newest version of every instrument, sorted by id."""
    return tuple({definition.id: definition for definition in _shelf()}.values())


def instrument(instrument_id: str, version: int | None = None) -> Instrument:
    """Return one instrument, in its newest version unless another is asked for.

    Raises
    ------
    UnknownInstrumentError : no such id, or not in this version.
    """
    versions = {definition.version: definition for definition in _shelf() if definition.id == instrument_id}
    if not versions:
        known = ", ".join(instrument.id for instrument in instruments())
        raise UnknownInstrumentError(f"There is no instrument “{instrument_id}”.", f"Known are: {known}.")
    if version is None:
        version = max(versions)
    if version not in versions:
        known = ", ".join(str(number) for number in sorted(versions))
        raise UnknownInstrumentError(
            f"There is no version {version} of the instrument “{instrument_id}”.", f"Known versions: {known}."
        )
    return versions[version]
