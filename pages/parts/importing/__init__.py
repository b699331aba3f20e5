"""Importing a file: naming its columns, and what stops the import."""

from pages.parts.importing.column_mapping import column_mapping
from pages.parts.importing.problems import problems

__all__ = ["column_mapping", "problems"]
