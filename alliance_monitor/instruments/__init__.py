"""Questionnaires, rating forms and interview classes as data, and their scoring."""

from alliance_monitor.instruments.data import Range
from alliance_monitor.instruments.definition import Instrument, ItemWording, Wording
from alliance_monitor.instruments.errors import (
    AnswersError,
    DefinitionError,
    InstrumentError,
    TooManyMissingError,
    UnknownInstrumentError,
)
from alliance_monitor.instruments.library import instrument, instruments, read_definition, use_own
from alliance_monitor.instruments.scores import Scores
from alliance_monitor.instruments.scoring import from_class, from_scores, score
from alliance_monitor.instruments.session_rating import session_rating
from alliance_monitor.instruments.subscale import Band, Cutoff, Part, ReliableChange, Subscale
from alliance_monitor.instruments.wording_file import read_wording, template, with_wording

__all__ = [
    "AnswersError",
    "Band",
    "Cutoff",
    "DefinitionError",
    "Instrument",
    "InstrumentError",
    "ItemWording",
    "Part",
    "Range",
    "ReliableChange",
    "Scores",
    "Subscale",
    "TooManyMissingError",
    "UnknownInstrumentError",
    "Wording",
    "from_class",
    "from_scores",
    "instrument",
    "instruments",
    "read_definition",
    "read_wording",
    "score",
    "session_rating",
    "template",
    "use_own",
    "with_wording",
]
