"""Who is there: accounts, passphrases, second factors, visits, and how guessing is slowed."""

from db.sign_in.accounts import add_account, is_set_up, set_up, therapist_named, valid_name
from db.sign_in.device_unlock import hash_pin, unlock
from db.sign_in.finish import finish_sign_in, required_enrolment
from db.sign_in.first_sign_in import choose_passphrase
from db.sign_in.identities import Flow, Identity, admit, begin_flow, end_flow
from db.sign_in.one_time_code import CODE_LIFETIME, new_code, normalise_code
from db.sign_in.passphrase import hash_code, hash_passphrase, matches
from db.sign_in.pending import PendingSignIn, SignInExpiredError
from db.sign_in.second_factor import Enrolment, SecondFactorStatus
from db.sign_in.visits import (
    LiveVisit,
    begin_demo_visit,
    begin_visit,
    end_visit,
    is_live,
    live_visit,
    locked_visit,
    new_token,
    sign_in,
)

__all__ = [
    "CODE_LIFETIME",
    "Enrolment",
    "Flow",
    "Identity",
    "LiveVisit",
    "PendingSignIn",
    "SecondFactorStatus",
    "SignInExpiredError",
    "add_account",
    "admit",
    "begin_demo_visit",
    "begin_flow",
    "begin_visit",
    "choose_passphrase",
    "end_flow",
    "end_visit",
    "finish_sign_in",
    "hash_code",
    "hash_passphrase",
    "hash_pin",
    "is_live",
    "is_set_up",
    "live_visit",
    "locked_visit",
    "matches",
    "new_code",
    "new_token",
    "normalise_code",
    "required_enrolment",
    "set_up",
    "sign_in",
    "therapist_named",
    "unlock",
    "valid_name",
]
