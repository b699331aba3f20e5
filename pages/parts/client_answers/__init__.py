"""Asking the client, and entering or showing what they answered."""

from pages.parts.client_answers.ask_client import answered_by_link, ask_client
from pages.parts.client_answers.client_voice import client_voice, waiting_answers
from pages.parts.client_answers.outcome import outcome
from pages.parts.client_answers.questionnaire import questionnaire

__all__ = ["answered_by_link", "ask_client", "client_voice", "outcome", "questionnaire", "waiting_answers"]
