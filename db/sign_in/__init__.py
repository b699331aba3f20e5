"""Who is there: accounts, passphrases, second factors, visits, and how guessing is slowed."""

from db.sign_in.accounts import add_account, is_set_up, named, set_up, therapist_named
from db.sign_in.device_unlock import hash_pin, unlock
from db.sign_in.finish import finish, wanted
from db.sign_in.first_sign_in import choose_passphrase
from db.sign_in.identities import Flow, Identity, admit, begin_flow, end_flow
from db.sign_in.one_time_code import VALID, bare, new_code
from db.sign_in.passphrase import hash_code, hash_passphrase, matches
from db.sign_in.pending import Step, StepOverError
from db.sign_in.second_factor import Enrolment, SecondStep
from db.sign_in.visits import (
    LiveVisit,
    begin,
    begin_demo_visit,
    end_visit,
    is_live,
    live_visit,
    locked_visit,
    new_token,
    sign_in,
)

__all__ = [
    "VALID",
    "Enrolment",
    "Flow",
    "Identity",
    "LiveVisit",
    "SecondStep",
    "Step",
    "StepOverError",
    "add_account",
    "admit",
    "bare",
    "begin",
    "begin_demo_visit",
    "begin_flow",
    "choose_passphrase",
    "end_flow",
    "end_visit",
    "finish",
    "hash_code",
    "hash_passphrase",
    "hash_pin",
    "is_live",
    "is_set_up",
    "live_visit",
    "locked_visit",
    "matches",
    "named",
    "new_code",
    "new_token",
    "set_up",
    "sign_in",
    "therapist_named",
    "unlock",
    "wanted",
]
