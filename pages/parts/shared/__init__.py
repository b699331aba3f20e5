"""What every page needs: the visitor, widget keys, lazy expanders, emergency notices."""

from pages.parts.shared.emergency_notices import emergency_notices
from pages.parts.shared.escaped import escaped
from pages.parts.shared.icon import ICON
from pages.parts.shared.lazy_expander import lazy_expander
from pages.parts.shared.widget_key import widget_key

__all__ = ["ICON", "emergency_notices", "escaped", "lazy_expander", "widget_key"]
