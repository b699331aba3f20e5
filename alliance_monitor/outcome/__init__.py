"""How a client is doing beside the alliance: outcome questionnaires, reliable change, sudden gains."""

from alliance_monitor.outcome.form import RISK_STANDS_DAYS, OutcomeForm, outcome_instruments, risk_on, risk_stands
from alliance_monitor.outcome.sudden_gain import SOURCE
from alliance_monitor.outcome.track import OutcomeTrack, outcome_tracks

__all__ = [
    "RISK_STANDS_DAYS",
    "SOURCE",
    "OutcomeForm",
    "OutcomeTrack",
    "outcome_instruments",
    "outcome_tracks",
    "risk_on",
    "risk_stands",
]
