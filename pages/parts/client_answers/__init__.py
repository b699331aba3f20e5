"""Asking the client for ratings and questionnaires, and entering or showing the answers."""

from pages.parts.client_answers.ask_client import answered_by_link, ask_client
from pages.parts.client_answers.client_voice import client_voice, waiting_answers
from pages.parts.client_answers.item_entry import item_entry
from pages.parts.client_answers.outcome import outcome

__all__ = ["answered_by_link", "ask_client", "client_voice", "item_entry", "outcome", "waiting_answers"]
