"""Supervision: the agenda, one case under review, and asking for supervision on the client's page."""

from pages.parts.supervision.agenda_card import agenda_card, open_case
from pages.parts.supervision.ask_supervision import supervision_section
from pages.parts.supervision.case_review import case_review

__all__ = ["agenda_card", "case_review", "open_case", "supervision_section"]
