"""Who is signing in: accounts, passphrases, second factors, identities, visits, and the throttling of guesses."""

from db.sign_in.accounts import add_account, is_set_up, set_up, therapist_named, valid_name
from db.sign_in.device_unlock import hash_pin, unlock
from db.sign_in.errors import SignInExpiredError, SignInRefusedError, TooManyTriesError, UnknownIdentityError
from db.sign_in.finish import finish_sign_in, required_enrolment
from db.sign_in.first_sign_in import choose_passphrase
from db.sign_in.identities import Flow, Identity, admit, begin_flow, end_flow
from db.sign_in.one_time_code import CODE_LIFETIME, new_code, normalise_code
from db.sign_in.passphrase import hash_code, hash_passphrase, matches
from db.sign_in.passphrase_sign_in import sign_in
from db.sign_in.pending_sign_in import Missing, PendingSignIn
from db.sign_in.recovery_codes import new_recovery_codes
from db.sign_in.second_factor import Enrolment, SecondFactorStatus
from db.sign_in.visits import (
    LiveVisit,
    begin_demo_visit,
    begin_visit,
    end_visit,
    is_live,
    live_visit,
    locked_visit,
    new_visit_token,
)

__all__ = [
    "CODE_LIFETIME",
    "Enrolment",
    "Flow",
    "Identity",
    "LiveVisit",
    "Missing",
    "PendingSignIn",
    "SecondFactorStatus",
    "SignInExpiredError",
    "SignInRefusedError",
    "TooManyTriesError",
    "UnknownIdentityError",
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
    "new_recovery_codes",
    "new_visit_token",
    "normalise_code",
    "required_enrolment",
    "set_up",
    "sign_in",
    "therapist_named",
    "unlock",
    "valid_name",
]
