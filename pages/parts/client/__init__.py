"""Parts of a client's page."""

from pages.parts.client.add_client import add_client
from pages.parts.client.bond_and_talk import bond_and_talk
from pages.parts.client.choose_client import choose_client
from pages.parts.client.client_file import client_file
from pages.parts.client.correct_rating import correct_rating
from pages.parts.client.ending import ENDINGS, end_or_resume
from pages.parts.client.erase import erase_client_form, retention
from pages.parts.client.overview import overview
from pages.parts.client.part_by_part import part_by_part
from pages.parts.client.risk import risk
from pages.parts.client.trajectory_chart import trajectory_chart

__all__ = [
    "ENDINGS",
    "add_client",
    "bond_and_talk",
    "choose_client",
    "client_file",
    "correct_rating",
    "end_or_resume",
    "erase_client_form",
    "overview",
    "part_by_part",
    "retention",
    "risk",
    "trajectory_chart",
]
