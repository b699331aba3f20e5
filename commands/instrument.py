"""`instrument`: list the questionnaires, and add the wording a practice is entitled to use."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from alliance_monitor.errors import InvalidEntryError
from alliance_monitor.instruments import instrument, instruments, read_wording, template, use_own, with_wording
from db.configuration import configuration
from db.connection import private_folder

EXAMPLE = """example:
  python -m alliance_monitor instrument wording phq-9 --template > phq-9.txt
  (fill it in, then)
  python -m alliance_monitor instrument wording phq-9 phq-9.txt"""


def add_to(commands: Any) -> None:
    """Add this command to the programme."""
    command = commands.add_parser(
        "instrument",
        help="list instruments, or add the wording of one",
        description="Instruments: list them, or add the wording your practice is entitled to use. No wording of a "
        "questionnaire is shipped; with it, the form can be filled in on screen and by the client.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = command.add_subparsers(title="what to do", metavar="WHAT", required=True)
    listing = parts.add_parser("list", help="list all instruments and the languages they have words in")
    listing.set_defaults(run=show)
    wording = parts.add_parser("wording", help="check a wording file and add it", epilog=EXAMPLE)
    wording.formatter_class = argparse.RawDescriptionHelpFormatter
    wording.add_argument("id", metavar="ID", help="the instrument, such as phq-9")
    wording.add_argument("file", nargs="?", type=Path, metavar="FILE", help="text file in UTF-8")
    wording.add_argument("--template", action="store_true", help="print an empty wording file instead")
    wording.add_argument("--language", metavar="CODE", help="language, such as en or de, if the file does not say")
    wording.add_argument("--rater", choices=["client", "therapist", "observer"], help="who fills it in")
    wording.set_defaults(run=add_wording)


def show(_options: argparse.Namespace) -> None:
    """Print one line per instrument."""
    use_own(configuration().instruments_path)
    for each in instruments():
        words = sorted({f"{word.language} ({word.rater})" for word in each.wordings})
        print(f"{each.id:18} {each.name}: {', '.join(words) or 'no wording, entered by number or score'}")


def add_wording(options: argparse.Namespace) -> None:
    """Check a wording file against its instrument and put it into the practice's folder."""
    folder = configuration().instruments_path
    use_own(folder)
    form = instrument(options.id)
    if options.template:
        print(template(form, options.language or "en", options.rater or form.raters[0]), end="")
        return
    if options.file is None:
        raise InvalidEntryError("The wording file is missing.", "Name it, or ask for a --template.")
    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InvalidEntryError("The wording file cannot be read.", "It must be text in UTF-8.") from None
    words = read_wording(options.file.name, text)
    given = {"language": options.language, "rater": options.rater}
    for name, value in given.items():
        if value and words.header.setdefault(name, value) != value:
            raise InvalidEntryError(f"The file says another {name}.", "Leave one of them out.")
    words.header.setdefault("instrument", form.id)
    words.header.setdefault("version", str(form.version))
    words.header.setdefault("rater", "client")
    whole = with_wording(form, words, options.file.name)
    language, rater = words.header["language"], words.header["rater"]
    private_folder(folder)
    target = folder / f"{form.id}.{language}.{rater}.txt"
    lines = [f"{name}: {value}" for name, value in words.header.items()]
    target.write_text(
        "\n".join([*lines, "", *(f"{key}. {words.items[key]}" for key in form.item_keys)]) + "\n", encoding="utf-8"
    )
    use_own(folder)
    assert whole.wording(rater, language) == instrument(form.id).wording(rater, language)  # noqa: S101
    print(f"{form.name} has words in {language} for the {rater} now: {target}")
    print("It can be filled in on screen and, by clients, by link. Restart the app to use it.")
