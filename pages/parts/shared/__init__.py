"""What every page needs: the visitor, widget keys, charts, tables, confirmations, dates."""

from pages.parts.shared.chart import chart
from pages.parts.shared.clickable_table import clickable_table
from pages.parts.shared.confirmation import confirm, show_confirmation
from pages.parts.shared.emergency_notices import emergency_notices
from pages.parts.shared.escaped import escaped
from pages.parts.shared.icon import ICON
from pages.parts.shared.lazy_expander import lazy_expander
from pages.parts.shared.local_time import local_date, local_time, start_of_day
from pages.parts.shared.plural import plural
from pages.parts.shared.validation import first_problem
from pages.parts.shared.widget_key import widget_key

__all__ = [
    "ICON",
    "chart",
    "clickable_table",
    "confirm",
    "emergency_notices",
    "escaped",
    "first_problem",
    "lazy_expander",
    "local_date",
    "local_time",
    "plural",
    "show_confirmation",
    "start_of_day",
    "widget_key",
]
