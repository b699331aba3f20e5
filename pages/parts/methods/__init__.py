"""How flags work: a demonstration, the limits and norms in use, and a comparison with published rules."""

from pages.parts.methods.comparison_table import comparison_table
from pages.parts.methods.limits_and_norms import limits_and_norms
from pages.parts.methods.try_it import try_it

__all__ = ["comparison_table", "limits_and_norms", "try_it"]
