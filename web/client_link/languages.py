"""Languages of the client's page: one folder with a gettext catalogue each, compiled when first needed."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parents[1] / "locale"
SOURCE = "en"
"""The language the templates are written in."""

NAMES = {"en": "English", "de": "Deutsch"}
"""What each language calls itself; one that is missing here is shown by its code."""


@cache
def languages() -> tuple[str, ...]:
    """Codes of all available languages, English first."""
    return (SOURCE, *sorted(file.parent.name for file in CATALOGUES.glob("*/client.po")))


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of one language, compiled from its text file; English needs none."""
    if language == SOURCE:
        return NullTranslations()
    with (CATALOGUES / language / "client.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def choose_language(asked: str | None, given: str | None, accepted: str) -> str:
    """The language to show: the one chosen on the page, else the link's, else the browser's preference.

    `accepted` is the browser's Accept-Language header.
    """
    for language in (asked, given):
        if language in languages():
            return language
    return negotiate_locale(_preferred(accepted), languages(), sep="-") or SOURCE


def _preferred(header: str) -> list[str]:
    """Language codes of an Accept-Language header (RFC 9110, 12.5.4), most preferred first."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        code, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            weighted.append((weight, code.strip()))
    return [code for _, code in sorted(weighted, key=lambda pair: -pair[0])]
