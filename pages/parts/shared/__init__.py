"""What any page needs: who is visiting, fields, folds, notices."""

from pages.parts.shared.field import field
from pages.parts.shared.fold import fold
from pages.parts.shared.icon import ICON
from pages.parts.shared.literal import literal
from pages.parts.shared.notices import notices

__all__ = ["ICON", "field", "fold", "literal", "notices"]
