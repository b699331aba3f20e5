"""Parts of the supervision page."""

from pages.parts.supervision.agenda_card import agenda_card, open_case
from pages.parts.supervision.ask_supervision import supervision_of
from pages.parts.supervision.case_review import case_on_the_table

__all__ = ["agenda_card", "case_on_the_table", "open_case", "supervision_of"]
